import { indicatorError } from '../indicator-error.ts'
import { type PairOptions, type PairRule, stateAt } from './pair.ts'
import { figure } from './signals.ts'

/** How a level is read as a threshold. */
export interface ThresholdOptions extends PairOptions {
  /**
   * How far the series has to come back through the level before it counts as having left, in its unit. Default: 0, so that
   * it has left as soon as it is at the level.
   */
  readonly hysteresis?: number
  /**
   * How far from where it would leave the strength has grown to 1, in the unit of the series. Default: the strength is 1
   * throughout.
   */
  readonly full?: number
}

/** The state is whether the series is beyond the level, 1 or 0. */
export function threshold(
  name: string,
  side: 'above' | 'below',
  event: 'holds' | 'enters' | 'leaves',
  { hysteresis = 0, full }: ThresholdOptions,
): PairRule {
  if (!(hysteresis >= 0 && hysteresis < Infinity))
    throw indicatorError(name, 'hysteresis', `is ${hysteresis}, expected a distance from 0 up`)
  if (full !== undefined && !(full > 0 && full < Infinity))
    throw indicatorError(name, 'full', `is ${full}, expected a distance above 0`)
  const sign = side === 'above' ? 1 : -1
  const up = (event === 'leaves') === (side === 'below')
  return {
    signature: `${name}(${[side, hysteresis, full]})`,
    words: (a, b) =>
      event === 'holds' && !(sign * a > sign * b)
        ? `has not come back by ${figure(hysteresis)} from ${side}`
        : wordsFor(side, event, up),
    direction: up ? 'long' : 'short',
    judge(from, to, a, b) {
      const before = from[stateAt]!
      if (Number.isNaN(a) || Number.isNaN(b)) {
        to[stateAt] = before
        return NaN
      }
      const exit = sign * b - hysteresis
      const isBeyond = sign * a > sign * b || (before === 1 && sign * a > exit)
      to[stateAt] = isBeyond ? 1 : 0
      if (event === 'leaves') return !isBeyond && before === 1 ? 1 : 0
      if (!isBeyond || (event === 'enters' && before !== 0)) return 0
      return full === undefined ? 1 : Math.min(1, (sign * a - exit) / full)
    },
  }
}

function wordsFor(side: 'above' | 'below', event: 'holds' | 'enters' | 'leaves', up: boolean): string {
  if (event === 'holds') return `is ${side}`
  return event === 'enters' ? `${up ? 'rose' : 'fell'} ${side}` : `came back from ${side}`
}
