import {
  type Bar,
  type BrokerOrder,
  type BrokerOrderId,
  createInstrument,
  Decimal,
  type DecimalInput,
  type Environment,
  type Instrument,
  type InstrumentId,
  type OrderTerms,
  roundToTick,
  type Supports,
  type Timestamp,
} from '@shagun/core'
import { type Broker, type BrokerFill, type BrokerMethods, type BrokerReport, defineBroker } from '@shagun/core/adapter'
import type { FeeModel, SlippageModel } from './costs.ts'
import { createLedger, type LedgerTrade } from './ledger.ts'
import { type Match, matchOpen, matchWithin } from './match.ts'

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
export interface MockSupports extends DeclaredSupports {}

export interface MockOptions<S extends Supports = MockSupports> {
  /** Default: 100 000. */
  readonly cash?: DecimalInput
  /** Default: `USD`. */
  readonly currency?: string
  /** What it lists. An order for another instrument is rejected where any are given. */
  readonly instruments?: readonly Instrument[]
  /** Default: none. */
  readonly fees?: FeeModel
  /** Default: none. */
  readonly slippage?: SlippageModel
  /** The abilities of the broker that it stands for, so that a strategy meets them in a backtest. */
  readonly supports?: S
  /** Whether more may be sold than is held. Default: no, as in a delivery account. */
  readonly shortSelling?: boolean
}

/** A broker whose market is made of the bars it is shown. */
export interface MockBroker<S extends Supports = MockSupports> extends Broker<S> {
  /** The account's cash at the venue. */
  readonly cash: Decimal
  /** A bar begins: what its first price fills. The clock stands at its open. */
  openBar(bar: Bar): void
  /** It ends: what the rest of it fills. The clock stands at its close. */
  closeBar(bar: Bar): void
}

/**
 * A simulated broker, matched against bars.
 *
 * A market order fills at the next bar's open. Inside a bar the worse path is assumed: stops go before limits, and a stop
 * that is jumped over fills at the open. Only orders that were there when a bar opened can fill in it. A `day` order
 * lasts until the end of the first UTC day whose bars it has met. A buy that the cash does not cover is rejected.
 *
 * @throws `invalid-options` where `supports` names groups
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
  const { supports = mockSupports as unknown as S, instruments = [] } = options
  const make = defineBroker({
    id: 'mock',
    supports,
    create: (_: object, given) => createVenue(options, supports, instruments, given) as unknown as BrokerMethods<S>,
  })
  return make({}, environment) as unknown as MockBroker<S>
}

interface VenueOrder {
  readonly brokerOrderId: BrokerOrderId
  readonly instrument: Instrument
  readonly placedAt: Timestamp
  terms: OrderTerms
  limit: number
  stop: number
  triggered: boolean
  lifecycle: BrokerOrder['lifecycle']
  /** The UTC day of the first bar it has met. */
  day: number | undefined
  fill: BrokerFill | undefined
  reason: string | undefined
}

