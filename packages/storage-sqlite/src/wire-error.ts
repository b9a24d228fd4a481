import { type AnyShagunError, isShagunError, ShagunError } from '@shagun/core'

/** What was thrown, as it goes from thread to thread: as an error it would arrive without its code and details. */
export interface WireError {
  readonly message: string
  readonly stack: string | undefined
  /** What it has of its own: `code`, `details`, SQLite's `errcode`. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly isOurs: boolean
  readonly cause: WireError | undefined
}

export function toWire(thrown: unknown): WireError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const { name, message, stack, cause } = error
  return {
    message,
    stack,
    fields: { ...error, name },
    isOurs: isShagunError(error),
    cause: cause === undefined ? undefined : toWire(cause),
  }
}

export function fromWire({ message, stack, fields, isOurs, cause: below }: WireError): Error {
  const cause = below && fromWire(below)
  const { code, details, retryable } = fields as unknown as AnyShagunError
  const error = isOurs
    ? new ShagunError(code, message, { details, cause, retryable })
    : Object.assign(new Error(message, cause && { cause }), fields)
  // Where it was thrown says more than where it arrived.
  if (stack !== undefined) error.stack = stack
  return error
}
