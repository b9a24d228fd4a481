import { Decimal, type IntervalBenchmark, type PriceBenchmark, type Timestamp } from '@shagun/core'
import type { Market, Observation } from './market.ts'
import type { TransactionCostOptions } from './options.ts'
import { readNonNegative, readPositive } from './read-input.ts'
import { costOf, type Parent } from './read-parent.ts'
import type { AveragePrice } from './volume-weighted.ts'

/** A price at a moment, not yet held against the fills. */
export type PriceAt = Pick<PriceBenchmark, 'price' | 'source' | 'time' | 'observedAt'>

/** The prices at decision, arrival and end: as given, else as the market data have them. */
export function pricesOf(
  options: TransactionCostOptions,
  { decisionTime, arrivalTime, endTime }: Parent,
  market: Market,
  note: (about: string, text: string) => void,
): { readonly decision: PriceAt; readonly arrival: PriceAt; readonly end: PriceAt } {
  const find = (about: string, given: Decimal | undefined, time: Timestamp | undefined): PriceAt => {
    if (given !== undefined) return { price: given, source: 'given', time: time ?? null, observedAt: null }
    const seen: Observation | undefined = time === undefined ? undefined : market.at(time)
    if (seen !== undefined) return { ...seen, time: time! }
    const why =
      time === undefined
        ? 'Neither a price nor a moment was told.'
        : 'No price was told, and no market data reach back to that moment.'
    note(about, why)
    return { price: null, source: null, time: time ?? null, observedAt: null }
  }
  // What runs an order knows 0 for a price that it has never seen.
  const atArrival = readNonNegative('arrivalPrice', options.arrivalPrice ?? 0)
  const arrival = find('arrival', atArrival.isZero() ? undefined : atArrival, arrivalTime)
  const end = find('end', optional('endPrice', options.endPrice, readNonNegative), endTime)
  const decided = optional('decisionPrice', options.decisionPrice, readPositive)
  if (decided !== undefined || decisionTime !== undefined)
    return { decision: find('decision', decided, decisionTime), arrival, end }
  note('decision', 'No decision was told; it is taken to be that of the arrival, so there is no delay.')
  return { decision: { ...arrival, source: arrival.price && 'arrival' }, arrival, end }
}

function optional<T, R>(option: string, value: T | undefined, read: (option: string, value: T) => R): R | undefined {
  return value === undefined ? undefined : read(option, value)
}

/** What was paid on average against a price at a moment. */
export function againstPrice(parent: Parent, at: PriceAt): PriceBenchmark {
  const { multiplier, traded, filledQuantity, averagePrice } = parent
  const { price } = at
  if (price === null || averagePrice === null) return { ...at, slippageBps: null, cost: null }
  const worth = price.times(filledQuantity)
  // From sums, so that no average is rounded on the way.
  const difference = costOf(parent, traded, worth)
  return {
    ...at,
    slippageBps: worth.gt(0) ? difference.div(worth).times(10_000).toNumber() : null,
    cost: difference.times(multiplier),
  }
}

/** What was paid on average against an average of the market. */
export function againstAverage(parent: Parent, found: AveragePrice | undefined): IntervalBenchmark {
  if (found === undefined) return { price: null, source: null, from: null, to: null, slippageBps: null, cost: null }
  const { multiplier, filledQuantity, averagePrice } = parent
  if (averagePrice === null) return { ...found, slippageBps: null, cost: null }
  const difference = costOf(parent, averagePrice, new Decimal(found.price)).toNumber()
  return {
    ...found,
    slippageBps: (difference * 10_000) / found.price,
    cost: difference * filledQuantity.times(multiplier).toNumber(),
  }
}
