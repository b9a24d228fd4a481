import { indicatorError } from '../indicator-error.ts'
import { outputFor } from '../output.ts'
import { pushAt, ring, ringAt } from '../parts/ring.ts'
import { isPivot } from '../patterns/pivot.ts'
import { checkPeriod } from '../period.ts'
import type { HighLow, Series } from '../series.ts'
import type { Stamped } from './pair.ts'
import { directionOf, type SignalStream, type Signals } from './signal.ts'
import { noEvidence, signalStream } from './signal-stream.ts'
import { figure, signalsOf } from './signals.ts'

/** Between which swings a divergence is looked for, and of which kind. */
export interface DivergenceOptions {
  /** Bars before a swing that it has to be beyond, from 1. Default: 5. */
  readonly left?: number
  /** Bars behind a swing that may not exceed it, from 1: as many bars later it is confirmed, and told. Default: 5. */
  readonly right?: number
  /** How many bars the two swings may be apart at most, from 1. Default: 60. */
  readonly maxBars?: number
  /** `regular`: the price goes further and the oscillator does not; `hidden`: the other way round. Default: both. */
  readonly kinds?: readonly ('regular' | 'hidden')[]
  /** What the oscillator is called in the reasons: `RSI`. */
  readonly name?: string
}

/** One bar of prices, and the oscillator at it. */
export interface WithOscillator extends HighLow<number> {
  /** In whatever unit it has; NaN where it has no value. */
  readonly oscillator: number
}

/**
 * Says where price and an oscillator disagree between two swings that follow upon each other (Constance Brown, Technical
 * Analysis for the Trading Professional, has both kinds).
 *
 * Regular: long at a lower low of the price with a higher one of the oscillator, short at a higher high with a lower one;
 * the move is tiring. Hidden: long at a higher low with a lower one of the oscillator, short at a lower high with a higher
 * one; the trend goes on. The oscillator is read at the bars of the price's swings; equal is no disagreement.
 *
 * A swing low is a low below the `left` before it that the `right` behind it do not undercut; of equal ones the first. A
 * divergence is told at the bar that confirms its second swing, `right` bars after it, and never taken back. The strength
 * is the change of the oscillator from swing to swing as a share of the range it went through meanwhile. Nothing can be
 * said in the first `left + right` bars, and where a number is NaN.
 *
 * @param bars - highs and lows; pass the closes twice to compare those
 * @param oscillator - RSI, MACD or the like
 * @param options - `left`, `right`, `maxBars`, `kinds`, `name`; `time`: the times of the bars
 * @throws IndicatorError where a count of bars is none, there is no kind, or the columns differ in length
 *
 * @example
 * ```ts
 * import { divergence } from '@shagun/indicators'
 *
 * const low = new Float64Array([12, 10, 12, 9, 11])
 * const rsi = new Float64Array([50, 20, 60, 30, 55])
 * const found = divergence({ high: low, low }, rsi, { left: 1, right: 1, name: 'RSI' })
 * found.at(4).strength   // 0.25: up by 10 of the 40 between 20 and 60
 * ```
 */
export function divergence(
  bars: HighLow<Series>,
  oscillator: Series,
  options: DivergenceOptions & Stamped = {},
): Signals {
  const { high, low } = bars
  const { time } = options
  const rule = ruleOf(options)
  const forLong = outputFor('divergence', { high, low, oscillator, ...(time && { time }) })
  const forShort = new Float64Array(high.length)
  const memory = emptyMemory(rule)
  const reasons = new Map<number, readonly string[]>()
  for (let i = 0; i < high.length; i++) {
    compare(rule, memory, memory, high[i]!, low[i]!, oscillator[i]!)
    const long = (forLong[i] = memory[0]!)
    const short = (forShort[i] = memory[1]!)
    if (directionOf(long, short) !== 'none') reasons.set(i, describe(memory, rule))
  }
  return signalsOf(forLong, forShort, time, (i) => reasons.get(i)!)
}

/**
 * {@link divergence} fed one bar at a time.
 *
 * @param options - `left`, `right`, `maxBars`, `kinds`, `name`
 * @throws IndicatorError where a count of bars is none, or there is no kind
 *
 * @example
 * ```ts
 * import { createDivergence } from '@shagun/indicators'
 *
 * const found = createDivergence({ left: 1, right: 1 })
 * const lows = [[12, 50], [10, 20], [12, 60], [9, 30], [11, 55]] as const
 * for (const [low, oscillator] of lows) found.update({ high: low, low, oscillator })
 * found.value.direction   // long
 * ```
 */
export function createDivergence(options: DivergenceOptions = {}): SignalStream<WithOscillator> {
  const rule = ruleOf(options)
  const { left, right, maxBars, regular, hidden } = rule
  return signalStream(
    `divergence(${[left, right, maxBars, regular, hidden]})`,
    emptyMemory(rule),
    (from, to, { high, low, oscillator }) => compare(rule, from, to, high, low, oscillator),
    (memory) => describe(memory, rule),
  )
}

interface Rule extends Required<Omit<DivergenceOptions, 'kinds'>> {
  readonly regular: boolean
  readonly hidden: boolean
}

