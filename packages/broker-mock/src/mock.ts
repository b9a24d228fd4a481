import {
  type Decimal,
  type DecimalInput,
  type Environment,
  type Instrument,
  type Product,
  ShagunError,
  type Supports,
  type Trade,
} from '@shagun/core'
import { type Broker, type BrokerMethods, defineBroker } from '@shagun/core/adapter'
import type { SimulatedVenue } from '@shagun/core/testing'
import { type Account, createAccount } from './account.ts'
import type { SquareOff } from './cut-off.ts'
import { createExchange, type Exchange } from './exchange.ts'
import type { FeeModel } from './fees.ts'
import type { Financing } from './financing.ts'
import type { Latency } from './latency.ts'
import type { Margins } from './margins.ts'
import { readOptions, readVenueOptions, venueOptions } from './read-options.ts'
import type { Venue, VenueOptions } from './venue.ts'

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

/** What the account is like, and its venue; everything has a default. */
export interface MockOptions<S extends Supports = MockSupports> extends VenueOptions {
  /** Where it trades, beside other accounts. Default: a venue of its own, made of the options of one. */
  readonly venue?: Venue
  /** 0 or more. Default: 100 000. */
  readonly cash?: DecimalInput
  /** ISO 4217; the account has this one. Default: that of the first instrument given, or `USD`. */
  readonly currency?: string
  /** `percentFees`, `perShareFees`, a schedule of `@shagun/broker-mock/charges`, or one of your own. Default: none. */
  readonly fees?: FeeModel
  /** The abilities of the broker that it stands for, so that a strategy meets them in a backtest. */
  readonly supports?: S
  /** How long orders, cancellations and reports are under way. Default: no time. */
  readonly latency?: Latency
  /** Whether more may be sold than is held, in all products or in those named. Default: no, as in a delivery account. */
  readonly shortSelling?: boolean | readonly Product[]
  /**
   * Trading on margin: what the account is worth must cover the margins of its positions, and cash may go below 0. Default:
   * a buy must be covered by cash.
   */
  readonly margins?: Margins
  /**
   * Whether an order, or a change of one, is taken only where there is enough for it and for all that waits: money, margin,
   * and what is sold. Default: no, that is looked at when an order fills.
   */
  readonly blocksFunds?: boolean
  /**
   * The margin that must be kept, less than `margins`: an account that is worth less has its orders canceled and its
   * positions closed at the market, in the products named, or in all where it is a model. Default: nobody is closed out.
   */
  readonly maintenance?: Margins
  /**
   * When positions of the day are closed: from then on their orders are canceled, none are taken until the day ends, and
   * what is held goes at the next price, or at the close of the bar in which that falls. Default: they stay.
   */
  readonly squareOff?: SquareOff
  /** Interest on what is borrowed, taken from the cash at the end of each day. Default: none. */
  readonly financing?: Financing
  /**
   * `daily`: what is held for delivery at the end of a day is a holding from then on, and a position is what was traded
   * since, as the books of brokers show it. Default: `none`, everything is a position.
   */
  readonly settlement?: 'none' | 'daily'
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

/** What is true of the account at its venue, and what others do to its market. */
export interface MockVenue extends SimulatedVenue, Pick<Venue, 'quote' | 'depth'> {}

/** A broker whose market is made of the bars, prints, quotes and depth that it is shown. */
export interface MockBroker<S extends Supports = MockSupports>
  extends Broker<S>,
    Pick<Venue, 'openBar' | 'closeBar' | 'applySplit' | 'finish'> {
  /** What is true there, whatever the account has heard, and what others can do to its market. */
  readonly venue: MockVenue
  /** The account's cash at the venue. */
  readonly cash: Decimal
}

/**
 * A simulated broker, matched against bars, or, through `venue`, against single prints, quotes and depth.
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
 * Once a quote or depth is shown, an order takes what is displayed as it comes, level by level, and what is left of a
 * limit order rests behind those who stand at its price. `docs/fills-and-costs.md` has every assumption.
 *
 * Of a pair (`placeGroup`), one cancels the other: once it trades, its stop is reached, or it ends in any other way. A
 * bracket, where `supports.groups` names it, is an entry whose exits become such a pair, for as much as it was filled.
 *
 * @throws ShagunError `invalid-options` where `cash` is no amount, where an instrument is priced in another
 * currency than the account's, or where another option is none of its choices
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
  const own = options.venue === undefined ? environment : environmentAt(options.venue, options, environment)
  const make = defineBroker({
    id: 'mock',
    supports,
    create: (_: object, environment) => openMock(options, environment) as unknown as BrokerMethods<Supports>,
  })
  // The venue takes whatever core approves; what S narrows was checked by the compiler at the door.
  return make({}, own) as unknown as MockBroker<S>
}

/** Those who trade with each other live in one world, and their market is what its own options say. */
function environmentAt(venue: Venue, options: object, environment = venue.environment): Environment {
  const expected = 'the environment of its venue'
  if (environment !== venue.environment)
    throw new ShagunError('invalid-options', `environment is another one; expected ${expected}.`, {
      details: { option: 'environment', value: 'another one', expected },
    })
  const given = venueOptions.find((option) => option in options)
  if (given === undefined) return environment
  const where = 'nothing beside venue; give it to createVenue'
  throw new ShagunError('invalid-options', `${given} is given; expected ${where}.`, {
    details: { option: given, value: 'given', expected: where },
  })
}

/** An account with the market that it trades on. */
export interface OpenMock
  extends Omit<Account, 'venue'>,
    Pick<Exchange, 'openBar' | 'closeBar' | 'applySplit' | 'finish'> {
  readonly venue: MockVenue
  readonly fetchInstruments: () => Promise<readonly Instrument[]>
  readonly exchange: Exchange
}

/**
 * @param atOnce - whether an order that comes takes what is displayed already
 * @throws ShagunError `invalid-options` where a value has no meaning
 */
export function openMock<S extends Supports>(
  options: MockOptions<S>,
  environment: Environment,
  atOnce = true,
): OpenMock {
  const supports: Supports = options.supports ?? mockSupports
  const exchange =
    (options.venue as Exchange | undefined) ?? createExchange({ ...readVenueOptions(options), atOnce, environment })
  const account = createAccount({
    ...readOptions(options, exchange.instruments),
    exchange,
    product: supports.products[0] ?? 'delivery',
    modifiable: supports.modify.length > 0,
    pairs: supports.groups.length > 0,
  })
  const { openBar, closeBar, applySplit, finish, instruments, print, quote, depth } = exchange
  const market = { openBar, closeBar, applySplit, finish, exchange, fetchInstruments: async () => instruments }
  // Written onto the account, because its cash is read anew each time.
  return Object.assign(account, market, {
    venue: { ...account.venue, print: (trade: Trade) => print(trade), quote, depth },
  })
}