function createVenue<S extends Supports>(
  options: MockOptions<S>,
  supports: Supports,
  instruments: readonly Instrument[],
  { clock }: Environment,
) {
  const { currency = 'USD', fees, slippage, shortSelling = false } = options
  const listed = new Map(instruments.map((instrument) => [instrument.id, instrument]))
  const ledger = createLedger(new Decimal(options.cash ?? 100_000))
  const orders = new Map<BrokerOrderId, VenueOrder>()
  const resting = new Map<InstrumentId, VenueOrder[]>()
  const fills: BrokerFill[] = []
  let report: (report: BrokerReport) => void = () => {}

  function instrumentOf(id: InstrumentId): Instrument | undefined {
    return listed.size > 0 ? listed.get(id) : createInstrument({ id, currency })
  }

  function close(order: VenueOrder, lifecycle: BrokerOrder['lifecycle'], reason?: string): void {
    order.lifecycle = lifecycle
    order.reason = reason
    const others = resting.get(order.instrument.id)!
    others.splice(others.indexOf(order), 1)
    if (lifecycle !== 'filled') report({ type: 'order', order: rowOf(order) })
  }

  function fill(order: VenueOrder, match: Extract<Match, { readonly type: 'filled' }>, bar: Bar): void {
    const { instrument, terms } = order
    const { side, product, quantity } = terms
    const price = priceOf(order, match, bar)
    const value = price.times(quantity).times(instrument.multiplier)
    const charge = { instrument: instrument.id, side, product, quantity, price, value }
    const trade: LedgerTrade = {
      instrument,
      product,
      side,
      quantity,
      price,
      fees: fees === undefined ? zero : new Decimal(fees(charge)),
    }
    const refusal = refusalOf(trade)
    if (refusal !== undefined) return close(order, 'rejected', refusal)
    ledger.book(trade)
    const { brokerOrderId } = order
    order.fill = { fillId: `F${fills.length + 1}`, brokerOrderId, quantity, price, fees: trade.fees, time: clock.now() }
    fills.push(order.fill)
    close(order, 'filled')
    report({ type: 'fill', fill: order.fill })
  }

  function priceOf(
    { instrument, terms }: VenueOrder,
    { price, aggressive }: Extract<Match, { readonly type: 'filled' }>,
    bar: Bar,
  ): Decimal {
    if (!aggressive || slippage === undefined) return new Decimal(price)
    const buy = terms.side === 'buy'
    const slipped = roundToTick(instrument, slippage(terms.side, price, bar), buy ? 'up' : 'down')
    if (!('limitPrice' in terms)) return slipped
    return buy ? Decimal.min(slipped, terms.limitPrice) : Decimal.max(slipped, terms.limitPrice)
  }

  function refusalOf(trade: LedgerTrade): string | undefined {
    const { instrument, product, side, quantity } = trade
    const held = ledger.getQuantity(instrument.id, product)
    if (side === 'sell') {
      if (shortSelling || held.gte(quantity)) return undefined
      return `Sells ${quantity.toFixed()} ${instrument.id} and holds ${held.toFixed()}; short selling is off.`
    }
    const left = ledger.cash.plus(ledger.cashOf(trade))
    if (left.gte(0) || held.isNegative()) return undefined
    return `Needs ${ledger.cashOf(trade).neg().toFixed(2)} ${currency} and has ${ledger.cash.toFixed(2)}.`
  }

  /** Orders that were there when the bar opened, oldest first. Reactions to a fill may change the list meanwhile. */
  function eligible(bar: Bar): VenueOrder[] {
    return (resting.get(bar.instrument) ?? []).filter((order) => order.placedAt <= bar.time)
  }

  function meet(
    orders: readonly VenueOrder[],
    bar: Bar,
    rule: (order: Parameters<typeof matchOpen>[0], bar: Bar) => Match,
  ): void {
    for (const order of orders) {
      if (order.lifecycle !== 'working') continue
      const match = rule(
        {
          side: order.terms.side,
          type: order.terms.type,
          limit: order.limit,
          stop: order.stop,
          triggered: order.triggered,
        },
        bar,
      )
      if (match.type === 'filled') fill(order, match, bar)
      else if (match.type === 'triggered') order.triggered = true
    }
  }

  return {
    get cash() {
      return ledger.cash
    },
    async connect(listener: (report: BrokerReport) => void) {
      report = listener
      return async () => {
        report = () => {}
      }
    },
    place(terms: OrderTerms) {
      const instrument = instrumentOf(terms.instrument)
      if (instrument === undefined)
        return { outcome: 'rejected', evidence: { reason: `The mock does not list ${terms.instrument}.` } } as const
      const brokerOrderId = `M${orders.size + 1}` as BrokerOrderId
      const order: VenueOrder = {
        brokerOrderId,
        instrument,
        placedAt: clock.now(),
        terms,
        ...pricesOf(terms),
        triggered: false,
        lifecycle: 'working',
        day: undefined,
        fill: undefined,
        reason: undefined,
      }
      orders.set(brokerOrderId, order)
      const others = resting.get(instrument.id)
      if (others === undefined) resting.set(instrument.id, [order])
      else others.push(order)
      return { outcome: 'accepted', brokerOrderIds: [brokerOrderId] } as const
    },
    cancel({ brokerOrderId }: { readonly brokerOrderId: BrokerOrderId }) {
      const order = orders.get(brokerOrderId)
      if (order?.lifecycle !== 'working') return notWorking(brokerOrderId)
      close(order, 'canceled')
      return { outcome: 'requested' } as const
    },
    ...(supports.modify.length > 0 && {
      modify({ brokerOrderId }: { readonly brokerOrderId: BrokerOrderId }, change: object) {
        const order = orders.get(brokerOrderId)
        if (order?.lifecycle !== 'working') return notWorking(brokerOrderId)
        order.terms = { ...order.terms, ...change } as OrderTerms
        Object.assign(order, pricesOf(order.terms))
        report({ type: 'order', order: rowOf(order) })
        return { outcome: 'requested' } as const
      },
    }),
    async findOrders(clientOrderId: OrderTerms['clientOrderId']) {
      return [...orders.values()].filter(({ terms }) => terms.clientOrderId === clientOrderId).map(rowOf)
    },
    async fetchSnapshot() {
      return {
        asOf: clock.now(),
        orders: [...orders.values()].map(rowOf),
        fills,
        positions: ledger.listPositions(),
        holdings: [],
        cash: { [currency]: ledger.cash },
      }
    },
    async fetchInstruments() {
      return instruments
    },
    openBar(bar: Bar) {
      if (!resting.get(bar.instrument)?.length) return
      const day = Math.floor(bar.time / 86_400_000)
      for (const order of eligible(bar)) {
        if (order.terms.timeInForce === 'day' && order.day !== undefined && order.day < day) close(order, 'expired')
        order.day ??= day
      }
      const there = eligible(bar)
      meet(there, bar, matchOpen)
      for (const order of there)
        if (order.lifecycle === 'working' && (order.terms.timeInForce === 'ioc' || order.terms.timeInForce === 'fok'))
          close(order, 'canceled', 'Nothing to fill it at the open.')
    },
    closeBar(bar: Bar) {
      if (!resting.get(bar.instrument)?.length) return
      const there = eligible(bar)
      for (const order of there) order.day ??= Math.floor(bar.time / 86_400_000)
      // A stop-limit that is triggered here waits for the next bar, so who is who is settled before.
      const [stops, limits] = [there.filter(isStop), there.filter((order) => !isStop(order))]
      meet(stops, bar, matchWithin)
      meet(limits, bar, matchWithin)
    },
  }
}

