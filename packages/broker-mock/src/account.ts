import type { BrokerOrderId, Decimal, Instrument, InstrumentId, Product } from '@shagun/core'
import type { Broker, BrokerFill, BrokerOrderRef, OrderGroup, PlaceReply } from '@shagun/core/adapter'
import type { SimulatedVenue } from '@shagun/core/testing'
import { createBrackets, faultOfBracket } from './brackets.ts'
import { type ClearingOptions, createClearing } from './clearing.ts'
import type { Exchange } from './exchange.ts'
import { createInterest, type Financing } from './financing.ts'
import type { Latency } from './latency.ts'
import type { Held } from './ledger.ts'
import { createMarginRule, type Margins } from './margins.ts'
import { readOutsideOrder } from './outside-order.ts'
import { createPairs } from './pairs.ts'
import { createReporting, type ReportStyle } from './reporting.ts'
import { type SlicingOptions, slice } from './slicing.ts'
import { addFill, dayOf, leavesOf, type Owner, rowOf, type VenueOrder, type VenueTerms } from './venue-order.ts'
import { createWire } from './wire.ts'

/** What an account may ask of the venue, and what is true of it there. */
export interface Account extends Omit<Broker, 'id' | 'supports' | 'environment'> {
  readonly cash: Decimal
  readonly venue: Omit<SimulatedVenue, 'print'>
  readonly books: AccountBooks
}

/** All that the venue knows of the account, as it stands, for whoever keeps it beyond the process. */
interface AccountBooks {
  readonly orders: ReadonlyMap<BrokerOrderId, VenueOrder>
  readonly fills: readonly BrokerFill[]
  listHeld(): readonly Held[]
  pairOf(order: VenueOrder): readonly VenueOrder[]
  instrumentOf(id: InstrumentId): Instrument | undefined
  /** Takes it all back, into an account that is new. */
  restore(kept: KeptBooks): void
}

/** The books of an earlier life. */
export interface KeptBooks {
  /** Oldest first, as the fills are. */
  readonly orders: readonly KeptOrder[]
  readonly fills: readonly BrokerFill[]
  readonly cash: Decimal
  readonly held: readonly Held[]
  readonly pairs: readonly (readonly BrokerOrderId[])[]
  /** How many orders and fills there were before these, which are let go of. */
  readonly before: { readonly orders: number; readonly fills: number }
  /** What was over when the last day ended is not shown any more. */
  readonly isHidden: (order: VenueOrder) => boolean
  readonly hiddenFills: number
}

/** An order of an earlier life: whose it is and where it stands among others is found anew. */
export type KeptOrder = Omit<VenueOrder, 'owner' | 'ahead'>

export interface AccountOptions extends Omit<ClearingOptions, 'clock' | 'marginRule'>, SlicingOptions {
  readonly exchange: Exchange
  readonly reports: ReportStyle
  readonly latency: Latency
  readonly margins: Margins | undefined
  readonly financing: Financing | undefined
  /** Whether what is held for delivery at the end of a day is a holding from then on. */
  readonly delivers: boolean
  /** Whether what the account reads of orders and fills begins anew each day. */
  readonly daily: boolean
  /** How orders from outside are held where they do not say. */
  readonly product: Product
  /** Whether working orders can change at all. */
  readonly modifiable: boolean
  /** Whether it keeps orders in step of which one cancels the others. */
  readonly pairs: boolean
}

