import type { Series } from '../series.ts'

/**
 * A seeded smoothing by its definition in closed form, with no recursion: at each bar the seed and every later value,
 * weighted with a power of what is kept. For series without holes behind their leading NaN.
 *
 * @param weight - of the newest value: 2 / (n + 1) in an exponential average, 1 / n in Wilder's
 */
export function seededAverage(source: Series, period: number, weight: number): Float64Array {
  const first = source.findIndex((x) => !Number.isNaN(x))
  const seedAt = first + period - 1
  return Float64Array.from(source, (_, i) => {
    if (first < 0 || i < seedAt) return NaN
    let seed = 0
    for (let k = first; k <= seedAt; k++) seed += source[k]! / period
    let sum = seed * (1 - weight) ** (i - seedAt)
    for (let k = seedAt + 1; k <= i; k++) sum += source[k]! * weight * (1 - weight) ** (i - k)
    return sum
  })
}
