import type { BrokerOrderId, Decimal, Instrument, InstrumentId, Product } from '@shagun/core'
import type { Broker, BrokerFill } from '@shagun/core/adapter'
import type { SimulatedVenue } from '@shagun/core/testing'
import { createBrackets } from './brackets.ts'
import { type ClearingOptions, createClearing } from './clearing.ts'
import { type CommandOptions, createCommands } from './commands.ts'
import { createInterest, type Financing } from './financing.ts'
import type { Held } from './ledger.ts'
import { createMarginRule, type Margins } from './margins.ts'
import { readOutsideOrder } from './outside-order.ts'
import { createOversight, type OversightOptions } from './oversight.ts'
import { createOwnOrders } from './own-orders.ts'
import { createPairs } from './pairs.ts'
import { createReporting, type ReportStyle } from './reporting.ts'
import { addFill, dayOf, leavesOf, type Owner, rowOf, type VenueOrder, type VenueTerms } from './venue-order.ts'

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

export interface AccountOptions
  extends Omit<ClearingOptions, 'clock' | 'marginRule'>,
    Omit<CommandOptions, 'orders'>,
    Pick<OversightOptions, 'maintenance' | 'squareOff' | 'blocksFunds'> {
  readonly reports: ReportStyle
  readonly margins: Margins | undefined
  readonly financing: Financing | undefined
  /** Whether what is held for delivery at the end of a day is a holding from then on. */
  readonly delivers: boolean
  /** Whether what the account reads of orders and fills begins anew each day. */
  readonly daily: boolean
  /** How orders from outside are held where they do not say. */
  readonly product: Product
}

export function createAccount(options: AccountOptions): Account {
  const { currency, daily, exchange, latency, product } = options
  const { environment } = exchange
  const { clock } = environment
  const { book } = exchange
  const marginRule = options.margins && createMarginRule(options.margins, currency, book.getLast)
  const clearing = createClearing({
    ...options,
    clock,
    marginRule,
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
  const orders = createOwnOrders()
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

  const outside = { product, instrumentOf, getLast: book.getLast, hasExpired: exchange.hasExpired }
  const oversight = createOversight({
    ...options,
    clock,
    ledger,
    fills,
    marginRule,
    orders,
    getLast: book.getLast,
    isHeldBack: brackets.isHeldBack,
    pairOf: pairs.of,
    enter: exchange.enter,
    admit: book.enter,
    take,
    end: owner.close,
    settleAt(order, price) {
      const fill = clearing.settle(order, price)
      note(order, fill)
      return fill
    },
    tell: owner.tell,
  })
  exchange.join({
    currency,
    split(instrument, ratio) {
      ledger.split(instrument, ratio)
      return orders.listOpen().filter(({ terms }) => terms.instrument === instrument)
    },
    endDay,
    holds: ledger.holds,
    expire: oversight.expire,
    supervision: oversight.supervision,
  })

  function note(order: VenueOrder, fill: VenueOrder['fills'][number]): void {
    addFill(order, fill)
    if (order.filledQuantity.gte(order.terms.quantity)) book.close(order, 'filled', order.reason)
  }

  function instrumentOf(id: InstrumentId) {
    return exchange.instrumentOf(id, currency)
  }

  function take(terms: VenueTerms, instrument: VenueOrder['instrument'], id?: VenueOrder['clientOrderId']): VenueOrder {
    const order = book.create(owner, terms, instrument, id)
    orders.add(order)
    reporting.taken(order)
    return order
  }

  const commands = createCommands({
    ...options,
    orders: {
      objection: oversight.objection,
      instrumentOf,
      get: (id) => orders.all.get(id),
      take,
      join(kind, [first, ...others]) {
        if (kind === 'bracket') brackets.join(first!, others)
        else pairs.join([first!, ...others])
      },
      cancel: (order) => owner.close(order, 'canceled'),
      change(order, change) {
        if (!change.quantity?.lte(order.filledQuantity)) book.change(order, change)
        reporting.changed(order)
        exchange.changed(order, change)
      },
    },
  })

  return {
    get cash() {
      return ledger.cash
    },
    connect: reporting.connect,
    ...commands,
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
        return [...orders.all.values()].map(rowOf)
      },
      listFills: () => [...fills],
      listPositions,
      getCash: () => ({ [currency]: ledger.cash }),
      placeOutside(asked) {
        const { terms, instrument, price } = readOutsideOrder(asked, outside)
        const order = take(terms, instrument)
        book.enter(order)
        // Whoever heard of it may have canceled it.
        if (order.lifecycle === 'working') owner.fill(order, leavesOf(order), price)
      },
      endDay,
    },
    books: { orders: orders.all, fills, listHeld: ledger.listHeld, pairOf: pairs.of, instrumentOf, restore },
  }

  /** How much stood before its orders is not known any more, and when they came is over, whatever the clock says now. */
  function restore(kept: KeptBooks): void {
    const now = clock.now()
    for (const each of kept.orders) {
      const ahead = each.rested ? Number.POSITIVE_INFINITY : 0
      orders.add({ ...each, owner, ahead, since: Math.min(each.since, now) })
    }
    exchange.restore([...orders.all.values()], kept.before.orders)
    orders.hide(kept.isHidden)
    clearing.restore(kept.fills, kept.before.fills, (id) => {
      const order = orders.all.get(id)
      return order !== undefined && instrumentOf(order.instrument.id) !== undefined ? order : undefined
    })
    ledger.restore(kept.cash, kept.held)
    for (const pair of kept.pairs) pairs.join(pair.map((id) => orders.all.get(id)!))
    hidden = kept.hiddenFills
  }

  function endDay() {
    exchange.finish()
    const over = orders.listOpen().filter((order) => endsWithDay(order) && !exchange.isForNextDay(order))
    for (const order of over) book.close(order, 'expired')
    const today = dayOf(clock.now())
    if (interest !== undefined) ledger.charge(interest(ledger, today - financedUntil))
    financedUntil = today
    if (options.delivers) ledger.settle()
    if (daily) {
      hidden = fills.length
      orders.hideClosed()
    }
    // Told last: what listeners do about it belongs to the new day.
    for (const order of over) owner.changed(order)
  }

  /** What the account can read, without what has ended by now. */
  function current() {
    exchange.settle()
    return orders.shown
  }

  function listPositions() {
    return ledger.listPositions().map((position) => ({ ...position }))
  }
}

function endsWithDay({ terms: { timeInForce } }: VenueOrder): boolean {
  return timeInForce !== 'gtc' && timeInForce !== 'gtd'
}