export function createAccount(options: AccountOptions): Account {
  const { currency, daily, exchange, latency, modifiable, product } = options
  const { environment } = exchange
  const { clock } = environment
  const toVenue = createWire(environment)
  const { book } = exchange
  const clearing = createClearing({
    ...options,
    clock,
    marginRule: options.margins && createMarginRule(options.margins, currency, book.getLast),
  })
  const { clear, ledger, fills, refusal } = clearing
  const interest = options.financing && createInterest(options.financing, book.getLast)
  let financedUntil = dayOf(clock.now())
  const reporting = createReporting(options.reports, environment, latency.reports)
  const pairs = createPairs((order, reason) => owner.close(order, 'canceled', reason))
  const brackets = createBrackets({
    enter(exits) {
      pairs.join(exits)
      exchange.enter(exits)
    },
    cancel: (order, reason) => owner.close(order, 'canceled', reason),
  })
  const orders = new Map<BrokerOrderId, VenueOrder>()
  /** What the account can read of them. */
  let shown = orders
  /** Those that may be working. */
  let open: VenueOrder[] = []
  /** How many fills are of days that are over. */
  let hidden = 0

  const owner: Owner = {
    fill(order, quantity, price) {
      const cleared = clear(order, quantity, price)
      if ('refusal' in cleared) {
        owner.close(order, order.fills.length === 0 ? 'rejected' : 'canceled', cleared.refusal)
        return false
      }
      note(order, cleared)
      owner.tell(order, cleared)
      return true
    },
    refusal,
    book(order, quantity, price) {
      const fill = clearing.book(order, quantity, price)
      note(order, fill)
      return fill
    },
    tell(order, fill) {
      reporting.filled(order, fill)
      decide(order)
    },
    close(order, lifecycle, reason) {
      book.close(order, lifecycle, reason)
      owner.changed(order)
    },
    triggered: decide,
    changed(order) {
      reporting.changed(order)
      if (order.lifecycle !== 'working') decide(order)
    },
  }

  function decide(order: VenueOrder): void {
    pairs.decide(order)
    brackets.moved(order)
  }
  exchange.join({ split: ledger.split, endDay })

  function note(order: VenueOrder, fill: VenueOrder['fills'][number]): void {
    addFill(order, fill)
    if (order.filledQuantity.gte(order.terms.quantity)) book.close(order, 'filled')
  }

  function instrumentOf(id: InstrumentId) {
    return exchange.instrumentOf(id, currency)
  }

  function workingOrder(id: BrokerOrderId): VenueOrder | undefined {
    const order = orders.get(id)
    return order?.lifecycle === 'working' ? order : undefined
  }

  function take(terms: VenueTerms, instrument: VenueOrder['instrument'], id?: VenueOrder['clientOrderId']): VenueOrder {
    const order = book.create(owner, terms, instrument, id)
    orders.set(order.brokerOrderId, order)
    open.push(order)
    if (shown !== orders) shown.set(order.brokerOrderId, order)
    reporting.taken(order)
    return order
  }

  /** Orders that are taken come to the market, all at once. */
  function send(
    takeAll: () => readonly VenueOrder[],
    isSent: (order: VenueOrder, index: number) => boolean = () => true,
  ) {
    const ship = toVenue(latency.orders)
    const taken = takeAll()
    ship(() => exchange.enter(taken.filter(isSent).filter(({ lifecycle }) => lifecycle === 'working')))
    return taken.map(({ brokerOrderId }) => brokerOrderId) as [BrokerOrderId]
  }

  return {
    get cash() {
      return ledger.cash
    },
    connect: reporting.connect,
    place({ clientOrderId, ...terms }) {
      const instrument = instrumentOf(terms.instrument)
      if (instrument === undefined) return rejected(`The mock does not list ${terms.instrument}.`)
      const { taken, refused } = slice(terms.quantity, instrument.lotSize, options)
      const objection = exchange.objection({ ...terms, quantity: taken[0] }, instrument)
      if (objection !== undefined) return rejected(objection)
      return {
        outcome: 'accepted',
        brokerOrderIds: send(() => taken.map((quantity) => take({ ...terms, quantity }, instrument, clientOrderId))),
        ...(refused !== undefined && { refused: notTaken(refused, terms.quantity, taken) }),
      }
    },
    ...(options.pairs && {
      placeGroup({ kind, legs }: OrderGroup): PlaceReply {
        const unknown = legs.find((leg) => instrumentOf(leg.instrument) === undefined)
        if (unknown !== undefined) return rejected(`The mock does not list ${unknown.instrument}.`)
        const fault = kind === 'bracket' ? faultOfBracket(legs) : undefined
        if (fault !== undefined) return rejected(fault)
        for (const leg of legs) {
          const objection = exchange.objection(leg, instrumentOf(leg.instrument)!)
          if (objection !== undefined) return rejected(objection)
        }
        const takeAll = (): readonly VenueOrder[] => {
          const taken = legs.map(({ clientOrderId, ...terms }) =>
            take(terms, instrumentOf(terms.instrument)!, clientOrderId),
          )
          const [entry, ...exits] = taken
          if (kind === 'bracket') brackets.join(entry!, exits)
          else pairs.join(taken)
          return taken
        }
        // The exits of a bracket are sent on by the venue itself.
        return { outcome: 'accepted', brokerOrderIds: send(takeAll, (_, i) => kind !== 'bracket' || i === 0) }
      },
    }),
    cancel({ brokerOrderId }) {
      const order = workingOrder(brokerOrderId)
      if (order === undefined) return rejected(`${brokerOrderId} is no working order.`)
      toVenue(latency.cancels)(() => {
        // It may have been filled while the cancellation was under way.
        if (order.lifecycle === 'working') owner.close(order, 'canceled')
      })
      return { outcome: 'requested' }
    },
    ...(modifiable && {
      modify({ brokerOrderId }: BrokerOrderRef, change: { readonly quantity?: Decimal }) {
        const order = workingOrder(brokerOrderId)
        if (order === undefined) return rejected(`${brokerOrderId} is no working order.`)
        const { filledQuantity } = order
        if (change.quantity?.lte(filledQuantity))
          return rejected(`${brokerOrderId} has filled ${filledQuantity.toFixed()}; its quantity must be above that.`)
        const objection = exchange.objection({ ...order.terms, ...change }, order.instrument)
        if (objection !== undefined) return rejected(objection)
        toVenue(latency.orders)(() => {
          if (order.lifecycle !== 'working') return
          if (!change.quantity?.lte(order.filledQuantity)) book.change(order, change)
          reporting.changed(order)
          exchange.changed(order)
        })
        return { outcome: 'requested' } as const
      },
    }),
    findOrders: async (id) => [...current().values()].filter(({ clientOrderId }) => clientOrderId === id).map(rowOf),
    fetchSnapshot: async () => ({
      asOf: clock.now(),
      orders: [...current().values()].map(rowOf),
      fills: fills.slice(hidden),
      ...(options.delivers ? ledger.listSettled() : { positions: listPositions(), holdings: [] }),
      cash: { [currency]: ledger.cash },
    }),
    venue: {
      listOrders() {
        exchange.settle()
        return [...orders.values()].map(rowOf)
      },
      listFills: () => [...fills],
      listPositions,
      getCash: () => ({ [currency]: ledger.cash }),
      placeOutside(asked) {
        const { terms, instrument, price } = readOutsideOrder(asked, { product, instrumentOf, getLast: book.getLast })
        const order = take(terms, instrument)
        book.enter(order)
        // Whoever heard of it may have canceled it.
        if (order.lifecycle === 'working') owner.fill(order, leavesOf(order), price)
      },
      endDay,
    },
    books: { orders, fills, listHeld: ledger.listHeld, pairOf: pairs.of, instrumentOf, restore },
  }

  /** How much stood before its orders is not known any more, and when they came is over, whatever the clock says now. */
  function restore(kept: KeptBooks): void {
    const now = clock.now()
    for (const each of kept.orders) {
      const ahead = each.rested ? Number.POSITIVE_INFINITY : 0
      const order: VenueOrder = { ...each, owner, ahead, since: Math.min(each.since, now) }
      orders.set(order.brokerOrderId, order)
      if (order.lifecycle === 'working') open.push(order)
    }
    const all = [...orders.values()]
    exchange.restore(all, kept.before.orders)
    if (all.some(kept.isHidden)) shown = new Map([...orders].filter(([, order]) => !kept.isHidden(order)))
    clearing.restore(kept.fills, kept.before.fills, (id) => {
      const order = orders.get(id)
      return order !== undefined && instrumentOf(order.instrument.id) !== undefined ? order : undefined
    })
    ledger.restore(kept.cash, kept.held)
    for (const pair of kept.pairs) pairs.join(pair.map((id) => orders.get(id)!))
    hidden = kept.hiddenFills
  }

  function endDay() {
    const over = open.filter(endsWithDay)
    for (const order of over) book.close(order, 'expired')
    open = open.filter(({ lifecycle }) => lifecycle === 'working')
    const today = dayOf(clock.now())
    if (interest !== undefined) ledger.charge(interest(ledger, today - financedUntil))
    financedUntil = today
    if (options.delivers) ledger.settle()
    if (daily) {
      hidden = fills.length
      shown = new Map([...shown].filter(([, { lifecycle }]) => lifecycle === 'working'))
    }
    // Told last: what listeners do about it belongs to the new day.
    for (const order of over) owner.changed(order)
  }

  /** What the account can read, without what has ended by now. */
  function current() {
    exchange.settle()
    return shown
  }

  function listPositions() {
    return ledger.listPositions().map((position) => ({ ...position }))
  }
}

function endsWithDay({ lifecycle, terms: { timeInForce } }: VenueOrder): boolean {
  return lifecycle === 'working' && timeInForce !== 'gtc' && timeInForce !== 'gtd'
}

function notTaken(quantity: Decimal, asked: Decimal, taken: readonly Decimal[]) {
  const most = `${taken.length} slices of ${taken[0]}`
  const reason = `Takes an order in ${most} at most; ${quantity} of ${asked} are not taken.`
  return { quantity, evidence: { reason } }
}

function rejected(reason: string) {
  return { outcome: 'rejected', evidence: { reason } } as const
}
