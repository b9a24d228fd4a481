import { type Formula, remember } from '../formula.ts'
import { averageOf } from '../overlap/average.ts'
import type { AverageKind } from '../overlap/average-lookback.ts'
import type { Part } from '../parts/part.ts'

/** The formula that makes one number of a faster and a slower average; which is which is told by their periods. */
export function ofTwoAverages(
  indicator: string,
  kind: AverageKind | undefined,
  fastPeriod: number,
  slowPeriod: number,
  combine: (faster: number, slower: number) => number,
): Formula {
  const given = [
    averageOf(indicator, kind ?? 'sma', fastPeriod, 'fastPeriod'),
    averageOf(indicator, kind ?? 'sma', slowPeriod, 'slowPeriod'),
  ]
  const [fast, slow] = (slowPeriod < fastPeriod ? given.toReversed() : given) as [Part, Part]
  const slowAt = 1 + fast.start.length
  return {
    memory: remember(1, fast.start, slow.start),
    step(from, to, close) {
      to[0] = combine(fast.next(from, to, 1, close), slow.next(from, to, slowAt, close))
    },
  }
}
