import type { Column, IntervalBenchmark, Participation, TcaNote, TcaPrices, TcaResult, Timestamp } from '@shagun/core'
import { invalid } from '../params/invalid.ts'
import { againstAverage, againstPrice, pricesOf } from './benchmarks.ts'
import { readMarket } from './market.ts'
import type { TransactionCostOptions } from './options.ts'
import { isMultiplierTold, type Parent, readParent } from './read-parent.ts'
import { reversionAfter } from './reversion.ts'
import { implementationShortfall } from './shortfall.ts'
import { noteSpread, spreadCost } from './spread.ts'
import { pricesWithin, timeWeighted } from './time-weighted.ts'
import { volumeWithin } from './volume.ts'
import { type AveragePrice, type VolumeWeighted, volumeWeighted, withinLimit } from './volume-weighted.ts'

const minute = 60_000

/**
 * Tells what a parent order cost: against the price at arrival, against the averages of the interval, by Perold's
 * implementation shortfall, by spread, reversion and participation.
 *
 * Positive is a cost. What cannot be known from what was passed is `null`, and a note of the result says why; nothing is
 * filled in. The price at a moment is the mid of the last quote until then, else the last trade, else the last close.
 *
 * @param options - the order, its fills and the market; an `ExecutionResult` can be spread into it
 * @throws ShagunError `invalid-options` for an order without meaning, such as less ordered than filled or moments out of
 * their order; `invalid-data` for a fill, a print, a quote or a point of the schedule that cannot be
 * @example
 * ```ts
 * import { transactionCost } from '@shagun/algos'
 *
 * const cost = transactionCost({
 *   side: 'buy',
 *   quantity: 1000,
 *   decisionPrice: '100',
 *   arrivalPrice: '100.5',
 *   endPrice: '102',
 *   fills: [{ time: Date.UTC(2026, 0, 5, 4), quantity: 800, price: '101', fees: 20 }],
 * })
 * cost.arrival.slippageBps // 49.75: 101 was paid, at arrival it was 100.50
 * cost.shortfall.delay?.toString() // '400': 800 at 0.50
 * cost.shortfall.trading?.toString() // '400': 800 at 0.50
 * cost.shortfall.opportunity?.toString() // '400': 200 at 2
 * cost.shortfall.total?.toString() // '1220', fees and all
 * ```
 */
