import {
  type AccountView,
  type ClientOrderId,
  createInstrument,
  Decimal,
  type Instrument,
  type InstrumentId,
  type Order,
  type OrderIntent,
  type OrderTerms,
  type Product,
  type Quote,
  type Side,
  type Timestamp,
} from '@shagun/core'

const infy: Instrument = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })
const tcs: Instrument = createInstrument({ id: 'NSE:TCS', currency: 'INR', tickSize: '0.05' })
const apple: Instrument = createInstrument({ id: 'NASDAQ:AAPL', currency: 'USD' })
const nifty: Instrument = createInstrument({
  id: 'NFO:NIFTY26DECFUT',
  kind: 'future',
  currency: 'INR',
  tickSize: '0.05',
  lotSize: 65,
  multiplier: '1.5',
})

/** What the account may trade. */
const listed: readonly Instrument[] = [infy, tcs, apple, nifty]

export interface Wanted {
  readonly instrument?: InstrumentId
  readonly side?: Side
  readonly quantity: number | string
  readonly limitPrice?: number | string
  readonly stopPrice?: number | string
  readonly product?: Product
  readonly group?: string
  readonly tag?: string
  /** Default: side and quantity. */
  readonly id?: string
}

/** The type of the order follows from its prices. */
export function termsOf(wanted: Wanted): OrderTerms {
  const { instrument = 'NSE:INFY', side = 'buy', quantity, limitPrice, stopPrice, group, tag } = wanted
  const type =
    stopPrice === undefined
      ? limitPrice === undefined
        ? 'market'
        : 'limit'
      : limitPrice === undefined
        ? 'stop'
        : 'stop-limit'
  return {
    clientOrderId: (wanted.id ?? `${side}${quantity}`) as ClientOrderId,
    instrument,
    side,
    type,
    quantity: new Decimal(quantity),
    ...(limitPrice !== undefined && { limitPrice: new Decimal(limitPrice) }),
    ...(stopPrice !== undefined && { stopPrice: new Decimal(stopPrice) }),
    product: wanted.product ?? 'delivery',
    timeInForce: 'day',
    ...(group !== undefined && { group }),
    ...(tag !== undefined && { tag }),
  } as OrderTerms
}

export function openOrder(wanted: Wanted, filled = 0): Order {
  const terms = termsOf(wanted)
  return {
    terms,
    brokerOrderIds: [],
    lifecycle: 'working',
    pending: 'none',
    certainty: 'confirmed',
    filledQuantity: new Decimal(filled),
    leavesQuantity: terms.quantity.minus(filled),
  }
}

export function placing(wanted: Wanted): OrderIntent {
  return { type: 'place', terms: termsOf(wanted) }
}

/** The first of several orders that go out together. */
export function placingGroup(...wanted: readonly Wanted[]): OrderIntent {
  const legs = wanted.map((leg, i) => termsOf({ group: 'together', id: `leg${i}`, ...leg }))
  return { type: 'place', terms: legs[0]!, legs }
}

export function modifying(order: Order, wanted: Wanted): OrderIntent {
  const { clientOrderId, instrument, side } = order.terms
  return { type: 'modify', order, terms: { ...termsOf({ instrument, side, ...wanted }), clientOrderId } }
}

export interface Account {
  readonly now?: Timestamp
  /** Of NSE:INFY, or by instrument. */
  readonly held?: number | Readonly<Record<InstrumentId, number>>
  readonly open?: readonly Order[]
  /** Of every instrument, or by instrument. */
  readonly last?: number | Readonly<Record<InstrumentId, number>>
  readonly quote?: Partial<Quote>
  readonly today?: number
  readonly profit?: number
  readonly equity?: number
  /** By currency. */
  readonly cash?: Readonly<Record<string, number>>
}

/** An account that trades a few instruments. */
export function viewOf(account: Account = {}): AccountView {
  const { now = 0, held = 0, open = [], last, quote = {}, today = 0, profit = today, equity = 0, cash = {} } = account
  const instruments = new Map(listed.map((instrument) => [instrument.id, instrument]))
  const positions: Readonly<Record<InstrumentId, number>> = typeof held === 'number' ? { 'NSE:INFY': held } : held
  const getQuantity = (id: InstrumentId) => new Decimal(positions[id] ?? 0)
  return {
    now,
    orders: new Map(open.map((order) => [order.terms.clientOrderId, order])),
    positions: new Map(Object.keys(positions).map((id) => [id as InstrumentId, []])),
    cash: new Map(Object.entries(cash).map(([currency, amount]) => [currency, new Decimal(amount)])),
    getQuote(instrument): Quote | undefined {
      const price = typeof last === 'object' ? last[instrument] : last
      return price === undefined ? undefined : { instrument, time: now, last: price, ...quote }
    },
    getInstrument: (id) => instruments.get(id)!,
    getQuantity,
    worstCase(id) {
      let long = getQuantity(id)
      let short = long
      for (const { terms, leavesQuantity } of open)
        if (terms.instrument !== id) continue
        else if (terms.side === 'buy') long = long.plus(leavesQuantity)
        else short = short.minus(leavesQuantity)
      return { long, short }
    },
    getProfit: () => ({ realized: profit, unrealized: 0, today }),
    getPortfolio: () => ({
      positions: [],
      holdings: [],
      totals: new Map(
        Object.entries(cash).map(([currency, amount]) => [
          currency,
          {
            cash: new Decimal(amount),
            realizedProfit: new Decimal(0),
            fees: new Decimal(0),
            unrealizedProfit: 0,
            marketValue: 0,
            equity: amount,
          },
        ]),
      ),
    }),
    getEquity: () => equity,
  }
}
