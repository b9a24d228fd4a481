import { checkPeriod } from '../period.ts'
import type { HighLowClose, Series } from '../series.ts'
import type { Stamped } from '../signals/pair.ts'
import { type Finder, findIn, lineAt, nothing, type Point } from './finder.ts'
import { finderOf, type Search } from './search.ts'
import { checkShare, type SwingOptions, type SwingPoint, type SwingState, swingSearch } from './swings.ts'

/** A straight line along which the market has turned several times, as it stood when it was touched last. */
export interface TrendLine {
  /** `support` is drawn under lows, `resistance` over highs. */
  readonly kind: 'support' | 'resistance'
  /** From its first touch to where it has come at this bar. */
  readonly line: readonly [Point, Point]
  /** In the unit of the prices; above 0 where it rises. */
  readonly slopePerBar: number
  /** The swings that turned there, oldest first. */
  readonly touches: readonly SwingPoint[]
  /** From 0 to 1: the share of its touches that came after the first two, which every line has. */
  readonly strength: number
  /** The bar at whose close this became known. */
  readonly knownAt: number
}

/** What counts as one line. */
export interface TrendLineOptions {
  /** How swings are recognised. Default: pivots of 5 bars to either side. */
  readonly swings?: SwingOptions
  /** How far a touch may be from the line, as a share of the price there. Default: 0.005. */
  readonly tolerance?: number
  /** How many touches make a line, from 2. Default: 3. */
  readonly minTouches?: number
  /** Among how many of the last swings of one kind lines are looked for, from `minTouches`. Default: 10. */
  readonly maxSwings?: number
}

/**
 * Finds trend lines, after Edwards and Magee (Technical Analysis of Stock Trends, 1948): under lows and over highs, through
 * the last swing and an earlier one of its kind, where no swing of that kind in between is beyond it.
 *
 * Swings within the tolerance of the line touch it. At each swing the line with the most touches is reported, of equal ones
 * the longest, where it has enough; reports are never changed or taken back.
 *
 * @param bars - three columns of the same bars
 * @param options - `swings`, `tolerance`, `minTouches`, `maxSwings`; `time`: the times of the bars
 * @returns in the order in which they became known
 * @throws IndicatorError where an option is not such a number, or the columns differ in length
 *
 * @example
 * ```ts
 * import { trendLines } from '@shagun/indicators'
 *
 * const close = new Float64Array([9, 7, 9, 8, 10, 9, 11])
 * const [line] = trendLines({ high: close, low: close, close }, { swings: { left: 1, right: 1 } })
 * line?.slopePerBar   // 0.5: through 7, 8 and 9, each two bars after the other
 * ```
 */
export function trendLines(bars: HighLowClose<Series>, options: TrendLineOptions & Stamped = {}): readonly TrendLine[] {
  return findIn('trendLines', bars, options.time, search(options))
}

/**
 * {@link trendLines} fed one bar at a time.
 *
 * @param options - `swings`, `tolerance`, `minTouches`, `maxSwings`
 * @throws IndicatorError where an option is not such a number
 *
 * @example
 * ```ts
 * import { createTrendLines } from '@shagun/indicators'
 *
 * const finder = createTrendLines({ swings: { reversal: 0.05 } })
 * for (const { kind, line } of finder.update({ high: 12, low: 10, close: 11 })) console.log(kind, line)
 * ```
 */
export function createTrendLines(options: TrendLineOptions = {}): Finder<TrendLine> {
  return finderOf(search(options))
}

interface State {
  readonly swings: SwingState
  /** The last swings of either kind. */
  readonly high: SwingPoint[]
  readonly low: SwingPoint[]
  seen: number
}

function search(options: TrendLineOptions): Search<State, TrendLine> {
  const { tolerance = 0.005, minTouches = 3, maxSwings = 10 } = options
  checkShare('trendLines', 'tolerance', tolerance)
  checkPeriod('trendLines', minTouches, 2, 'minTouches')
  checkPeriod('trendLines', maxSwings, minTouches, 'maxSwings')
  const swings = swingSearch('trendLines', options.swings ?? {})

  /** The swings that touch the best line to the last one of them; none where every line is crossed. */
  function bestTouches(path: readonly SwingPoint[]): readonly SwingPoint[] {
    const lines = path.slice(0, -1).map((_, i) => touchesOf(path.slice(i), tolerance))
    return lines.reduce((best, touches) => (touches.length > best.length ? touches : best), [])
  }

  function lineTo(state: State, swing: SwingPoint, time: number): readonly TrendLine[] {
    const path = state[swing.kind]
    path.push(swing)
    if (path.length > maxSwings) path.shift()
    const touches = bestTouches(path)
    return touches.length < minTouches ? nothing : [trendLine(touches, state.seen, time)]
  }

  return {
    signature: `trendLines(${[tolerance, minTouches, maxSwings, swings.signature]})`,
    start: () => ({ swings: swings.start(), high: [], low: [], seen: 0 }),
    step(state, bar, time) {
      const found = swings.step(state.swings, bar, time).flatMap((swing) => lineTo(state, swing, time))
      state.seen++
      return found.length === 0 ? nothing : found
    },
  }
}

/** Those of some swings that lie on the line from the first to the last; none where one is beyond it. */
function touchesOf(path: readonly SwingPoint[], tolerance: number): readonly SwingPoint[] {
  const [from, to] = [path[0]!, path.at(-1)!]
  const outwards = to.kind === 'high' ? 1 : -1
  const touches: SwingPoint[] = []
  for (const swing of path) {
    const price = lineAt(from, to, swing.index)
    const beyond = outwards * (swing.price - price)
    const near = tolerance * Math.abs(price)
    if (beyond > near) return nothing
    if (beyond >= -near) touches.push(swing)
  }
  return touches
}

function trendLine(touches: readonly SwingPoint[], index: number, time: number): TrendLine {
  const [first, end] = [touches[0]!, touches.at(-1)!]
  return {
    kind: end.kind === 'high' ? 'resistance' : 'support',
    line: [
      { index: first.index, time: first.time, price: first.price },
      { index, time, price: lineAt(first, end, index) },
    ],
    slopePerBar: (end.price - first.price) / (end.index - first.index),
    touches,
    strength: 1 - 2 / touches.length,
    knownAt: index,
  }
}