export function transactionCost(options: TransactionCostOptions): TcaResult {
  const { ownPrints, horizonsMs = [minute, 5 * minute, 15 * minute] } = options
  if (ownPrints !== undefined && ownPrints !== 'included' && ownPrints !== 'excluded')
    throw invalid('ownPrints', ownPrints, 'included or excluded')
  for (const afterMs of horizonsMs)
    if (!(afterMs >= 0 && afterMs < Infinity)) throw invalid('horizonsMs', afterMs, 'milliseconds, 0 or more')
  const parent = readParent(options)
  const market = readMarket(options, parent.instruments)
  const notes: TcaNote[] = []
  const note = (about: string, text: string): void => void notes.push({ about, text })

  if (parent.fills.length === 0) note('averagePrice', 'Nothing was filled, so nothing stands against a benchmark.')
  if (!isMultiplierTold(options))
    note('multiplier', 'Nobody said what a price change is worth; money is reckoned with a multiplier of 1.')
  const { decision, arrival, end } = pricesOf(options, parent, market, note)
  const shortfall = implementationShortfall(parent, {
    decision: decision.price,
    arrival: arrival.price,
    end: end.price,
  })
  for (const part of ['delay', 'trading', 'opportunity'] as const)
    if (shortfall[part] === null) note(`shortfall.${part}`, lacking[part])
  if (shortfall.total === null) note('shortfall.total', 'A sum of which a part is not known is not known.')

  const interval = intervalOf(parent)
  const untimed = interval === undefined ? 'It is not told when the order came and when it ended.' : undefined
  if (interval?.widened)
    note('interval', 'A fill lies before the arrival or after the end; the interval holds it, too.')
  const volume = interval && volumeWithin(market, interval.from, interval.to, options)
  const weighted: VolumeWeighted = volume
    ? volumeWeighted(volume, parent.fills, options)
    : allOf(untimed ?? 'No trades, no volumes of quotes and no whole bars of the interval were passed.')
  if (volume?.source === 'bar' && (volume.from > interval!.from || volume.to < interval!.to))
    note('vwap', 'Only bars that lie wholly within the interval count; its ends are not covered.')
  const prices = interval && pricesWithin(market, interval.from, interval.to, options)
  if (prices !== undefined && !market.atCertainly(interval!.to))
    note('twap', 'The market data end before the interval does; the last price is held until its end.')

  const average = (about: string, found: AveragePrice | string): IntervalBenchmark => {
    if (typeof found === 'string') note(about, found)
    return againstAverage(parent, typeof found === 'string' ? undefined : found)
  }
  const spread = spreadCost(parent, market, horizonsMs)
  noteSpread(parent, spread, note)

  return {
    instrument: parent.instrument,
    currency: parent.currency,
    multiplier: parent.multiplier,
    side: parent.side,
    quantity: parent.quantity,
    filledQuantity: parent.filledQuantity,
    fillRate: parent.filledQuantity.div(parent.quantity).toNumber(),
    fills: parent.fills,
    averagePrice: parent.averagePrice,
    notional: parent.traded.times(parent.multiplier),
    decision: againstPrice(parent, decision),
    arrival: againstPrice(parent, arrival),
    end: againstPrice(parent, end),
    vwap: average('vwap', weighted.all),
    vwapOfOthers: average('vwapOfOthers', weighted.ofOthers),
    ...(options.limitPrice !== undefined && {
      vwapWithinLimit: average('vwapWithinLimit', withinLimit(options, parent, volume)),
    }),
    twap: average(
      'twap',
      prices === undefined
        ? (untimed ?? 'No quotes, trades or bars tell of a price in the interval.')
        : (timeWeighted(prices, interval!.to, options) ?? 'The venue did not trade in the interval.'),
    ),
    shortfall,
    spread,
    reversion: reversionAfter(parent, market, horizonsMs, note),
    participation: participation(weighted.participation, note),
    durations: {
      decisionToArrivalMs: between(parent.decisionTime, parent.arrivalTime),
      arrivalToFirstFillMs: between(parent.arrivalTime, parent.fills[0]?.time),
      firstToLastFillMs: between(parent.fills[0]?.time, parent.fills.at(-1)?.time),
      arrivalToEndMs: between(parent.arrivalTime, parent.endTime),
    },
    schedule: parent.schedule,
    prices: prices === undefined ? null : untilEnd(prices, interval!.to),
    notes,
  }
}

const lacking = {
  delay: 'It needs a price at the decision and one at arrival.',
  trading: 'It needs a price at arrival.',
  opportunity: 'It needs a price at the decision and one at the end.',
}

interface Interval {
  readonly from: Timestamp
  readonly to: Timestamp
  readonly widened: boolean
}

/** From the arrival to the end. Clocks of brokers are coarse, and late fills are fills: it holds all of them. */
function intervalOf({ arrivalTime, endTime, fills }: Parent): Interval | undefined {
  if (arrivalTime === undefined || endTime === undefined) return undefined
  const from = Math.min(arrivalTime, fills[0]?.time ?? arrivalTime)
  const to = Math.max(endTime, fills.at(-1)?.time ?? endTime)
  return { from, to, widened: from < arrivalTime || to > endTime }
}

function allOf(why: string): VolumeWeighted {
  return { all: why, ofOthers: why, participation: why }
}

function participation(found: Participation | string, note: (about: string, text: string) => void): Participation {
  if (typeof found !== 'string') return found
  note('participation', found)
  return { marketVolume: null, rate: null, source: null, from: null, to: null }
}

/** The line goes on to where the interval ends. */
function untilEnd({ source, time, price }: TcaPrices, to: Timestamp): TcaPrices {
  if (time.at(-1)! >= to) return { source, time, price }
  return { source, time: extended(time, to), price: extended(price, price.at(-1)!) }
}

function extended(column: Column, value: number): Column {
  const longer = new Float64Array(column.length + 1)
  longer.set(column)
  longer[column.length] = value
  return longer
}

function between(from: Timestamp | undefined, to: Timestamp | undefined): number | null {
  return from === undefined || to === undefined ? null : to - from
}
