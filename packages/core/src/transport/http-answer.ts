/** What a source said: `ok` for a status of 2xx, when the body is what was asked for. */
export type HttpAnswer<Body> =
  | (Answered & { readonly ok: true; readonly body: Body })
  | (Answered & {
      readonly ok: false
      /** Parsed where it is JSON and JSON was asked for; text or bytes otherwise. */
      readonly body: unknown
    })

/** What every answer has. */
interface Answered {
  /** The HTTP status. */
  readonly status: number
  readonly headers: Headers
}

/** Anything that reads a value or throws, such as a schema of zod. */
export interface Schema<T> {
  /** Gives what it read; throws where the value is not what it should be. */
  parse(value: unknown): T
}

/** What an answer means: one that the caller gets, or a failure. */
export type Verdict =
  | 'answer'
  | {
      readonly failure: 'rate-limited' | 'unauthenticated' | 'unreachable'
      /** How long the source asks to wait, in milliseconds. */
      readonly retryAfterMs?: number
      /** What the source says, for the message; secrets are taken out. */
      readonly reason?: string
    }

/** What the status alone says. */
export function judgeByStatus({ status }: HttpAnswer<unknown>): Verdict {
  if (status === 429) return { failure: 'rate-limited' }
  if (status === 401 || status === 403) return { failure: 'unauthenticated' }
  return status >= 500 ? { failure: 'unreachable' } : 'answer'
}

/** A body as what was asked for, as far as it is that. */
export interface Decoded {
  readonly value: unknown
  /** Why it is not what was asked for; the value is text then. */
  readonly fault?: unknown
}

/** Reads the bytes of a body; an empty one is no JSON, and no fault either. */
export function decode(bytes: Uint8Array, as: 'json' | 'text' | 'bytes'): Decoded {
  if (as === 'bytes') return { value: bytes }
  const text = new TextDecoder().decode(bytes)
  if (as === 'text') return { value: text }
  if (text === '') return { value: undefined }
  try {
    return { value: JSON.parse(text) }
  } catch (fault) {
    return { value: text, fault }
  }
}
