/** Maps a value to its place on a chart, 0 at the low end and 1 at the high end. */
export type Scale = (value: number) => number

/** A place on an axis and what stands there. */
export interface Tick {
  readonly at: number
  readonly label: string
}

/** From `low` to `high`, with round values in between, both ends among them. */
export interface ValueAxis {
  readonly low: number
  readonly high: number
  readonly values: readonly number[]
  readonly scale: Scale
}

/**
 * An axis that encloses two values, in steps of 1, 2 or 5 times a power of ten, as close to `steps` of them as that allows.
 *
 * Equal ends are moved apart, so that a flat line has an axis too.
 */
export function valueAxis(min: number, max: number, steps: number): ValueAxis {
  const margin = max - min > 1e-12 * Math.max(Math.abs(min), Math.abs(max)) ? 0 : Math.abs(max) * 0.01 || 1
  const from = min - margin
  const to = max + margin
  const { count, unit } = roundStep((to - from) / steps)
  const first = Math.floor(settle(times(from, unit) / count))
  const last = Math.ceil(settle(times(to, unit) / count))
  const values = Array.from({ length: last - first + 1 }, (_, i) => over((first + i) * count, unit))
  const low = values[0]!
  const high = values.at(-1)!
  return { low, high, values, scale: (value) => (value - low) / (high - low) }
}

/** The round values of an axis with what is written beside them. */
export function valueTicks(
  { values, scale }: ValueAxis,
  write: (values: readonly number[]) => readonly string[],
): readonly Tick[] {
  const labels = write(values)
  return values.map((value, i) => ({ at: scale(value), label: labels[i]! }))
}

/** `count` is 1, 2 or 5; the step is `count` times ten to the power of `-unit`. */
function roundStep(rough: number): { readonly count: number; readonly unit: number } {
  const power = Math.floor(Math.log10(rough))
  const lead = rough / 10 ** power
  if (lead < Math.SQRT2) return { count: 1, unit: -power }
  if (lead < Math.sqrt(10)) return { count: 2, unit: -power }
  if (lead < Math.sqrt(50)) return { count: 5, unit: -power }
  return { count: 1, unit: -power - 1 }
}

// Powers of ten are exact from 0 upwards only: 3 / 10 is 0.3, 3 * 0.1 is not.
function times(value: number, unit: number): number {
  return unit >= 0 ? value * 10 ** unit : value / 10 ** -unit
}

function over(value: number, unit: number): number {
  return times(value, -unit) + 0
}

/** What is a whole number but for the last digits becomes one, so that 0.3 in steps of 0.1 does not need a fourth. */
function settle(value: number): number {
  const whole = Math.round(value)
  return Math.abs(value - whole) <= 4 * Number.EPSILON * Math.abs(value) ? whole : value
}
