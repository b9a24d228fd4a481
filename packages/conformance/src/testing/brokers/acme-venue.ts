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
  /** From now on orders are numbered from 1 on with each day; a name is the day and the number, two fields of a row. */
  numberByDay(): void
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

/** The simulated exchange, with what Acme has beside it: listed symbols, and orders known by their tags. */
export function createAcmeVenue(environment: Environment, supports: Supports): AcmeVenue {
  const exchange = mock<Supports>(
    { cash: 200_000, fees: percentFees('0.1'), reports: 'both', shortSelling: true, supports: everything },
    environment,
  )
  const { nameOf, idOf, numberByDay } = createNames(environment)
  const listeners = new Set<(report: BrokerReport) => void>()

  function renamed(report: BrokerReport): BrokerReport {
    if (report.type === 'order') return { ...report, order: rename(report.order) }
    return report.type === 'fill' ? { ...report, fill: rename(report.fill) } : report
  }

  function rename<Row extends { readonly brokerOrderId: BrokerOrderId }>(row: Row): Row {
    return { ...row, brokerOrderId: nameOf(row.brokerOrderId) }
  }

  function named(reply: PlaceReply): PlaceReply {
    if (reply.outcome !== 'accepted') return reply
    const [first, ...others] = reply.brokerOrderIds
    return { ...reply, brokerOrderIds: [nameOf(first), ...others.map(nameOf)] }
  }

  function addressed(ref: BrokerOrderRef): BrokerOrderRef {
    return { ...ref, brokerOrderId: idOf(ref.brokerOrderId) }
  }

  void exchange.connect((report) => {
    for (const listener of [...listeners]) listener(renamed(report))
  })
  return {
    truth: exchange.venue,
    place(terms) {
      if (terms.instrument.endsWith(':NOSUCH')) return refused(`There is no ${terms.instrument}.`)
      const rows = exchange.venue.listOrders().filter(({ clientOrderId }) => clientOrderId === terms.clientOrderId)
      if (supports.idempotency === 'by-id' && rows.length > 0)
        return { outcome: 'accepted', brokerOrderIds: [nameOf(rows[0]!.brokerOrderId)] }
      return named(exchange.place(terms as never) as PlaceReply)
    },
    placeGroup(group) {
      const odd = group.legs.find(({ instrument }) => instrument.endsWith(':NOSUCH'))
      if (odd !== undefined) return refused(`There is no ${odd.instrument}.`)
      return named(exchange.placeGroup!(group as never) as PlaceReply)
    },
    cancel: (ref) => exchange.cancel(addressed(ref)) as CommandReply,
    modify: (ref, change) => exchange.modify!(addressed(ref), change as never) as CommandReply,
    readOrders: () => exchange.venue.listOrders().map(rename),
    readTrades: () => exchange.venue.listFills().map(rename),
    readAccount: () => ({
      positions: exchange.venue.listPositions(),
      holdings: [],
      cash: exchange.venue.getCash(),
    }),
    listen: (listener) => void listeners.add(listener),
    numberByDay,
  }
}

/** Orders go by the ids of the exchange, or by the day and how manieth they were in it. */
function createNames({ clock }: Environment) {
  const names = new Map<BrokerOrderId, BrokerOrderId>()
  const ids = new Map<BrokerOrderId, BrokerOrderId>()
  const counts = new Map<string, number>()
  let isDaily = false
  return {
    numberByDay() {
      isDaily = true
    },
    idOf: (name: BrokerOrderId): BrokerOrderId => ids.get(name) ?? name,
    nameOf(id: BrokerOrderId): BrokerOrderId {
      const known = names.get(id)
      if (known !== undefined || !isDaily) return known ?? id
      const day = new Date(clock.now()).toISOString().slice(0, 10)
      const count = (counts.get(day) ?? 0) + 1
      counts.set(day, count)
      const name = `${day} ${count}` as BrokerOrderId
      names.set(id, name)
      ids.set(name, id)
      return name
    },
  }
}

function refused(reason: string) {
  return { outcome: 'rejected', evidence: { reason } } as const
}
