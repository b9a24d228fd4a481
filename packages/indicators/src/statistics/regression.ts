import { type Formula, remember } from '../formula.ts'
import { mean } from '../overlap/sma.ts'
import { weighted } from '../overlap/wma.ts'
import { checkPeriod } from '../period.ts'

/**
 * The line of least squares through a window, by two averages: with w the weighted and s the simple one over n numbers its
 * slope is 6 (w - s) / (n - 1), and it ends at 3 w - 2 s.
 */
export function regression(indicator: string, period: number, pick: (end: number, slope: number) => number): Formula {
  checkPeriod(indicator, period, 2)
  const heavy = weighted(period)
  const plain = mean(period)
  const plainAt = 1 + heavy.start.length
  return {
    memory: remember(1, heavy.start, plain.start),
    step(from, to, x) {
      const w = heavy.next(from, to, 1, x)
      const s = plain.next(from, to, plainAt, x)
      to[0] = pick(w + 2 * (w - s), (6 * (w - s)) / (period - 1))
    },
  }
}
