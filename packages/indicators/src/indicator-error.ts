/** What every function of this package throws on bad input: a `RangeError` that names the parameter. */
export interface IndicatorError extends RangeError {
  /** The parameter that was wrong: `period`, `out`, `low`, `snapshot`. */
  readonly parameter: string
}

/**
 * Tells whether something caught is an {@link IndicatorError}, also across two installs of this package.
 *
 * @example
 * ```ts
 * import { isIndicatorError, sma } from '@shagun/indicators'
 *
 * try {
 *   sma(new Float64Array(100), 2.5)
 * } catch (error) {
 *   if (isIndicatorError(error)) console.log(error.parameter, error.message)
 * }
 * ```
 */
export function isIndicatorError(error: unknown): error is IndicatorError {
  return typeof error === 'object' && error !== null && Symbol.for('@shagun/indicators') in error
}

/**
 * The error for a bad parameter. A function and not a class, and terse: it is part of the smallest bundle.
 *
 * @param complaint - what was wrong, what was expected, and what to do
 */
export function indicatorError(indicator: string, parameter: string, complaint: string): IndicatorError {
  return Object.assign(new RangeError(`${indicator}: ${parameter} ${complaint}`), {
    parameter,
    [Symbol.for('@shagun/indicators')]: true,
  })
}