function ruleOf(options: DivergenceOptions): Rule {
  const { left = 5, right = 5, maxBars = 60, kinds = ['regular', 'hidden'], name = 'the oscillator' } = options
  checkPeriod('divergence', left, 1, 'left')
  checkPeriod('divergence', right, 1, 'right')
  checkPeriod('divergence', maxBars, 1, 'maxBars')
  const [regular, hidden] = [kinds.includes('regular'), kinds.includes('hidden')]
  if (!regular && !hidden)
    throw indicatorError('divergence', 'kinds', `are [${kinds}], expected 'regular', 'hidden' or both`)
  return { left, right, maxBars, regular, hidden, name }
}

// What is remembered: the evidence, how many bars there were, the last low and the last high, and three rings. Of a swing:
// its bar, price, and oscillator, the range of the oscillator since, and what the last divergence at such a swing was.
const seenAt = 3
const lowAt = 4
const swingSize = 10
const highAt = 14
const ringsAt = 24
const barAt = 0
const priceAt = 1
const oscillatorAt = 2
const leastAt = 3
const mostAt = 4
const fromPrice = 5
const toPrice = 6
const fromOscillator = 7
const toOscillator = 8
const apart = 9

function emptyMemory({ left, right }: Rule): Float64Array {
  const swing = new Array<number>(swingSize).fill(NaN)
  const past = ring(left + right)
  return Float64Array.from([...noEvidence, 0, ...swing, ...swing, ...past, ...past, ...past])
}

function compare(
  rule: Rule,
  from: Float64Array,
  to: Float64Array,
  high: number,
  low: number,
  oscillator: number,
): void {
  const size = rule.left + rule.right
  const lows = ringsAt
  const highs = lows + size + 1
  const oscillators = highs + size + 1
  const seen = from[seenAt]!
  const known = seen >= size && !Number.isNaN(high + low + oscillator)
  // A swing is judged, and the range followed, where the candidate stands: `right` bars ago.
  const then = ringAt(from, oscillators, rule.right, size)
  const long = judge(rule, from, to, lowAt, lows, low, then, seen - rule.right, -1)
  const short = judge(rule, from, to, highAt, highs, high, then, seen - rule.right, 1)
  to[0] = known ? long : NaN
  to[1] = known ? short : NaN
  to[seenAt] = seen + 1
  pushAt(from, to, lows, low, size)
  pushAt(from, to, highs, high, size)
  pushAt(from, to, oscillators, oscillator, size)
}

/** The strength of the divergence at a swing that this bar confirms, 0 where there is none. */
function judge(
  { left, right, maxBars, regular, hidden }: Rule,
  from: Float64Array,
  to: Float64Array,
  at: number,
  prices: number,
  x: number,
  oscillator: number,
  bar: number,
  sign: 1 | -1,
): number {
  const before = from[at + oscillatorAt]!
  const priceBefore = from[at + priceAt]!
  const least = oscillator < from[at + leastAt]! ? oscillator : from[at + leastAt]!
  const most = oscillator > from[at + mostAt]! ? oscillator : from[at + mostAt]!
  const barBefore = from[at + barAt]!
  const isSwing = isPivot(from, prices, x, left, right, sign)
  const price = ringAt(from, prices, right, left + right)
  to[at + barAt] = isSwing ? bar : barBefore
  to[at + priceAt] = isSwing ? price : priceBefore
  to[at + oscillatorAt] = isSwing ? oscillator : before
  to[at + leastAt] = isSwing ? oscillator : least
  to[at + mostAt] = isSwing ? oscillator : most
  if (!isSwing || !(bar - barBefore <= maxBars)) return 0
  const gone = sign * (price - priceBefore)
  const gained = sign * (oscillator - before)
  const disagrees = (regular && gone > 0 && gained < 0) || (hidden && gone < 0 && gained > 0)
  const strength = Math.abs(gained) / (most - least)
  // An infinite oscillator has no range to measure by.
  if (!disagrees || !(strength > 0)) return 0
  to[at + fromPrice] = priceBefore
  to[at + toPrice] = price
  to[at + fromOscillator] = before
  to[at + toOscillator] = oscillator
  to[at + apart] = bar - barBefore
  return strength
}

function describe(memory: Float64Array, { name }: Rule): readonly string[] {
  const isLong = memory[0]! > memory[1]!
  const at = isLong ? lowAt : highAt
  const [price, next] = [memory[at + fromPrice]!, memory[at + toPrice]!]
  const [oscillator, then] = [memory[at + fromOscillator]!, memory[at + toOscillator]!]
  const swing = isLong ? 'low' : 'high'
  const regular = isLong === next < price
  const kind = `${regular ? 'Regular' : 'Hidden'} ${isLong ? 'bullish' : 'bearish'} divergence`
  const [ofPrice, ofOscillator] = [next < price ? 'lower' : 'higher', then < oscillator ? 'lower' : 'higher']
  return [
    `${kind}: the price made a ${ofPrice} ${swing} (${figure(next)} after ${figure(price)}, ${memory[at + apart]} bars apart) ` +
      `while ${name} made a ${ofOscillator} one (${figure(then)} after ${figure(oscillator)})`,
  ]
}
