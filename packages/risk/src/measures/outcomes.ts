import type { RoundTrip } from '@shagun/core'
import type { Series } from '../statistics/series.ts'
import { readReturns, type SeriesOptions } from './read-returns.ts'

/** What was won or lost, one by one: returns, amounts of money, or round trips, which count by their profit after fees. */
export type Outcomes = Series | readonly RoundTrip[]

/** Gains and losses apart; what is 0 is neither. */
interface Tally {
  readonly count: number
  readonly wins: number
  readonly losses: number
  readonly gained: number
  /** Positive. */
  readonly lost: number
}

/** @throws ShagunError `invalid-data`, naming the row; `invalid-options` for `missing` */
export function tally(measure: string, outcomes: Outcomes, options: SeriesOptions | undefined): Tally {
  const { outcomes: values } = readReturns(measure, { outcomes: valuesOf(outcomes) }, options)
  let [wins, losses, gained, lost] = [0, 0, 0, 0]
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value > 0) {
      wins++
      gained += value
    } else if (value < 0) {
      losses++
      lost -= value
    }
  }
  return { count: values.length, wins, losses, gained, lost }
}

function valuesOf(outcomes: Outcomes): Series {
  return isRoundTrips(outcomes) ? outcomes.map(({ profit }) => profit.toNumber()) : outcomes
}

function isRoundTrips(outcomes: Outcomes): outcomes is readonly RoundTrip[] {
  return typeof outcomes[0] === 'object'
}
