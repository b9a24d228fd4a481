import { indicatorError } from './indicator-error.ts'
import type { Series } from './series.ts'

/** How a batch indicator is asked to write into an array of the caller's. */
export interface Reuse<Out = Float64Array> {
  /**
   * Where to write, instead of into a new array. Exactly as long as the series, so that nothing of an earlier run stays
   * behind its end, and in memory of its own, since the series is still being read while the result is written.
   */
  readonly out?: Out
}

/**
 * The array to write to: the caller's where there is one, else a new one.
 *
 * @param inputs - the columns to be read, by the names the caller knows them by
 * @throws IndicatorError where a column or `out` has another length than the first column, or `out` shares its memory
 */
export function outputFor(
  indicator: string,
  inputs: Readonly<Record<string, Series>>,
  given?: Float64Array,
): Float64Array
export function outputFor(indicator: string, inputs: Readonly<Record<string, Series>>, given: Int32Array): Int32Array
export function outputFor(
  indicator: string,
  inputs: Readonly<Record<string, Series>>,
  given?: Float64Array | Int32Array,
): Float64Array | Int32Array {
  const { length } = Object.values(inputs)[0]!
  const out = given ?? new Float64Array(length)
  for (const [name, column] of Object.entries({ ...inputs, out })) {
    if (column.length !== length) {
      throw indicatorError(indicator, name, `has ${column.length} numbers, expected ${length}: pass equal lengths`)
    }
    if (name !== 'out' && overlap(column, out)) {
      throw indicatorError(indicator, 'out', `overlaps ${name}: pass an array of its own`)
    }
  }
  return out
}

/**
 * The same for several lines. Those before are columns to the next one, so that no two share memory.
 *
 * @throws IndicatorError as for one
 */
export function outputsFor<Name extends string>(
  indicator: string,
  names: readonly Name[],
  inputs: Readonly<Record<string, Series>>,
  given?: Readonly<Record<Name, Float64Array>>,
): Record<Name, Float64Array> {
  const lines = {} as Record<Name, Float64Array>
  for (const name of names) lines[name] = outputFor(indicator, { ...inputs, ...lines }, given?.[name])
  return lines
}

/** Of two arrays of one length, of which the second has elements no wider; right beside each other may count, too. */
function overlap(a: ArrayBufferView, b: ArrayBufferView): boolean {
  return a.buffer === b.buffer && Math.abs(a.byteOffset - b.byteOffset) < a.byteLength
}
