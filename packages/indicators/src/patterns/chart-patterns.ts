import { checkPeriod } from '../period.ts'
import type { HighLowClose, Series } from '../series.ts'
import type { Stamped } from '../signals/pair.ts'
import { type Finder, findIn, lineAt, nothing, type Point } from './finder.ts'
import { type Formation, type FormationKind, formationsAt } from './formation.ts'
import { finderOf, type Search } from './search.ts'
import { checkShare, type SwingOptions, type SwingPoint, type SwingState, swingSearch } from './swings.ts'
import { takeTurn } from './turns.ts'

/** What became known of a pattern at one bar. */
export interface ChartPattern {
  readonly kind: FormationKind
  /** Where it points once it is confirmed: tops to the short side, bottoms to the long one. */
  readonly direction: 'long' | 'short'
  /** `completed`: its last swing is certain; `confirmed`: a close has broken the neckline. Each is a report of its own. */
  readonly stage: 'completed' | 'confirmed'
  /** The swings it consists of, oldest first: tops and valleys, or shoulders, head and what lies between them. */
  readonly points: readonly SwingPoint[]
  /** From its first point to where it has come at this bar. */
  readonly neckline: readonly [Point, Point]
  /** The neckline at this bar, and from there as far as the formation is high: in the unit of the prices. */
  readonly target: number
  /** The bar at which its last swing became certain. */
  readonly completedAt: number
  /** The bar whose close broke the neckline, where one has. */
  readonly confirmedAt: number | undefined
  /** The bar at whose close this became known. */
  readonly knownAt: number
}

/** What is looked for, and how much alike has to be what is called alike. */
export interface ChartPatternOptions {
  /** How swings are recognised. Default: pivots of 5 bars to either side. */
  readonly swings?: SwingOptions
  /**
   * How far tops of one height may be apart, and at least how much a head is beyond its shoulders, as a share of the height of
   * the formation, from its neckline to its farthest point. Default: 0.15.
   */
  readonly tolerance?: number
  /** The same for the two shoulders, and for the two valleys beside the head. Default: 0.3. */
  readonly shoulderTolerance?: number
  /**
   * How many bars after it was completed a pattern may still be confirmed. Default: as many as there are from its first swing
   * to its last.
   */
  readonly maxBars?: number
}

/**
 * Finds double and triple tops and bottoms, and heads and shoulders upright and inverse, after Robert D. Edwards and John
 * Magee, Technical Analysis of Stock Trends (1948), and Thomas N. Bulkowski, Encyclopedia of Chart Patterns (2000).
 *
 * A top is a reversal: the price has come up to it from below its valleys. It is reported when its last swing is certain, and
 * once more when a close is beyond the neckline (at it is not enough); that may be the same bar. It is silently given up when
 * a close is beyond its farthest point first, or after `maxBars`. The neckline of double and triple tops is level, at the
 * valley, or the deeper one; that of head and shoulders leads through both valleys, below both shoulders. No pattern holds a bar
 * that is a swing high and a swing low at once. What was reported is never changed or taken back: a longer series only adds
 * reports.
 *
 * @param bars - three columns of the same bars
 * @param options - `swings`, `tolerance`, `shoulderTolerance`, `maxBars`; `time`: the times of the bars
 * @returns in the order in which they became known
 * @throws IndicatorError where an option is not such a number, or the columns differ in length
 *
 * @example
 * ```ts
 * import { chartPatterns } from '@shagun/indicators'
 *
 * const close = new Float64Array([5, 4, 7, 10, 8, 6, 8, 10, 9, 7, 5])
 * for (const { kind, stage, target } of chartPatterns({ high: close, low: close, close }, { swings: { left: 1, right: 1 } }))
 *   console.log(kind, stage, target)   // double-top completed 2, double-top confirmed 2
 * ```
 */
export function chartPatterns(
  bars: HighLowClose<Series>,
  options: ChartPatternOptions & Stamped = {},
): readonly ChartPattern[] {
  return findIn('chartPatterns', bars, options.time, search(options))
}

