import type { Attempt } from './model/label.ts'

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
  'invalid-data': RequestTrace & {
    readonly source: string
    readonly field: string
    readonly value?: string
    readonly expected?: string
    readonly row?: number
  }
  /** What was named is not there, such as a file. */
  'not-found': { readonly source: string; readonly name: string }
  /** Nothing that is plugged in can do what was asked. */
  unsupported: { readonly feature: string; readonly by: string }
  /** Asked too often; `retryAfterMs` where the source says how long to wait. */
  'rate-limited': RequestTrace & { readonly source: string; readonly retryAfterMs?: number }
  /** The source does not take the credentials, or does so no longer. */
  unauthenticated: RequestTrace & { readonly source: string }
  /** The source cannot be read; `why` tells how that showed, `retryAfterMs` when it is asked again where that is known. */
  unreachable: RequestTrace & {
    readonly source: string
    readonly why?: 'network' | 'timeout' | 'server' | 'breaker-open' | 'busy'
    readonly retryAfterMs?: number
  }
  /** Nobody of several sources could serve it; `attempts` has everybody who was considered, and why not. */
  unavailable: { readonly what: string; readonly attempts: readonly Attempt[] }
  /** Asked of an account before `start()` or after `stop()`. */
  'not-started': { readonly account: string }
  /** The account stopped itself, because what it remembers can no longer be trusted. `start()` is the only way on. */
  'account-halted': { readonly account: string; readonly reason: string }
  /** A strategy threw; `cause` is what it threw, `time` where the clock stood. */
  'strategy-failed': { readonly strategy: string; readonly time: number }
  /** The trader was not given this algo, so a restart would know nothing of it. */
  'algo-not-registered': { readonly algo: string }
  /** What was to be kept could not be: a full disk, a file that another process holds. */
  'storage-failed': { readonly source: string }
  /** Two writers, or two runs, under one account; `expected` and `found` are sequences. */
  'journal-conflict': { readonly account: string; readonly expected: number; readonly found: number }
  /** The entry at `sequence` is not what was written. */
  'journal-broken': { readonly account: string; readonly sequence: number }
  /** A later release wrote this. */
  'journal-newer': { readonly type: string; readonly version: number }
  /** The adapter lives in another environment than the broker. */
  'environment-mismatch': { readonly adapter: string }
}

/** What became of the request behind an error; errors without a request carry none of it. */
export interface RequestTrace {
  /**
   * Whether the source can have got it: `yes` where it answered, `no` where it never left, `perhaps` where nobody knows.
   *
   * Where several attempts were made, what holds for any of them. Where no answer says so, only
   * `no` makes it certain that an order was not placed.
   */
  readonly sent?: 'no' | 'perhaps' | 'yes'
  /** How many times it was begun to be sent. */
  readonly attempts?: number
  /** Of the last answer. */
  readonly httpStatus?: number
}

/** What kind of failure it is; {@link ErrorDetails} says what each tells. */
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

/** An option that cannot be: `The timeframe is 7x; expected a whole number of s, m or h.` */
export function invalidOption(
  told: string,
  option: string,
  value: unknown,
  expected: string,
): ShagunError<'invalid-options'> {
  return new ShagunError('invalid-options', `${told} ${value}; expected ${expected}.`, {
    details: { option, value: String(value), expected },
  })
}

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
