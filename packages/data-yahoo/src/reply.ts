import type { HttpAnswer, Verdict } from '@shagun/core/adapter'
import type { Pause } from './pause.ts'

/** What Yahoo says went wrong, in any of its envelopes. */
export interface Complaint {
  readonly code: string
  readonly description: string
}

interface Envelope {
  readonly result?: unknown
  readonly error?: Partial<Complaint> | null
}

/** `{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be delisted"}}}` */
export function complaintIn(body: unknown): Complaint | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  for (const envelope of Object.values(body) as readonly (Envelope | null)[]) {
    // What it gives counts, whatever it says beside it.
    if (Array.isArray(envelope?.result) && envelope.result.length > 0) continue
    const { code, description } = envelope?.error ?? {}
    if (typeof code === 'string') return { code, description: typeof description === 'string' ? description : '' }
  }
  return undefined
}

/** Whether Yahoo complains in place of data; it does so with status 200, too. */
export function isRefusal(body: unknown): boolean {
  if (complaintIn(body) === undefined) return false
  return Object.values(body as object).every((envelope) => !(envelope as Enveloped | null)?.result?.length)
}

/** Whether Yahoo knows nothing by the name that it was asked for. */
export function isNotFound({ status, body }: Pick<HttpAnswer<unknown>, 'status' | 'body'>): boolean {
  return status === 404 || complaintIn(body)?.code === 'Not Found'
}

/** What an answer means, where Yahoo's status does not tell: a page instead of data, a refusal in the body. */
export function judge({ status, headers, body }: HttpAnswer<unknown>, pause: Pause, now: number): Verdict | undefined {
  const complaint = complaintIn(body)
  const text = typeof body === 'string' ? body.trimStart() : ''
  if (status === 429 || status === 999 || isTooMany(text) || isTooMany(complaint?.code))
    return { failure: 'rate-limited', retryAfterMs: pause.refused(readRetryAfter(headers.get('retry-after'), now)) }
  pause.served()
  if (status === 401 || complaint?.code === 'Unauthorized') return { failure: 'unauthenticated' }
  if (text.startsWith('<')) return { failure: 'unreachable', reason: 'a page in place of data' }
  return undefined
}

function isTooMany(said: string | undefined): boolean {
  return /^Too Many Requests/i.test(said ?? '')
}

interface Enveloped {
  readonly result?: readonly unknown[] | null
}

function readRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1_000 : Date.parse(value) - now
  return Number.isNaN(ms) ? undefined : Math.min(86_400_000, Math.max(0, ms))
}
