import { hrtime } from 'node:process'

/** Epoch milliseconds with their fractions, alike in all processes that are told the same `epoch`. */
export interface SharedClock {
  /** What their common clock is ahead of the machine's, which counts from when it was switched on. */
  readonly epoch: number
  now(): number
}

export function createSharedClock(epoch: number = Date.now() - sinceBoot()): SharedClock {
  return { epoch, now: () => epoch + sinceBoot() }
}

function sinceBoot(): number {
  return Number(hrtime.bigint()) / 1e6
}
