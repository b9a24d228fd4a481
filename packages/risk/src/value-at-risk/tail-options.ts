import { invalidOption } from '../invalid.ts'
import type { SeriesOptions } from '../measures/read-returns.ts'
import type { AgeWeightedTail } from './age-weighted.ts'
import type { CornishFisherTail } from './cornish-fisher.ts'
import type { FilteredHistoricalTail } from './filtered-historical.ts'
import type { GaussianTail } from './gaussian.ts'
import type { HistoricalTail } from './historical.ts'
import type { MonteCarloTail } from './monte-carlo.ts'
import type { PeaksOverThresholdTail } from './peaks-over-threshold.ts'
import type { StudentTTail } from './student-t.ts'
import type { EwmaTail, GarchTail } from './volatility-scaled.ts'

/** Which tail of returns is asked for, whatever the method. */
export interface Tail extends SeriesOptions {
  /** Between 0 and 1: 0.95 is about the worst 5 % of outcomes. */
  readonly confidence: number
  /**
   * Over how many periods the loss may build up, a whole number. Default: 1.
   *
   * Each method says how it gets there. The square root of time is right only for returns that are independent, of one
   * distribution and of mean 0; where volatility clusters it is not, and `garch` follows its own recursion instead.
   */
  readonly horizon?: number
}

/** Which tail, and the method by which it is found; `method` tells which further options there are. */
export type TailOptions =
  | HistoricalTail
  | AgeWeightedTail
  | GaussianTail
  | StudentTTail
  | CornishFisherTail
  | EwmaTail
  | GarchTail
  | FilteredHistoricalTail
  | MonteCarloTail
  | PeaksOverThresholdTail

/** What every method reads: the probability of the tail, 1 - confidence, and how many periods it is for. */
export interface TailQuestion {
  /** The public function that was asked, for messages. */
  readonly measure: string
  readonly tail: number
  readonly horizon: number
}

export function readTail(measure: string, { confidence, horizon = 1 }: Tail): TailQuestion {
  if (!(confidence > 0 && confidence < 1))
    throw invalidOption(measure, 'confidence', confidence, 'a fraction between 0 and 1, such as 0.95')
  if (!(Number.isSafeInteger(horizon) && horizon >= 1))
    throw invalidOption(measure, 'horizon', horizon, 'a whole number of periods, 1 or more')
  return { measure, tail: 1 - confidence, horizon }
}

/** @throws ShagunError `invalid-options` where the value is not above `above` and below `below` */
export function readBetween(measure: string, option: string, value: number, above: number, below: number): number {
  if (value > above && value < below) return value
  throw invalidOption(
    measure,
    option,
    value,
    below === Infinity ? `a finite number above ${above}` : `a number between ${above} and ${below}`,
  )
}