/**
 * {@link chartPatterns} fed one bar at a time.
 *
 * @param options - `swings`, `tolerance`, `shoulderTolerance`, `maxBars`
 * @throws IndicatorError where an option is not such a number
 *
 * @example
 * ```ts
 * import { createChartPatterns } from '@shagun/indicators'
 *
 * const patterns = createChartPatterns({ swings: { atr: 3 } })
 * for (const { stage, target } of patterns.update({ high: 12, low: 10, close: 11 }, Date.UTC(2025, 0, 2)))
 *   if (stage === 'confirmed') console.log(target)
 * ```
 */
export function createChartPatterns(options: ChartPatternOptions = {}): Finder<ChartPattern> {
  return finderOf(search(options))
}

interface State {
  readonly swings: SwingState
  readonly path: SwingPoint[]
  open: readonly Open[]
  seen: number
}

function search(options: ChartPatternOptions): Search<State, ChartPattern> {
  const { tolerance = 0.15, shoulderTolerance = 0.3, maxBars } = options
  checkShare('chartPatterns', 'tolerance', tolerance)
  checkShare('chartPatterns', 'shoulderTolerance', shoulderTolerance)
  if (maxBars !== undefined) checkPeriod('chartPatterns', maxBars, 1, 'maxBars')
  const swings = swingSearch('chartPatterns', options.swings ?? {})

  /** Tells which of those that wait for a break this close has broken; they and those that have failed wait no longer. */
  function broken(state: State, waiting: readonly Open[], close: number, time: number): readonly ChartPattern[] {
    const confirmed = waiting.filter((each) => isBeyond(each, close, state.seen))
    state.open = state.open.filter((each) => !confirmed.includes(each) && !isOver(each, close, state.seen))
    return confirmed.map((each) => report(each, 'confirmed', state.seen, time))
  }

  function isOver({ formation, completedAt }: Open, close: number, index: number): boolean {
    const { points, limit } = formation
    const sign = signOf(formation)
    const patience = maxBars ?? points.at(-1)!.index - points[0]!.index
    return sign * close > sign * limit || index - completedAt >= patience
  }

  return {
    signature: `chartPatterns(${[tolerance, shoulderTolerance, maxBars, swings.signature]})`,
    start: () => ({ swings: swings.start(), path: [], open: [], seen: 0 }),
    step(state, bar, time) {
      const { seen, path } = state
      let found = state.open.length === 0 ? nothing : broken(state, state.open, bar.close, time)
      if (takeTurn(path, swings.step(state.swings, bar, time), 6)) {
        const completed = formationsAt(path, { tolerance, shoulderTolerance })
        const fresh = completed.map((formation): Open => ({ formation, completedAt: seen }))
        const reports = fresh.map((each) => report(each, 'completed', seen, time))
        state.open = [...state.open, ...fresh]
        found = [...found, ...reports, ...broken(state, fresh, bar.close, time)]
      }
      state.seen++
      return found.length === 0 ? nothing : found
    },
  }
}

/** A completed formation that waits for a break of its neckline. */
interface Open {
  readonly formation: Formation
  readonly completedAt: number
}

function report(
  { formation, completedAt }: Open,
  stage: ChartPattern['stage'],
  index: number,
  time: number,
): ChartPattern {
  const { kind, points, neckline, height } = formation
  const { index: first, time: opened, price } = neckline[0]
  const now = necklineAt(formation, index)
  return {
    kind,
    direction: signOf(formation) === 1 ? 'short' : 'long',
    stage,
    points,
    neckline: [
      { index: first, time: opened, price },
      { index, time, price: now },
    ],
    target: now - signOf(formation) * height,
    completedAt,
    confirmedAt: stage === 'confirmed' ? index : undefined,
    knownAt: index,
  }
}

function isBeyond({ formation }: Open, close: number, index: number): boolean {
  const sign = signOf(formation)
  return sign * close < sign * necklineAt(formation, index)
}

function necklineAt({ neckline: [from, to] }: Formation, index: number): number {
  return from.index === to.index ? from.price : lineAt(from, to, index)
}

/** 1 for a top, -1 for a bottom. */
function signOf({ points }: Formation): 1 | -1 {
  return points[0]!.kind === 'high' ? 1 : -1
}
