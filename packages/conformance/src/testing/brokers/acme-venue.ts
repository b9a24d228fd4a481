import { mock, percentFees } from '@shagun/broker-mock'
import type {
  BrokerFill,
  BrokerOrder,
  BrokerOrderId,
  CommandReply,
  Environment,
  OrderTerms,
  Supports,
} from '@shagun/core'
import type { BrokerOrderRef, BrokerReport, BrokerSnapshot, OrderGroup, PlaceReply } from '@shagun/core/adapter'
import type { SimulatedVenue } from '@shagun/core/testing'

/** What Acme lists. */
export interface AcmeVenue {
  readonly truth: SimulatedVenue
  place(terms: OrderTerms): PlaceReply
  placeGroup(group: OrderGroup): PlaceReply
  cancel(ref: BrokerOrderRef): CommandReply
  modify(ref: BrokerOrderRef, change: object): CommandReply
  readOrders(): readonly BrokerOrder[]
  readTrades(): readonly BrokerFill[]
  readAccount(): Pick<BrokerSnapshot, 'positions' | 'holdings' | 'cash'>
  listen(report: (report: BrokerReport) => void): void
}

export const everything: Supports = {
  orderTypes: ['market', 'limit', 'stop', 'stop-limit'],
  timeInForce: ['day', 'gtc', 'ioc', 'fok', 'gtd'],
  products: ['delivery', 'intraday', 'margin'],
  except: [['market', 'gtc']],
  modify: ['quantity', 'limitPrice', 'stopPrice', 'timeInForce'],
  groups: ['oco', 'bracket'],
  idempotency: 'by-tag',
  tagLength: 20,
}

/** The simulated exchange, with what Acme has beside it: listed symbols, brackets, and orders known by their tags. */
export function createAcmeVenue(environment: Environment, supports: Supports): AcmeVenue {
  const exchange = mock<Supports>(
    {
      cash: 200_000,
      fees: percentFees('0.1'),
      reports: 'both',
      shortSelling: true,
      supports: { ...everything, groups: ['oco'] },
    },
    environment,
  )
  const listeners = new Set<(report: BrokerReport) => void>()
  /** The exits of brackets, as they wait for their entries, and by which ids they go afterwards. */
  const waiting = new Map<BrokerOrderId, { readonly exits: readonly Exit[] }>()
  const exits = new Map<BrokerOrderId, Exit>()
  const names = new Map<BrokerOrderId, BrokerOrderId>()
  let brackets = 0

  function told(report: BrokerReport): void {
    const shown = renamed(report)
    for (const listener of [...listeners]) listener(shown)
    if (report.type !== 'order' || report.order.lifecycle === 'working') return
    const bracket = waiting.get(report.order.brokerOrderId)
    if (bracket === undefined) return
    waiting.delete(report.order.brokerOrderId)
    if (report.order.lifecycle === 'filled') setOff(bracket.exits)
    else for (const exit of bracket.exits) end(exit)
  }

  function setOff(group: readonly Exit[]): void {
    const reply = exchange.placeGroup!({ kind: 'oco', legs: group.map(({ terms }) => terms) } as never) as PlaceReply
    if (reply.outcome !== 'accepted') return
    for (const [i, exit] of group.entries()) {
      exit.orderId = reply.brokerOrderIds[i]
      names.set(exit.orderId!, exit.id)
    }
  }

  function end(exit: Exit): void {
    exit.isOver = true
    for (const listener of [...listeners]) listener({ type: 'order', order: rowOf(exit) })
  }

  function rowOf({ id, terms, isOver }: Exit): BrokerOrder {
    const { clientOrderId, instrument, side, quantity, timeInForce } = terms
    const { limitPrice, stopPrice } = terms as Pick<BrokerOrder, 'limitPrice' | 'stopPrice'>
    return {
      brokerOrderId: id,
      clientOrderId,
      instrument,
      side,
      quantity,
      timeInForce,
      lifecycle: isOver ? 'canceled' : 'working',
      filledQuantity: quantity.times(0),
      ...(limitPrice !== undefined && { limitPrice }),
      ...(stopPrice !== undefined && { stopPrice }),
      time: environment.clock.now(),
    }
  }

  function renamed(report: BrokerReport): BrokerReport {
    if (report.type === 'order') return { ...report, order: rename(report.order) }
    return report.type === 'fill' ? { ...report, fill: rename(report.fill) } : report
  }

  function rename<Row extends { readonly brokerOrderId: BrokerOrderId }>(row: Row): Row {
    const name = names.get(row.brokerOrderId)
    return name === undefined ? row : { ...row, brokerOrderId: name }
  }

  function addressed(ref: BrokerOrderRef): BrokerOrderRef {
    return { ...ref, brokerOrderId: exits.get(ref.brokerOrderId)?.orderId ?? ref.brokerOrderId }
  }

  void exchange.connect(told)
  return {
    truth: exchange.venue,
    place(terms) {
      if (terms.instrument.endsWith(':NOSUCH')) return refused(`There is no ${terms.instrument}.`)
      const rows = exchange.venue.listOrders().filter(({ clientOrderId }) => clientOrderId === terms.clientOrderId)
      if (supports.idempotency === 'by-id' && rows.length > 0)
        return { outcome: 'accepted', brokerOrderIds: [rows[0]!.brokerOrderId] }
      return exchange.place(terms as never) as PlaceReply
    },
    placeGroup(group) {
      const odd = group.legs.find(({ instrument }) => instrument.endsWith(':NOSUCH'))
      if (odd !== undefined) return refused(`There is no ${odd.instrument}.`)
      if (group.kind === 'oco') return exchange.placeGroup!(group as never) as PlaceReply
      const [entry, ...others] = group.legs
      const reply = exchange.place(entry as never) as PlaceReply
      if (reply.outcome !== 'accepted') return reply
      brackets++
      const held = others.map((terms, i): Exit => ({ id: `X${brackets}-${i}` as BrokerOrderId, terms, isOver: false }))
      for (const exit of held) exits.set(exit.id, exit)
      waiting.set(reply.brokerOrderIds[0], { exits: held })
      return { outcome: 'accepted', brokerOrderIds: [reply.brokerOrderIds[0], ...held.map(({ id }) => id)] }
    },
    cancel(ref) {
      const exit = exits.get(ref.brokerOrderId)
      if (exit === undefined || exit.orderId !== undefined) return exchange.cancel(addressed(ref)) as CommandReply
      if (exit.isOver) return refused(`${exit.id} is over.`)
      end(exit)
      return { outcome: 'requested' }
    },
    modify: (ref, change) => exchange.modify!(addressed(ref), change as never) as CommandReply,
    readOrders: () => [
      ...exchange.venue.listOrders().map(rename),
      ...[...exits.values()].filter(({ orderId }) => orderId === undefined).map(rowOf),
    ],
    readTrades: () => exchange.venue.listFills().map(rename),
    readAccount: () => ({
      positions: exchange.venue.listPositions(),
      holdings: [],
      cash: exchange.venue.getCash(),
    }),
    listen: (listener) => void listeners.add(listener),
  }
}

/** An order that waits for its entry; it goes by one id for all of its life. */
interface Exit {
  readonly id: BrokerOrderId
  readonly terms: OrderTerms
  orderId?: BrokerOrderId | undefined
  isOver: boolean
}

function refused(reason: string) {
  return { outcome: 'rejected', evidence: { reason } } as const
}