const zero = new Decimal(0)

function isStop({ terms: { type }, triggered }: VenueOrder): boolean {
  return type === 'stop' || (type === 'stop-limit' && !triggered)
}

function pricesOf(terms: OrderTerms): { readonly limit: number; readonly stop: number } {
  return {
    limit: 'limitPrice' in terms ? terms.limitPrice.toNumber() : Number.NaN,
    stop: 'stopPrice' in terms ? terms.stopPrice.toNumber() : Number.NaN,
  }
}

function rowOf({ brokerOrderId, terms, lifecycle, placedAt, fill, reason }: VenueOrder): BrokerOrder {
  return {
    brokerOrderId,
    clientOrderId: terms.clientOrderId,
    instrument: terms.instrument,
    side: terms.side,
    lifecycle,
    quantity: terms.quantity,
    filledQuantity: fill?.quantity ?? zero,
    ...(fill !== undefined && { averagePrice: fill.price }),
    ...('limitPrice' in terms && { limitPrice: terms.limitPrice }),
    ...('stopPrice' in terms && { stopPrice: terms.stopPrice }),
    time: fill?.time ?? placedAt,
    ...(reason !== undefined && { reason }),
  }
}

function notWorking(id: BrokerOrderId) {
  return { outcome: 'rejected', evidence: { reason: `${id} is no working order.` } } as const
}
