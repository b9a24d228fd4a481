import { mock, percentFees } from '@shagun/broker-mock'
import type { AccountView, Decimal, Environment, Instrument, Order, Supports } from '@shagun/core'
import type { Broker, BrokerReport } from '@shagun/core/adapter'
import type { SimulatedVenue } from '@shagun/core/testing'

/** What an account calls of a broker. */
export const methods = ['connect', 'place', 'cancel', 'modify', 'findOrders', 'fetchSnapshot'] as const
export type Method = (typeof methods)[number]

/** An honest venue behind an adapter that does whatever it is told in place of its work. */
export interface MisbehavingBroker {
  readonly broker: Broker
  readonly venue: SimulatedVenue
  /** Puts that in place of a method; what it is given does the method's real work. */
  misbehave(method: Method, instead: (work: () => unknown) => unknown): void
  /** Reports anything, as if the vendor had said so. */
  report(anything: unknown): void
  /** Is honest from now on. */
  heal(): void
}

export function misbehavingBroker(environment: Environment, instruments: readonly Instrument[]): MisbehavingBroker {
  const honest = mock<Supports>(
    { cash: '1000000', currency: 'INR', instruments, fees: percentFees('0.1'), reports: 'both', shortSelling: true },
    environment,
  )
  const wrong = new Map<Method, (work: () => unknown) => unknown>()
  let tell: (report: BrokerReport) => void = () => {}

  function act<T>(method: Method, work: () => T): T {
    const instead = wrong.get(method)
    return instead === undefined ? work() : (instead(work) as T)
  }

  return {
    venue: honest.venue,
    broker: {
      id: 'misbehaving',
      supports: honest.supports,
      environment,
      connect(report) {
        tell = report
        return act('connect', () => honest.connect(report))
      },
      place: (order) => act('place', () => honest.place(order)),
      cancel: (ref) => act('cancel', () => honest.cancel(ref)),
      modify: (ref, change) => act('modify', () => honest.modify!(ref, change)),
      findOrders: (id) => act('findOrders', () => honest.findOrders(id)),
      fetchSnapshot: () => act('fetchSnapshot', () => honest.fetchSnapshot()),
    },
    misbehave: (method, instead) => void wrong.set(method, instead),
    report: (anything) => tell(anything as BrokerReport),
    heal: () => wrong.clear(),
  }
}

/** In what an account differs from the venue; empty where it does not. */
export function differences({ orders, positions, cash }: AccountView, venue: SimulatedVenue): string[] {
  const found: string[] = []
  const compare = (what: string, ours: unknown, theirs: unknown): void => {
    if (String(ours) !== String(theirs)) found.push(`${what}: ${String(ours)} here, ${String(theirs)} there`)
  }
  const rows = new Map(venue.listOrders().map((row) => [row.clientOrderId, row]))
  for (const [id, row] of rows) {
    const order = id === undefined ? undefined : orders.get(id)
    compare(`${id} filled`, order?.filledQuantity, row.filledQuantity)
    compare(`${id} open`, order !== undefined && isOpen(order), row.lifecycle === 'working')
    if (row.lifecycle === 'working') compare(`${id} quantity`, order?.terms.quantity, row.quantity)
  }
  for (const [id, order] of orders)
    if (isOpen(order) && !rows.has(id)) found.push(`${id} is ${order.lifecycle} here only`)
  for (const { instrument, product, quantity } of venue.listPositions()) {
    const ours = positions.get(instrument)?.find((position) => position.product === product)
    compare(instrument, ours?.quantity ?? 0, quantity)
  }
  for (const [currency, amount] of Object.entries<Decimal>(venue.getCash()))
    compare(currency, cash.get(currency)?.toFixed(), amount.toFixed())
  return found
}

function isOpen({ lifecycle }: Order): boolean {
  return lifecycle === 'submitted' || lifecycle === 'working'
}
