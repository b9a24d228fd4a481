/**
 * What each error code tells, as typed details.
 *
 * Branch on the code, show the message: codes and details are part of the public contract, texts are not.
 */
export interface ErrorDetails {
  /** A request that can never be right: a price off the tick, a fractional lot, an unknown instrument. */
  'invalid-order': {
    readonly field: string
    readonly value: string
    readonly expected: string
    /** The nearest value that would have been accepted, where there is one. */
    readonly nearest?: string
  }
  /** A parameter of a factory, a rule or a calculation that has no meaning. */
  'invalid-options': { readonly option: string; readonly value: string; readonly expected: string }
  /** Data from outside that cannot be believed. `row` counts as the source does: lines of a file from 1, elements from 0. */
  'invalid-data': {
    readonly source: string
    readonly field: string
    readonly value?: string
    readonly expected?: string
    readonly row?: number
  }
  'not-found': { readonly source: string; readonly name: string }
  /** Nothing that is plugged in can do what was asked. */
  unsupported: { readonly feature: string; readonly by: string }
  'rate-limited': { readonly source: string; readonly retryAfterMs?: number }
  unauthenticated: { readonly source: string }
  unreachable: { readonly source: string }
  /** Asked of an account before `start()` or after `stop()`. */
  'not-started': { readonly account: string }
  /** The account stopped itself, because what it remembers can no longer be trusted. `start()` is the only way on. */
  'account-halted': { readonly account: string; readonly reason: string }
  'strategy-failed': { readonly strategy: string; readonly time: number }
  'algo-not-registered': { readonly algo: string }
  /** What was to be kept could not be: a full disk, a file that another process holds. */
  'storage-failed': { readonly source: string }
  'journal-conflict': { readonly account: string; readonly expected: number; readonly found: number }
  'journal-broken': { readonly account: string; readonly sequence: number }
  'journal-newer': { readonly type: string; readonly version: number }
  'environment-mismatch': { readonly adapter: string }
}

export type ErrorCode = keyof ErrorDetails

const marker = Symbol.for('@shagun/error')

/**
 * The one error that Shagun throws.
 *
 * @example
 * ```ts
 * import { ShagunError } from '@shagun/core'
 *
 * throw new ShagunError('rate-limited', 'Yahoo refused the request: wait 3 s.', {
 *   details: { source: 'yahoo', retryAfterMs: 3000 },
 *   retryable: true,
 * })
 * ```
 */
export class ShagunError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C
  readonly details: ErrorDetails[C]
  /** Whether the same call may succeed later without any change. */
  readonly retryable: boolean

  /**
   * @param code - what kind of failure this is
   * @param message - what happened, what was expected and what to do next; never a secret
   * @param options - the details that belong to the code, and where it came from
   */
  constructor(
    code: C,
    message: string,
    options: { readonly details: ErrorDetails[C]; readonly cause?: unknown; readonly retryable?: boolean },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'ShagunError'
    this.code = code
    this.details = options.details
    this.retryable = options.retryable ?? false
    Object.defineProperty(this, marker, { value: true })
  }
}

/** Distributed over the codes, so that `switch (error.code)` narrows `error.details`. */
export type AnyShagunError = { [C in ErrorCode]: ShagunError<C> }[ErrorCode]

/**
 * Tells whether something caught is a {@link ShagunError}, of the given codes where any are given.
 *
 * Works across two installs of the package, where `instanceof` would not.
 *
 * @example
 * ```ts
 * import { isShagunError } from '@shagun/core'
 *
 * function waitMs(error: unknown): number {
 *   return isShagunError(error, 'rate-limited') ? (error.details.retryAfterMs ?? 1000) : 0
 * }
 * ```
 */
export function isShagunError(error: unknown): error is AnyShagunError
export function isShagunError<C extends ErrorCode>(
  error: unknown,
  ...codes: readonly C[]
): error is { [K in C]: ShagunError<K> }[C]
export function isShagunError(error: unknown, ...codes: readonly ErrorCode[]): boolean {
  if (typeof error !== 'object' || error === null || !Object.hasOwn(error, marker)) return false
  return codes.length === 0 || codes.includes((error as AnyShagunError).code)
}
