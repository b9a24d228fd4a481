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

/** Whether it says that there is no such thing, by its status or in its words alone. */
export function isNotFound({ status, body }: HttpAnswer<unknown>): boolean {
  return status === 404 || complaintIn(body)?.code === 'Not Found'
}

/** What an answer means, where Yahoo's status does not tell: a page instead of data, a refusal in the body. */
export function judge({ status, headers, body }: HttpAnswer<unknown>, pause: Pause, now: number): Verdict | undefined {
  const text = typeof body === 'string' ? body.trimStart() : ''
  if (status === 429 || status === 999 || /^(?:Edge: )?Too Many Requests/i.test(text))
    return { failure: 'rate-limited', retryAfterMs: pause.refused(readRetryAfter(headers.get('retry-after'), now)) }
  pause.served()
  if (status === 401 || complaintIn(body)?.code === 'Unauthorized') return { failure: 'unauthenticated' }
  if (text.startsWith('<')) return { failure: 'unreachable', reason: 'a page in place of data' }
  return undefined
}

function readRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1_000 : Date.parse(value) - now
  return Number.isNaN(ms) ? undefined : Math.min(86_400_000, Math.max(0, ms))
}
