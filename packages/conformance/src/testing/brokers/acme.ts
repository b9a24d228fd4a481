import {
  type Broker,
  type CommandReply,
  createInstrument,
  type Environment,
  ShagunError,
  type Supports,
} from '@shagun/core'
import { type BrokerMethods, defineBroker, type PlaceReply } from '@shagun/core/adapter'
import { isBook, type Wire, WireError } from './wire.ts'

/** What Acme's API wants to know with every request, and nobody may read. */
export const secret = 'hunter2/abc'

/** An adapter that keeps to everything, on a wire where things go wrong. */
export function acme(wire: Wire, supports: Supports, environment: Environment): Broker {
  const { venue } = wire
  const make = defineBroker({
    id: 'acme',
    supports,
    create: () =>
      ({
        async connect(report) {
          let isExpired = false
          const end = wire.listen({
            told: report,
            cut: () => report({ type: 'lost', cause: 'The line was cut.' }),
            mended() {
              isExpired = false
              report({ type: 'restored' })
            },
            expired() {
              if (!isExpired) report({ type: 'session-expired' })
              isExpired = true
            },
          })
          return async () => end()
        },
        place: (order) => send<PlaceReply>(() => venue.place(order)),
        cancel: (ref) => send<CommandReply>(() => venue.cancel(ref)),
        ...(supports.modify.length > 0 && {
          modify: (ref, change) => send<CommandReply>(() => venue.modify(ref, change)),
        }),
        ...(supports.groups.length > 0 && { placeGroup: (group) => send<PlaceReply>(() => venue.placeGroup(group)) }),
        fetchInstruments: async () => [createInstrument({ id: 'SIM:A', currency: 'USD', tickSize: '0.05' })],
        async findOrders(id) {
          const orders = await read('orders', () => venue.readOrders())
          return orders.filter(({ clientOrderId }) => clientOrderId === id)
        },
        async fetchSnapshot() {
          const [orders, fills] = await Promise.all([
            read('orders', () => venue.readOrders()),
            read('trades', () => venue.readTrades()),
          ])
          const account = await wire.read(environment, () => venue.readAccount())
          return { asOf: environment.clock.now(), orders, fills, ...account }
        },
      }) as BrokerMethods<Supports>,
  })

  /** What was refused in the broker's own words, or never left, is certain; nothing else is. */
  async function send<R extends PlaceReply | CommandReply>(arrive: () => R): Promise<R> {
    try {
      const reply = await wire.send(environment, arrive)
      return reply === 'garbage' ? ({ outcome: 'unconfirmed', cause: 'unreadable-reply' } as R) : reply
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      if (error.why === 'refused') {
        const evidence = { reason: error.message, httpStatus: error.status! }
        return { outcome: 'rejected', evidence } as R
      }
      const cause = ({ timeout: 'timeout', lost: 'connection-lost', server: 'server-error' } as const)[error.why]
      return { outcome: 'unconfirmed', cause } as R
    }
  }

  async function read<Row>(book: string, from: () => readonly Row[]): Promise<readonly Row[]> {
    const rows: unknown = await wire.read(environment, from)
    if (isBook(rows)) return rows as readonly Row[]
    throw new ShagunError('invalid-data', `Acme's ${book} cannot be read; expected a list.`, {
      details: { source: 'acme', field: book },
    })
  }

  return make({}, environment)
}
