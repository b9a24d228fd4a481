import type {
  Bar,
  Calendar,
  DecimalInput,
  Depth,
  Environment,
  Instrument,
  InstrumentId,
  Quote,
  Timestamp,
  Trade,
} from '@shagun/core'
import { systemEnvironment } from '@shagun/core/adapter'
import type { Check, PriceBand } from './checks.ts'
import { createExchange } from './exchange.ts'
import type { SettlementPrice } from './expiry.ts'
import type { Protection } from './protection.ts'
import { readVenueOptions } from './read-options.ts'
import type { SlippageModel } from './slippage.ts'

/** What the market is like, whoever trades there; everything has a default. */
export interface VenueOptions {
  /** What it lists; an order for another instrument is rejected. Default: anything, as an equity with a tick of 0.01. */
  readonly instruments?: readonly Instrument[]
  /** Default: none. */
  readonly slippage?: SlippageModel
  /**
   * How many percent of a bar's volume all orders together may get, above 0 and up to 100; what is left of them waits for
   * the next bar. Default: as much as they ask for.
   */
  readonly participation?: DecimalInput
  /**
   * How prices move inside a bar: `continuous`, through every price on the way, so that a stop fills at its own; or in
   * `jumps`, so that it fills at the worst price of the bar. Default: `continuous`.
   */
  readonly insideBars?: 'continuous' | 'jumps'
  /** What of an order the venue looks at itself, so that it rejects what others let pass. Default: nothing. */
  readonly checks?: readonly Check[]
  /** Between which prices limits and stops must lie, now; `undefined` where there is no band. Default: none. */
  readonly bands?: (instrument: InstrumentId) => PriceBand | undefined
  /**
   * By how many percent of the last price a market order, or a stop that was reached, may go beyond it: there it becomes a
   * limit order. One percentage for all, or a function of instrument and last price. Default: as far as it takes.
   */
  readonly marketProtection?: DecimalInput | Protection
  /**
   * What contracts settle at when their `expiry` is reached: a future at this price, an option by this price of its
   * underlying, all of them in cash. With the first event after it their orders end and positions become money. Default:
   * none expires.
   */
  readonly settlementPrice?: SettlementPrice
  /**
   * When it trades. In its pre-open orders are collected for an opening auction of one price; `day`, `ioc` and `fok` end
   * with the last session of the day instead of the UTC day. Default: always, without auctions.
   */
  readonly calendar?: Calendar
  /** What becomes of orders that come while it is closed: `reject`, or `queue` until it opens. Default: `reject`. */
  readonly whenClosed?: 'reject' | 'queue'
  /** When a `gtd` order ends that is placed at a moment, both in epoch milliseconds. Default: never. */
  readonly goodTill?: (placedAt: Timestamp) => Timestamp
  /**
   * Whether orders of one account may trade with each other. Default: no; before it would, the rest of the order that
   * comes later is canceled.
   */
  readonly selfTrade?: boolean
  /**
   * Which of those who leave the queue before a resting limit order: `behind` it, so that it moves up only once no more
   * than that is left, or `proportional`, as many before it as its place tells. Default: `behind`.
   */
  readonly leavers?: 'behind' | 'proportional'
}

/** A quote with the sizes that stand at its prices; where one is not told, there is as much as anybody wants. */
export interface SizedQuote extends Quote {
  /** A quantity, not a number of lots. */
  readonly bidSize?: number
  /** Likewise. */
  readonly askSize?: number
}

/** A simulated market, and what can be shown to it and done to all who trade there. */
export interface Venue {
  readonly environment: Environment
  readonly instruments: readonly Instrument[]
  /**
   * A bar begins: what its first price fills. The clock stands at its open.
   *
   * @param settle - asked after each order, and waited for, so that what comes of one fill is done before the next
   * @returns `undefined` where there was nothing to wait for
   * @throws ShagunError `invalid-options` where the model of fees or slippage gives no number; the order stands
   */
  openBar(bar: Bar, settle?: () => Promise<void> | undefined): Promise<void> | undefined
  /** It ends: what the rest of it fills. The clock stands at its close. Otherwise as `openBar`. */
  closeBar(bar: Bar, settle?: () => Promise<void> | undefined): Promise<void> | undefined
  /** Somebody trades: orders that the price reaches fill, up to that quantity, best price first, then oldest. */
  print(trade: Trade): void
  /**
   * Others show the best prices that they buy and sell at, until the next quote or depth. Orders take what there is at
   * once, or rest behind it. `last` triggers stops; it fills nothing.
   *
   * @throws ShagunError `invalid-data` where a price or size is no number
   */
  quote(quote: SizedQuote): void
  /**
   * Others show several levels; otherwise as `quote`. Depth alone triggers no stop, because it tells of no trade.
   *
   * @throws ShagunError `invalid-data` where a price or size is no number, or levels are not the best first
   */
  depth(depth: Depth): void
  /**
   * Shares are split, or joined: positions, the rest of working orders and the last price become what they are in new
   * shares, and no money moves. Prices of orders are rounded up to the tick, their quantities down to the lot; an order
   * of which nothing is left is canceled. What was filled stays as it was, and positions may hold fractions.
   *
   * @param ratio - new shares for an old one: 5 where one becomes five, 0.1 where ten become one
   * @throws ShagunError `invalid-options` where the ratio is no number above 0
   */
  applySplit(instrument: InstrumentId, ratio: DecimalInput): void
  /** The trading day is over, for all accounts. */
  endDay(): void
  /** What is over by now ends, though nothing has happened since: auctions give their price, contracts expire. */
  finish(): void
}

/**
 * A market on which several accounts trade, each of them a `mock` of its own.
 *
 * What they order stands in one book: orders of different accounts meet, by price, then by time.
 *
 * @param environment - default: the real world
 * @throws ShagunError `invalid-options` where an option has no meaning
 * @example
 * ```ts
 * import { createVenue, mock } from '@shagun/broker-mock'
 *
 * const venue = createVenue()
 * const [alice, bob] = [mock({ venue, cash: '100000' }), mock({ venue, cash: '50000' })]
 * const time = venue.environment.clock.now()
 * venue.quote({ instrument: 'NASDAQ:AAPL', time, last: 190, bid: 189.9, ask: 190.1, bidSize: 300, askSize: 200 })
 * ```
 */
export function createVenue(options: VenueOptions = {}, environment: Environment = systemEnvironment): Venue {
  return createExchange({ ...readVenueOptions(options), atOnce: true, environment })
}
