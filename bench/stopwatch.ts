import { performance } from 'node:perf_hooks'
import { median } from './statistics.ts'

const warmUpMs = 150
const measuredMs = 60
const sliceMs = 1
const leastSlices = 5

/**
 * Nanoseconds a pass takes once its code is warm: the median of slices of a millisecond, or of one pass where it takes
 * longer. So where the machine turns to something else for a moment, that slice does not count.
 */
export function timePasses(pass: () => unknown): number {
  repeat(pass, warmUpMs)
  globalThis.gc?.()
  const slices: number[] = []
  const begin = performance.now()
  while (slices.length < leastSlices || performance.now() - begin < measuredMs) slices.push(repeat(pass, sliceMs))
  return median(slices) * 1e6
}

/** Milliseconds a pass takes, repeated for at least so many of them. */
function repeat(pass: () => unknown, leastMs: number): number {
  const begin = performance.now()
  let passes = 0
  let elapsedMs = 0
  while (elapsedMs < leastMs) {
    pass()
    passes++
    elapsedMs = performance.now() - begin
  }
  return elapsedMs / passes
}
