import { checkPeriod } from '../period.ts'
import type { HighLowClose, Series } from '../series.ts'
import type { Stamped } from '../signals/pair.ts'
import { type Finder, findIn, nothing } from './finder.ts'
import { finderOf, type Search } from './search.ts'
import { checkShare, type SwingOptions, type SwingPoint, type SwingState, swingSearch } from './swings.ts'

/** A price at which the market has turned several times, as it stood when it was touched last. */
export interface Level {
  /** `support` where the close was above it then, `resistance` where it was below; at it, what the last touch was. */
  readonly kind: 'support' | 'resistance'
  /** The mean of its touches, in the unit of the prices. */
  readonly price: number
  /** The swings that turned there, oldest first. */
  readonly touches: readonly SwingPoint[]
  /** From 0 to 1: the share of its touches that came after the first one, so 0.5 for two, 0.9 for ten. */
  readonly strength: number
  /** The bar at whose close this became known. */
  readonly knownAt: number
}

/** What counts as one level. */
export interface LevelOptions {
  /** How swings are recognised. Default: pivots of 5 bars to either side. */
  readonly swings?: SwingOptions
  /** How far a touch may be from the mean of those before it, as a share of that price. Default: 0.005. */
  readonly tolerance?: number
  /** How many touches make a level, from 1. Default: 2. */
  readonly minTouches?: number
  /** How many bars a touch counts. Default: 500. */
  readonly maxBars?: number
}

/**
 * Finds levels of support and resistance: prices near which several swings lie, highs and lows alike, since a broken
 * resistance becomes support (Edwards and Magee, Technical Analysis of Stock Trends, 1948).
 *
 * Each swing joins the level whose price is nearest, of equal ones the oldest, where it is within the tolerance, else it
 * begins one of its own; a bar that is a high and a low touches the same level once. A level is reported whenever it is
 * touched and has enough touches, as it stands then; reports are never changed or taken back.
 *
 * @param bars - three columns of the same bars
 * @param options - `swings`, `tolerance`, `minTouches`, `maxBars`; `time`: the times of the bars
 * @returns in the order in which they became known
 * @throws IndicatorError where an option is not such a number, or the columns differ in length
 *
 * @example
 * ```ts
 * import { levels } from '@shagun/indicators'
 *
 * const close = new Float64Array([100, 110, 100, 109.8, 105])
 * const [resistance] = levels({ high: close, low: close, close }, { swings: { left: 1, right: 1 } })
 * resistance?.price   // 109.9, of the two tops
 * ```
 */
export function levels(bars: HighLowClose<Series>, options: LevelOptions & Stamped = {}): readonly Level[] {
  return findIn('levels', bars, options.time, search(options))
}

/**
 * {@link levels} fed one bar at a time.
 *
 * @param options - `swings`, `tolerance`, `minTouches`, `maxBars`
 * @throws IndicatorError where an option is not such a number
 *
 * @example
 * ```ts
 * import { createLevels } from '@shagun/indicators'
 *
 * const finder = createLevels({ minTouches: 3 })
 * for (const { kind, price } of finder.update({ high: 12, low: 10, close: 11 })) console.log(kind, price)
 * ```
 */
export function createLevels(options: LevelOptions = {}): Finder<Level> {
  return finderOf(search(options))
}

interface State {
  readonly swings: SwingState
  /** The touches of each level, the level that began first first. */
  clusters: readonly (readonly SwingPoint[])[]
  seen: number
}

function search(options: LevelOptions): Search<State, Level> {
  const { tolerance = 0.005, minTouches = 2, maxBars = 500 } = options
  checkShare('levels', 'tolerance', tolerance)
  checkPeriod('levels', minTouches, 1, 'minTouches')
  checkPeriod('levels', maxBars, 1, 'maxBars')
  const swings = swingSearch('levels', options.swings ?? {})

  /** Puts a swing where it belongs, and gives all that have touched there; none where the same bar already has. */
  function touch(state: State, swing: SwingPoint): readonly SwingPoint[] {
    const isRecent = ({ index }: SwingPoint): boolean => state.seen - index <= maxBars
    const clusters = state.clusters.map((touches) => touches.filter(isRecent)).filter(({ length }) => length > 0)
    let nearest: readonly SwingPoint[] = []
    let distance = Infinity
    for (const touches of clusters) {
      const price = meanPrice(touches)
      const away = Math.abs(swing.price - price)
      if (away > tolerance * Math.abs(price) || away >= distance) continue
      nearest = touches
      distance = away
    }
    if (nearest.at(-1)?.index === swing.index) return nothing
    const touched = [...nearest, swing]
    state.clusters =
      nearest.length === 0 ? [...clusters, touched] : clusters.map((each) => (each === nearest ? touched : each))
    return touched
  }

  return {
    signature: `levels(${[tolerance, minTouches, maxBars, swings.signature]})`,
    start: () => ({ swings: swings.start(), clusters: [], seen: 0 }),
    step(state, bar, time) {
      const { seen } = state
      const touched = swings.step(state.swings, bar, time).map((swing) => touch(state, swing))
      state.seen++
      const known = touched.filter(({ length }) => length >= minTouches)
      return known.length === 0 ? nothing : known.map((touches) => level(touches, bar.close, seen))
    },
  }
}

function level(touches: readonly SwingPoint[], close: number, index: number): Level {
  const price = meanPrice(touches)
  return { kind: kindOf(touches, price, close), price, touches, strength: 1 - 1 / touches.length, knownAt: index }
}

function kindOf(touches: readonly SwingPoint[], price: number, close: number): Level['kind'] {
  if (close > price) return 'support'
  if (close < price) return 'resistance'
  return touches.at(-1)!.kind === 'low' ? 'support' : 'resistance'
}

function meanPrice(touches: readonly SwingPoint[]): number {
  let sum = 0
  for (const { price } of touches) sum += price
  return sum / touches.length
}
