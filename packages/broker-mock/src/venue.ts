import {
  type BrokerOrder,
  type BrokerOrderId,
  createInstrument,
  Decimal,
  type DecimalInput,
  type Instrument,
  type InstrumentId,
  type Product,
  type Timestamp,
  type Trade,
} from '@shagun/core'
import type { Broker, BrokerFill, BrokerOrderRef, OrderGroup, PlaceReply } from '@shagun/core/adapter'
import type { SimulatedVenue } from '@shagun/core/testing'
import { parseAmount } from './amount.ts'
import { type ClearingOptions, createClearing } from './clearing.ts'
import type { Held } from './ledger.ts'
import { createMarket, type Market } from './market.ts'
import { createOrderBook } from './order-book.ts'
import { readOutsideOrder } from './outside-order.ts'
import { createPairs } from './pairs.ts'
import { createReporting, type ReportStyle } from './reporting.ts'
import { type SlicingOptions, slice } from './slicing.ts'
import { type SlippageModel, slip } from './slippage.ts'
import { splitTerms } from './split-terms.ts'
import { createTape } from './tape.ts'
import { addFill, leavesOf, rowOf, type VenueOrder, type VenueTerms } from './venue-order.ts'

/** What an account may ask of the venue, the bars that are its market, and what is true there. */
export interface Venue extends Market, Omit<Broker, 'id' | 'supports' | 'environment'> {
  readonly cash: Decimal
  readonly venue: SimulatedVenue
  applySplit(instrument: InstrumentId, ratio: DecimalInput): void
  readonly books: VenueBooks
}

/** All that the venue knows of the account, as it stands, for whoever keeps it beyond the process. */
interface VenueBooks {
  readonly orders: ReadonlyMap<BrokerOrderId, VenueOrder>
  readonly fills: readonly BrokerFill[]
  listHeld(): readonly Held[]
  pairOf(order: VenueOrder): readonly VenueOrder[]
  instrumentOf(id: InstrumentId): Instrument | undefined
  /** Meets only orders that were there before that moment. */
  print(trade: Trade, before: Timestamp): void
  /** Takes it all back, into a venue that is new. */
  restore(kept: KeptBooks): void
}

/** The books of an earlier life. */
export interface KeptBooks {
  /** Oldest first, as the fills are. */
  readonly orders: readonly VenueOrder[]
  readonly fills: readonly BrokerFill[]
  readonly cash: Decimal
  readonly held: readonly Held[]
  readonly pairs: readonly (readonly VenueOrder[])[]
  /** What was over when the last day ended is not shown any more. */
  readonly isHidden: (order: VenueOrder) => boolean
  readonly hiddenFills: number
}

export interface VenueOptions extends ClearingOptions, SlicingOptions {
  /** What is listed; anything where it is empty. */
  readonly instruments: readonly Instrument[]
  readonly slippage: SlippageModel | undefined
  readonly reports: ReportStyle
  /** Whether what the account reads of orders and fills begins anew each day. */
  readonly daily: boolean
  /** How orders from outside are held where they do not say. */
  readonly product: Product
  /** Whether working orders can change at all. */
  readonly modifiable: boolean
  /** Whether it keeps orders in step of which one cancels the others. */
  readonly pairs: boolean
}

