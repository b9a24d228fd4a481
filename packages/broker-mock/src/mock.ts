import {
  type Bar,
  type Decimal,
  type DecimalInput,
  type Environment,
  type Instrument,
  ShagunError,
  type Supports,
} from '@shagun/core'
import { type Broker, type BrokerMethods, defineBroker } from '@shagun/core/adapter'
import type { SimulatedVenue } from '@shagun/core/testing'
import { parseAmount } from './amount.ts'
import type { FeeModel } from './fees.ts'
import type { SlippageModel } from './slippage.ts'
import { createVenue, type VenueOptions } from './venue.ts'

/** What the mock can do where it is not told otherwise: everything that bars can decide. */
export const mockSupports = {
  orderTypes: ['market', 'limit', 'stop', 'stop-limit'],
  timeInForce: ['day', 'gtc', 'ioc', 'fok'],
  products: ['delivery', 'intraday', 'carryforward', 'margin'],
  modify: ['quantity', 'limitPrice', 'stopPrice', 'timeInForce'],
  groups: [],
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
  /** Default: none. */
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
}

/**
 * A simulated broker, matched against bars.
 *
 * A market order fills at the next bar's open. Inside a bar the worst path is assumed: stops go before limits, and a stop
 * that is jumped over fills at the open. Only orders that were there when a bar opened can fill in it; what is decided on
 * a fill at the open is in force for the rest of that bar, and market orders wait for the next. A `day` order lasts until
 * the end of the first UTC day whose bars it has met, `ioc` and `fok` until the first open. A buy that the cash does not
 * cover is rejected; a future settles its profit and asks for no margin.
 *
 * @throws ShagunError `invalid-options` where `cash` is no amount, where an instrument is priced in another
 * currency than the account's, or where `supports` names groups
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
    create: (_: object, { clock }) =>
      createVenue({
        ...readOptions(options),
        clock,
        product: supports.products[0] ?? 'delivery',
        modifiable: supports.modify.length > 0,
      }) as unknown as BrokerMethods<Supports>,
  })
  // The venue takes whatever core approves; what S narrows was checked by the compiler at the door.
  return make({}, environment) as unknown as MockBroker<S>
}

function readOptions<S extends Supports>(
  options: MockOptions<S>,
): Omit<VenueOptions, 'clock' | 'product' | 'modifiable'> {
  const { instruments = [], fees, slippage, shortSelling = false, reports = 'fills', books = 'kept' } = options
  const currency = options.currency ?? instruments[0]?.currency ?? 'USD'
  const cash = parseAmount('cash', options.cash ?? 100_000, 'an amount of 0 or more', (amount) => amount.gte(0))
  const foreign = instruments.find((instrument) => instrument.currency !== currency)
  if (foreign !== undefined) throw invalidCurrency(foreign, currency)
  const daily = books === 'daily'
  return { cash, currency, instruments, fees, slippage, shortSelling, reports, daily }
}

function invalidCurrency({ id, currency: value }: Instrument, currency: string): ShagunError {
  const expected = `${currency}, the one currency of the account`
  return new ShagunError('invalid-options', `The currency of ${id} is ${value}; expected ${expected}.`, {
    details: { option: 'instruments', value: `${id} in ${value}`, expected },
  })
}
