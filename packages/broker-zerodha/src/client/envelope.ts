import type { Evidence } from '@shagun/core'
import type { HttpAnswer, Verdict } from '@shagun/core/adapter'

/** What Kite wraps every answer in: `{"status":"success","data":…}` or `{"status":"error","message":"…","error_type":"…"}`. */
export type Envelope =
  | { readonly status: 'success'; readonly data: unknown }
  | { readonly status: 'error'; readonly message: string; readonly errorType: string }

/** @returns `undefined` for what did not come from Kite, such as a page of whoever stands before it */
export function readEnvelope(answered: unknown): Envelope | undefined {
  // Where a file was asked for, an error comes as text.
  const body = typeof answered === 'string' ? parse(answered) : answered
  if (typeof body !== 'object' || body === null || !('status' in body)) return undefined
  const { status, data, message, error_type: errorType } = body as Record<string, unknown>
  if (status === 'success') return { status, data }
  if (status !== 'error' || typeof errorType !== 'string') return undefined
  return { status, message: typeof message === 'string' ? message : errorType, errorType }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * What an answer means for the connection: what Kite itself refuses with a status of 4xx is an answer, for the caller to
 * read; everything else that is no success leaves open what became of the request.
 */
export function judge({ ok, status, body }: HttpAnswer<unknown>): Verdict | undefined {
  if (ok) return 'answer'
  const envelope = readEnvelope(body)
  if (envelope?.status !== 'error') return { failure: 'unreachable', reason: 'not in the words of Kite' }
  if (status === 403 && envelope.errorType === 'TokenException')
    return { failure: 'unauthenticated', reason: envelope.message }
  if (status === 429) return { failure: 'rate-limited', reason: envelope.message }
  return status < 500 ? 'answer' : { failure: 'unreachable', reason: `${envelope.errorType}: ${envelope.message}` }
}

/** Why Kite refused, in its own words but for secrets in them. */
export function evidenceOf(answer: HttpAnswer<unknown>, hide: (text: string) => string): Evidence | undefined {
  const envelope = readEnvelope(answer.body)
  if (answer.ok || envelope?.status !== 'error') return undefined
  return { reason: hide(envelope.message), vendorCode: hide(envelope.errorType), httpStatus: answer.status }
}
