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
  type Quote,
  type Side,
} from '@shagun/core'

const infy: Instrument = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })
const nifty: Instrument = createInstrument({
  id: 'NFO:NIFTY26DECFUT',
  kind: 'future',
  currency: 'INR',
  tickSize: '0.05',
  lotSize: 65,
  multiplier: '1.5',
})

export interface Wanted {
  readonly instrument?: InstrumentId
  readonly side?: Side
  readonly quantity: number | string
  readonly limitPrice?: number | string
  readonly stopPrice?: number | string
}

/** The type of the order follows from its prices. */
function termsOf({ instrument = 'NSE:INFY', side = 'buy', quantity, limitPrice, stopPrice }: Wanted): OrderTerms {
  const type =
    stopPrice === undefined
      ? limitPrice === undefined
        ? 'market'
        : 'limit'
      : limitPrice === undefined
        ? 'stop'
        : 'stop-limit'
  return {
    clientOrderId: `${side}${quantity}` as ClientOrderId,
    instrument,
    side,
    type,
    quantity: new Decimal(quantity),
    ...(limitPrice !== undefined && { limitPrice: new Decimal(limitPrice) }),
    ...(stopPrice !== undefined && { stopPrice: new Decimal(stopPrice) }),
    product: 'delivery',
    timeInForce: 'day',
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

export function modifying(order: Order, wanted: Wanted): OrderIntent {
  return { type: 'modify', order, terms: { ...termsOf(wanted), clientOrderId: order.terms.clientOrderId } }
}

export interface Account {
  /** Of NSE:INFY. */
  readonly held?: number
  readonly open?: readonly Order[]
  readonly last?: number
  readonly today?: number
}

/** An account that trades two instruments and holds one of them. */
export function viewOf({ held = 0, open = [], last, today = 0 }: Account = {}): AccountView {
  const instruments = new Map([infy, nifty].map((instrument) => [instrument.id, instrument]))
  const getQuantity = (id: InstrumentId) => new Decimal(id === infy.id ? held : 0)
  return {
    now: 0,
    orders: new Map(open.map((order) => [order.terms.clientOrderId, order])),
    positions: new Map(),
    cash: new Map(),
    getQuote: (instrument): Quote | undefined => (last === undefined ? undefined : { instrument, time: 0, last }),
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
    getProfit: () => ({ realized: today, unrealized: 0, today }),
    getPortfolio: () => ({ positions: [], holdings: [], totals: new Map() }),
    getEquity: () => 0,
  }
}
