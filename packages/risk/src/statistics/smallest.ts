import { select } from './select.ts'
import { requireFinite, type Series } from './series.ts'

const sampleSize = 2048

/**
 * The `count` smallest returns: in no order, but the largest of them last. Refuses what is not finite.
 *
 * The tail of a long series is a small part of it. A sample tells a bound that lies almost surely just above the tail,
 * so one pass can leave the rest behind, and only what it keeps is copied and searched.
 */
export function smallest(measure: string, returns: Series, count: number): Float64Array {
  const tail = returns.length > 8 * sampleSize ? keepTail(returns, count) : undefined
  if (tail === undefined) requireFinite(measure, returns)
  const kept = tail ?? new Float64Array(returns)
  select(kept, count - 1)
  return kept.subarray(0, count)
}

/** At least the `count` smallest; `undefined` where the sample misled, or where something is not finite. */
function keepTail(returns: Series, count: number): Float64Array | undefined {
  const { bound, room } = sampleTail(returns, count)
  const kept = new Float64Array(room)
  let size = 0
  let finite = 0
  for (let i = 0; i < returns.length; i++) {
    const value = returns[i]!
    // Always written, and overwritten unless it counts: without a branch, no branch is mispredicted.
    kept[size] = value
    size += Number(value <= bound)
    finite += value * 0
  }
  return finite === 0 && size >= count && size <= room ? kept.subarray(0, size) : undefined
}

/** Four standard errors of the sample's quantile on either side: it misleads in fewer than one series in 10,000. */
function sampleTail(returns: Series, count: number): { readonly bound: number; readonly room: number } {
  const sample = new Float64Array(sampleSize)
  const stride = returns.length / sampleSize
  for (let i = 0; i < sampleSize; i++) sample[i] = returns[Math.floor(i * stride)]!
  sample.sort()
  const part = count / returns.length
  const margin = 4 * Math.sqrt(sampleSize * part * (1 - part)) + 1
  const rank = Math.ceil(sampleSize * part + margin)
  return { bound: sample[rank] ?? Infinity, room: Math.ceil(Math.min(sampleSize, rank + margin) * stride) }
}
