import { indicatorError } from '../indicator-error.ts'
import { checkPeriod } from '../period.ts'
import type { HighLowClose, Series } from '../series.ts'
import type { Stamped } from '../signals/pair.ts'
import { shareOfPrice, trueRanges } from './distance.ts'
import { type Finder, findIn, type Point } from './finder.ts'
import { type PivotState, pivots } from './pivots.ts'
import { finderOf, type Search } from './search.ts'
import { type ZigzagState, zigzag } from './zigzag.ts'

/** A bar at which the price turned, once that is certain. */
export interface SwingPoint extends Point {
  /** Whether its price is the high or the low of the bar. */
  readonly kind: 'high' | 'low'
  /** The bar at whose close it became certain. */
  readonly knownAt: number
}

/** How a turn of the price is recognised: by the bars around it, or by how far the price came back from it. */
export type SwingOptions = PivotOptions | ReversalOptions | AtrReversalOptions

/** A swing is a high above the `left` bars before it that the `right` ones behind it do not exceed, and so for a low. */
export interface PivotOptions {
  /** From 1. Default: 5. */
  readonly left?: number
  /** From 1; the swing is known as many bars later. Default: 5. */
  readonly right?: number
}

/** A swing is where the price came back from by so much. */
export interface ReversalOptions {
  /** As a share of the price of the swing, below 1: 0.05 is five percent. */
  readonly reversal: number
}

/** A swing is where the price came back from by so many average true ranges, as they are then. */
export interface AtrReversalOptions {
  /** How many average true ranges. */
  readonly atr: number
  /** Bars of the average, from 1. Default: 14. */
  readonly period?: number
}

/**
 * Finds the bars at which the price turned: pivots (the default), or the corners of a zigzag of percentages or average true
 * ranges.
 *
 * Each is told once it is certain, with the bar at which it became so, and never taken back: a longer series only adds. Of
 * equal highs in a row the first one counts. Pivots of one kind may follow each other, and a bar may be a high and a low;
 * those of a zigzag alternate. A pivot with a hole in its window is none, and a zigzag leaves such bars out.
 *
 * @param bars - three columns of the same bars
 * @param options - how a turn is recognised; `time`: the times of the bars
 * @returns in the order in which they became known
 * @throws IndicatorError where a count or a distance is none, or the columns differ in length
 *
 * @example
 * ```ts
 * import { swings } from '@shagun/indicators'
 *
 * const close = new Float64Array([10, 12, 11, 9, 10])
 * for (const { kind, price, knownAt } of swings({ high: close, low: close, close }, { left: 1, right: 1 }))
 *   console.log(kind, price, knownAt)   // high 12 2, low 9 4
 * ```
 */
export function swings(bars: HighLowClose<Series>, options: SwingOptions & Stamped = {}): readonly SwingPoint[] {
  return findIn('swings', bars, options.time, swingSearch('swings', options))
}

/**
 * {@link swings} fed one bar at a time.
 *
 * @param options - how a turn is recognised
 * @throws IndicatorError where a count or a distance is none
 *
 * @example
 * ```ts
 * import { createSwings } from '@shagun/indicators'
 *
 * const turns = createSwings({ reversal: 0.1 })
 * turns.update({ high: 100, low: 100, close: 100 })
 * turns.update({ high: 120, low: 118, close: 118 })   // the low of 100 is certain
 * ```
 */
export function createSwings(options: SwingOptions = {}): Finder<SwingPoint> {
  return finderOf(swingSearch('swings', options))
}

/** What a search for swings remembers: one of pivots or of a zigzag. */
export type SwingState = PivotState | ZigzagState

/** The search for swings as the options say, for whoever looks for more in them. */
export function swingSearch(name: string, options: SwingOptions): Search<SwingState, SwingPoint> {
  if ('reversal' in options) {
    const { reversal } = options
    checkShare(name, 'reversal', reversal)
    return zigzag(shareOfPrice(reversal))
  }
  if ('atr' in options) {
    const { atr, period = 14 } = options
    if (!(atr > 0 && atr < Infinity)) throw indicatorError(name, 'atr', `is ${atr}, expected a number above 0`)
    checkPeriod(name, period)
    return zigzag(trueRanges(atr, period))
  }
  const { left = 5, right = 5 } = options
  checkPeriod(name, left, 1, 'left')
  checkPeriod(name, right, 1, 'right')
  return pivots(left, right)
}

/** Refuses what is no share, as a percentage would be that was passed for one. */
export function checkShare(name: string, parameter: string, share: number): void {
  if (share > 0 && share < 1) return
  throw indicatorError(name, parameter, `is ${share}, expected a share above 0 and below 1: 0.05 is five percent`)
}
