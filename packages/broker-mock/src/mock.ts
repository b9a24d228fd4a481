import type { Bar, Clock, Decimal, DecimalInput, Environment, Instrument, InstrumentId, Supports } from '@shagun/core'
import { type Broker, type BrokerMethods, defineBroker } from '@shagun/core/adapter'
import type { SimulatedVenue } from '@shagun/core/testing'
import type { FeeModel } from './fees.ts'
import { readOptions } from './read-options.ts'
import type { SlippageModel } from './slippage.ts'
import { createVenue, type Venue } from './venue.ts'

/** What the mock can do where it is not told otherwise: everything that bars can decide. */
export const mockSupports = {
  orderTypes: ['market', 'limit', 'stop', 'stop-limit'],
  timeInForce: ['day', 'gtc', 'ioc', 'fok'],
  products: ['delivery', 'intraday', 'carryforward', 'margin'],
  modify: ['quantity', 'limitPrice', 'stopPrice', 'timeInForce'],
  groups: ['oco'],
  idempotency: 'by-tag',
  tagLength: 20,
} as const
type DeclaredSupports = typeof mockSupports
/** What {@link mockSupports} declares. */
export interface MockSupports extends DeclaredSupports {}

/** What the venue is like; everything has a default. */
export interface MockOptions<S extends Supports = MockSupports> {
  /** 0 or more. Default: 100 000. */
  readonly cash?: DecimalInput
  /** ISO 4217; the account has this one. Default: that of the first instrument given, or `USD`. */
  readonly currency?: string
  /** What it lists; an order for another instrument is rejected. Default: anything, as an equity with a tick of 0.01. */
  readonly instruments?: readonly Instrument[]
  /** `percentFees`, `perShareFees`, a schedule of `@shagun/broker-mock/charges`, or one of your own. Default: none. */
  readonly fees?: FeeModel
  /** Default: none. */
  readonly slippage?: SlippageModel
  /** The abilities of the broker that it stands for, so that a strategy meets them in a backtest. */
  readonly supports?: S
  /** Whether more may be sold than is held. Default: no, as in a delivery account. */
  readonly shortSelling?: boolean
  /**
   * In which words fills are told: each by itself, as rows of the order book with cumulative quantities, or both. With
   * rows, an order that is taken is reported too, and fees stand only in the trade book. Default: `fills`.
   */
  readonly reports?: 'fills' | 'orders' | 'both'
  /**
   * `daily`: once the day has ended, the account reads only orders that are still working, and what came since.
   * Positions and cash always stand. Default: `kept`.
   */
  readonly books?: 'kept' | 'daily'
  /**
   * Orders for a larger quantity are taken in slices: several orders at the broker, in whole lots, that share the client
   * order id. Default: none are.
   */
  readonly sliceAbove?: DecimalInput
  /** A whole number: how many slices there may be of one order; the rest is refused. Default: any number. */
  readonly maxSlices?: number
}

/** A broker whose market is made of the bars and prints it is shown. */
export interface MockBroker<S extends Supports = MockSupports> extends Broker<S> {
  /** What is true there, whatever the account has heard, and what others can do to its market. */
  readonly venue: SimulatedVenue
  /** The account's cash at the venue. */
  readonly cash: Decimal
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
  /**
   * Shares are split, or joined: positions, the rest of working orders and the last price become what they are in new
   * shares, and no money moves. Prices of orders are rounded up to the tick, their quantities down to the lot; an order
   * of which nothing is left is canceled. What was filled stays as it was, and positions may hold fractions.
   *
   * @param ratio - new shares for an old one: 5 where one becomes five, 0.1 where ten become one
   * @throws ShagunError `invalid-options` where the ratio is no number above 0
   */
  applySplit(instrument: InstrumentId, ratio: DecimalInput): void
}

/**
 * A simulated broker, matched against bars, or against single prints through `venue`.
 *
 * A market order fills at the next bar's open. Inside a bar the worst path is assumed: stops go before limits, and a stop
 * that is jumped over fills at the open. Only orders that were there when a bar opened can fill in it; what is decided on
 * a fill at the open is in force for the rest of that bar, and market orders wait for the next. A `day` order lasts until
 * the end of the first UTC day whose bars it has met, `ioc` and `fok` until the first open. A buy that the cash does not
 * cover is rejected; a future settles its profit and asks for no margin.
 *
 * A print fills as much as it has, at its price, in whole lots: of the orders that are there market orders first, then
 * the limits furthest beyond it, then the oldest. Stops that it reaches are in the market from then on, behind the others,
 * and may fill in it; `ioc` and `fok` meet one print. Slippage is for bars alone. An order that was filled in part and
 * cannot be paid for the rest is canceled.
 *
 * Of a pair (`placeGroup`), one cancels the other: once it trades, its stop is reached, or it ends in any other way.
 *
 * @throws ShagunError `invalid-options` where `cash` is no amount, where an instrument is priced in another
 * currency than the account's, where `supports` names brackets, or where another option is none of its
 * choices
 * @example
 * ```ts
 * import { mock, percentFees } from '@shagun/broker-mock'
 *
 * const broker = mock({ cash: '1000000', currency: 'INR', fees: percentFees('0.03') })
 * ```
 */
export function mock<const S extends Supports = MockSupports>(
  options: MockOptions<S> = {},
  environment?: Environment,
): MockBroker<S> {
  const supports: Supports = options.supports ?? mockSupports
  const make = defineBroker({
    id: 'mock',
    supports,
    create: (_: object, { clock }) => openVenue(options, clock) as unknown as BrokerMethods<Supports>,
  })
  // The venue takes whatever core approves; what S narrows was checked by the compiler at the door.
  return make({}, environment) as unknown as MockBroker<S>
}

/** @throws ShagunError `invalid-options` where a value has no meaning */
export function openVenue<S extends Supports>(options: MockOptions<S>, clock: Clock): Venue {
  const { products, modify, groups }: Supports = options.supports ?? mockSupports
  return createVenue({
    ...readOptions(options),
    clock,
    product: products[0] ?? 'delivery',
    modifiable: modify.length > 0,
    pairs: groups.length > 0,
  })
}
