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

/** A body as what was asked for, or as text where it is no JSON. */
export interface Decoded {
  readonly value: unknown
  readonly isReadable: boolean
}

/** Reads the bytes of a body; an empty one is no JSON, and no fault either. */
export function decode(bytes: Uint8Array, as: 'json' | 'text' | 'bytes'): Decoded {
  if (as === 'bytes') return { value: bytes, isReadable: true }
  const text = new TextDecoder().decode(bytes)
  if (as === 'text') return { value: text, isReadable: true }
  if (text === '') return { value: undefined, isReadable: true }
  try {
    return { value: JSON.parse(text), isReadable: true }
  } catch {
    // What the parser says quotes a piece of the text, where a piece of a secret would not be known for one.
    return { value: text, isReadable: false }
  }
}
