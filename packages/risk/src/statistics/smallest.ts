import { select } from './select.ts'
import type { Series } from './series.ts'

const sampleSize = 2048

/**
 * The `count` smallest values, 1 or more of a series without NaN: in no order, but the largest of them last.
 *
 * The tail of a long series is a small part of it, so a sample tells a bound that is very likely just above the tail,
 * and one pass that reads and hardly writes keeps what is below. Where the sample misled, everything is kept.
 */
export function smallest(values: Series, count: number): Float64Array {
  let kept = values.length > 8 * sampleSize ? atMost(values, sampleBound(values, count)) : new Float64Array(values)
  if (kept.length < count) kept = new Float64Array(values)
  select(kept, count - 1)
  return kept.subarray(0, count)
}

/** Four standard errors above the sample's own quantile, so that it falls short about once in 30,000 series. */
function sampleBound(values: Series, count: number): number {
  const part = count / values.length
  const sample = new Float64Array(sampleSize)
  const stride = values.length / sampleSize
  for (let i = 0; i < sampleSize; i++) sample[i] = values[Math.floor(i * stride)]!
  sample.sort()
  const rank = sampleSize * part + 4 * Math.sqrt(sampleSize * part * (1 - part)) + 1
  return sample[Math.ceil(rank)] ?? Infinity
}

function atMost(values: Series, bound: number): Float64Array {
  // Memory that is never written to is never mapped, so room for everything costs nothing.
  const kept = new Float64Array(values.length)
  let size = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value <= bound) kept[size++] = value
  }
  return kept.subarray(0, size)
}
