import type { Broker, BrokerOrder, BrokerOrderId, CommandReply, OrderTerms } from '@shagun/core'
import type { BrokerOrderRef, BrokerReport, BrokerSnapshot, PlaceReply } from '@shagun/core/adapter'

// What brokers that are broken on purpose are made of: an honest one, of which one thing is changed.

type Send = (terms: OrderTerms) => Promise<PlaceReply>

/** @param change - `send` passes terms on to the honest one */
export function withPlace(broker: Broker, change: (terms: OrderTerms, send: Send) => Promise<PlaceReply>): Broker {
  const send: Send = async (terms) => await broker.place(terms as never)
  return { ...broker, place: (terms) => change(terms, send) }
}

/** Other terms in place of those that were asked for. */
export function withTerms(broker: Broker, change: (terms: OrderTerms) => OrderTerms): Broker {
  return withPlace(broker, (terms, send) => send(change(terms)))
}

export function withReply(broker: Broker, change: (reply: PlaceReply, terms: OrderTerms) => PlaceReply): Broker {
  return withPlace(broker, async (terms, send) => change(await send(terms), terms))
}

export function withGroup(
  broker: Broker,
  change: (...given: Parameters<NonNullable<Broker['placeGroup']>>) => Promise<PlaceReply>,
): Broker {
  return broker.placeGroup === undefined ? broker : { ...broker, placeGroup: change }
}

export function withCancel(
  broker: Broker,
  change: (ref: BrokerOrderRef, cancel: () => Promise<CommandReply>) => Promise<CommandReply>,
): Broker {
  return { ...broker, cancel: (ref) => change(ref, async () => await broker.cancel(ref)) }
}

export function withModify(
  broker: Broker,
  change: (
    ref: BrokerOrderRef,
    asked: Readonly<Record<string, unknown>>,
    modify: (asked: object) => Promise<CommandReply>,
  ) => Promise<CommandReply>,
): Broker {
  if (broker.modify === undefined) return broker
  return {
    ...broker,
    modify: (ref, asked) => change(ref, asked as never, async (changed) => await broker.modify!(ref, changed as never)),
  }
}

export function withReports(broker: Broker, change: (report: BrokerReport) => readonly BrokerReport[]): Broker {
  return {
    ...broker,
    connect: (report) =>
      broker.connect((told) => {
        for (const each of change(told)) report(each)
      }),
  }
}

/** In what it finds. */
export function withFound(broker: Broker, change: (row: BrokerOrder) => BrokerOrder): Broker {
  return { ...broker, findOrders: async (...asked) => (await broker.findOrders(...asked)).map(change) }
}

export function withBooks(broker: Broker, change: (books: BrokerSnapshot) => BrokerSnapshot): Broker {
  return { ...broker, fetchSnapshot: async () => change(await broker.fetchSnapshot()) }
}

/** In what it finds, in its books and in what it reports. */
export function withRows(broker: Broker, change: (row: BrokerOrder) => BrokerOrder): Broker {
  const told = withReports(broker, (report) => [
    report.type === 'order' ? { ...report, order: change(report.order) } : report,
  ])
  const found = withFound(told, change)
  return withBooks(found, (books) => ({ ...books, orders: books.orders.map(change) }))
}

/** Another time in force in place of one, of which nothing shows. */
export function withInForce(broker: Broker, asked: string, sent: OrderTerms['timeInForce']): Broker {
  const sending = withTerms(broker, (terms) => (terms.timeInForce === asked ? { ...terms, timeInForce: sent } : terms))
  return withRows(sending, ({ timeInForce: _, ...row }) => row)
}

/** The ids that it has given, and hears of. */
export function withIds(broker: Broker, ids: Set<BrokerOrderId>): Broker {
  const note = (reply: PlaceReply): PlaceReply => {
    if (reply.outcome === 'accepted') for (const id of reply.brokerOrderIds) ids.add(id)
    return reply
  }
  const placing = withReply(broker, note)
  return withGroup(placing, async (group) => note(await broker.placeGroup!(group)))
}

export function rejected(reason: string): Extract<PlaceReply, { readonly outcome: 'rejected' }> {
  return { outcome: 'rejected', evidence: { reason } }
}
