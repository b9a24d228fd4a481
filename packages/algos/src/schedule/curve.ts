/**
 * What is to be done by when: at `elapsed[i]` milliseconds of trading `done[i]` of `done.at(-1)`, in between along a
 * line. Both rise from 0 and have one entry more than there are bins.
 */
export interface Curve {
  readonly elapsed: readonly number[]
  readonly done: readonly number[]
}

/** The bin that a moment of trading falls into, the last one at the end of the curve. */
export function binAt({ elapsed }: Curve, at: number): number {
  let [low, high] = [0, elapsed.length - 2]
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (elapsed[middle]! <= at) low = middle
    else high = middle - 1
  }
  return low
}

/** How much is to be done by a moment of trading, in the curve's own units. */
export function doneBy(curve: Curve, at: number): number {
  const { elapsed, done } = curve
  if (at >= elapsed.at(-1)!) return done.at(-1)!
  const bin = binAt(curve, at)
  const [from, to] = [elapsed[bin]!, elapsed[bin + 1]!]
  return done[bin]! + (done[bin + 1]! - done[bin]!) * (Math.max(0, at - from) / (to - from))
}

/** The boundaries of equal bins, on whole milliseconds. */
export function equalBins(lengthMs: number, bins: number): number[] {
  return Array.from({ length: bins + 1 }, (_, i) => Math.round((lengthMs * i) / bins))
}

/** The curve with those weights between those boundaries. */
export function curveOf(elapsed: readonly number[], weights: readonly number[]): Curve {
  const done = [0]
  for (const weight of weights) done.push(done.at(-1)! + weight)
  return { elapsed, done }
}