export function createVenue(options: VenueOptions): Venue {
  const { clock, currency, daily, instruments, modifiable, product, slippage } = options
  const listed = new Map(instruments.map((instrument) => [instrument.id, instrument]))
  const book = createOrderBook(clock)
  const clearing = createClearing(options)
  const { clear, ledger, fills } = clearing
  const reporting = createReporting(options.reports)
  const pairs = createPairs((order, reason) => close(order, 'canceled', reason))
  const print = createTape({ book, fill, close, triggered: pairs.decide })
  /** How many fills are of days that are over. */
  let hidden = 0

  function instrumentOf(id: InstrumentId): Instrument | undefined {
    return listed.size > 0 ? listed.get(id) : createInstrument({ id, currency })
  }

  function workingOrder(id: BrokerOrderId): VenueOrder | undefined {
    const order = book.orders.get(id)
    return order?.lifecycle === 'working' ? order : undefined
  }

  function take(terms: VenueTerms, instrument: Instrument, id?: VenueOrder['clientOrderId']): VenueOrder {
    const order = book.add(terms, instrument, id)
    reporting.taken(order)
    return order
  }

  function close(order: VenueOrder, lifecycle: BrokerOrder['lifecycle'], reason?: string): void {
    book.close(order, lifecycle, reason)
    reporting.changed(order)
    pairs.decide(order)
  }

  /** Whether the quantity was traded. What was filled in part is no more rejected: the rest of it is canceled. */
  function fill(order: VenueOrder, quantity: Decimal, price: Decimal): boolean {
    const cleared = clear(order, quantity, price)
    if ('refusal' in cleared) {
      close(order, order.fills.length === 0 ? 'rejected' : 'canceled', cleared.refusal)
      return false
    }
    addFill(order, cleared)
    if (leavesOf(order).isZero()) book.close(order, 'filled')
    reporting.filled(order, cleared)
    pairs.decide(order)
    return true
  }

  return {
    get cash() {
      return ledger.cash
    },
    ...createMarket({
      clock,
      book,
      close,
      triggered: pairs.decide,
      fill(order, { price, aggressive }, bar) {
        const { instrument, terms } = order
        const slips = aggressive && slippage !== undefined
        const got = slips ? slip(slippage, terms.side, price, bar, instrument) : new Decimal(price)
        fill(order, leavesOf(order), got)
      },
    }),
    applySplit(id, ratio) {
      const exact = parseAmount('ratio', ratio, 'new shares for an old one, above 0', (it) => it.gt(0))
      ledger.split(id, exact)
      const orders = book.rescale(id, exact)
      for (const order of orders) {
        const terms = splitTerms(order, exact)
        if (terms === undefined) book.close(order, 'canceled', 'A split left nothing of it.')
        else book.change(order, terms)
      }
      // Told last: who listens finds all of it done.
      for (const order of orders) {
        reporting.changed(order)
        if (order.lifecycle !== 'working') pairs.decide(order)
      }
    },
    connect: reporting.connect,
    place({ clientOrderId, ...terms }) {
      const instrument = instrumentOf(terms.instrument)
      if (instrument === undefined) return rejected(`The mock does not list ${terms.instrument}.`)
      const { taken, refused } = slice(terms.quantity, instrument.lotSize, options)
      const [first, ...others] = taken
      const send = (quantity: Decimal): BrokerOrderId =>
        take({ ...terms, quantity }, instrument, clientOrderId).brokerOrderId
      return {
        outcome: 'accepted',
        brokerOrderIds: [send(first), ...others.map(send)],
        ...(refused !== undefined && { refused: refusal(refused, terms.quantity, taken) }),
      }
    },
    ...(options.pairs && {
      placeGroup({ legs }: OrderGroup): PlaceReply {
        const unknown = legs.find((leg) => instrumentOf(leg.instrument) === undefined)
        if (unknown !== undefined) return rejected(`The mock does not list ${unknown.instrument}.`)
        const orders = legs.map(({ clientOrderId, ...terms }) =>
          take(terms, instrumentOf(terms.instrument)!, clientOrderId),
        )
        pairs.join(orders)
        return {
          outcome: 'accepted',
          brokerOrderIds: orders.map(({ brokerOrderId }) => brokerOrderId) as [BrokerOrderId],
        }
      },
    }),
    cancel({ brokerOrderId }) {
      const order = workingOrder(brokerOrderId)
      if (order === undefined) return rejected(`${brokerOrderId} is no working order.`)
      close(order, 'canceled')
      return { outcome: 'requested' }
    },
    ...(modifiable && {
      modify({ brokerOrderId }: BrokerOrderRef, change: { readonly quantity?: Decimal }) {
        const order = workingOrder(brokerOrderId)
        if (order === undefined) return rejected(`${brokerOrderId} is no working order.`)
        const { filledQuantity } = order
        if (change.quantity?.lte(filledQuantity))
          return rejected(`${brokerOrderId} has filled ${filledQuantity.toFixed()}; its quantity must be above that.`)
        book.change(order, change)
        reporting.changed(order)
        return { outcome: 'requested' } as const
      },
    }),
    findOrders: async (id) => [...book.shown.values()].filter(({ clientOrderId }) => clientOrderId === id).map(rowOf),
    fetchSnapshot: async () => ({
      asOf: clock.now(),
      orders: [...book.shown.values()].map(rowOf),
      fills: fills.slice(hidden),
      positions: listPositions(),
      holdings: [],
      cash: { [currency]: ledger.cash },
    }),
    fetchInstruments: async () => instruments,
    venue: {
      listOrders: () => [...book.orders.values()].map(rowOf),
      listFills: () => [...fills],
      listPositions,
      getCash: () => ({ [currency]: ledger.cash }),
      print: (trade) => print(trade),
      placeOutside(asked) {
        const { terms, instrument, price } = readOutsideOrder(asked, { product, instrumentOf, getLast: book.getLast })
        const order = take(terms, instrument)
        // Whoever heard of it may have canceled it.
        if (order.lifecycle === 'working') fill(order, leavesOf(order), price)
      },
      endDay() {
        const over = book.listWorking().filter(endsWithDay)
        for (const order of over) book.close(order, 'expired')
        if (daily) {
          hidden = fills.length
          book.hideClosed()
        }
        // Told last: what listeners do about it belongs to the new day.
        for (const order of over) reporting.changed(order)
      },
    },
    books: {
      orders: book.orders,
      fills,
      listHeld: ledger.listHeld,
      pairOf: pairs.of,
      instrumentOf,
      print,
      restore(kept) {
        book.restore(kept.orders, kept.isHidden)
        clearing.restore(kept.fills)
        ledger.restore(kept.cash, kept.held)
        for (const pair of kept.pairs) pairs.join(pair)
        hidden = kept.hiddenFills
      },
    },
  }

  function listPositions() {
    return ledger.listPositions().map((position) => ({ ...position }))
  }
}

function endsWithDay({ terms: { timeInForce } }: VenueOrder): boolean {
  return timeInForce !== 'gtc' && timeInForce !== 'gtd'
}

function refusal(quantity: Decimal, asked: Decimal, taken: readonly Decimal[]) {
  const most = `${taken.length} slices of ${taken[0]}`
  const reason = `Takes an order in ${most} at most; ${quantity} of ${asked} are not taken.`
  return { quantity, evidence: { reason } }
}

function rejected(reason: string) {
  return { outcome: 'rejected', evidence: { reason } } as const
}
