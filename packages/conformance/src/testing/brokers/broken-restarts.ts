import { type Broker, type BrokerOrderId, systemClock } from '@shagun/core'
import type { BrokerFill, PlaceReply } from '@shagun/core/adapter'
import { secret } from './acme.ts'
import type { BrokenBroker } from './broken.ts'
import {
  rejected,
  withBooks,
  withCancel,
  withGroup,
  withIds,
  withModify,
  withPlace,
  withReply,
  withReports,
  withRows,
} from './wrap.ts'

export const brokenRestarts: readonly BrokenBroker[] = [
  {
    how: 'has the orders of its own process alone in its books',
    fails: 'restart/orders',
    breaks(broker) {
      const sent = new Set<string>()
      const placing = withPlace(broker, (terms, send) => {
        sent.add(terms.clientOrderId)
        return send(terms)
      })
      const grouping = withGroup(placing, async (group) => {
        for (const { clientOrderId } of group.legs) sent.add(clientOrderId)
        return await broker.placeGroup!(group)
      })
      return withBooks(grouping, (books) => ({
        ...books,
        orders: books.orders.filter(({ clientOrderId: id }) => id === undefined || sent.has(id)),
      }))
    },
  },
  {
    how: 'numbers trades as it comes to know them',
    fails: 'restart/fills',
    breaks(broker, { environment }) {
      const prefix = environment.random().toString(36).slice(2)
      const ids = new Map<string, string>()
      const numbered = (fill: BrokerFill): BrokerFill => {
        const name = `${fill.brokerOrderId} ${fill.fillId}`
        if (!ids.has(name)) ids.set(name, `${prefix}-${ids.size}`)
        return { ...fill, fillId: ids.get(name)! }
      }
      const told = withReports(broker, (report) => [
        report.type === 'fill' ? { ...report, fill: numbered(report.fill) } : report,
      ])
      return withBooks(told, (books) => ({ ...books, fills: books.fills.map(numbered) }))
    },
  },
  {
    how: 'cancels what it remembers',
    fails: 'restart/cancel',
    breaks(broker) {
      const ids = new Set<BrokerOrderId>()
      return withCancel(remembering(broker, ids), async ({ brokerOrderId }, cancel) =>
        ids.has(brokerOrderId) ? await cancel() : rejected('There is no such order.'),
      )
    },
  },
  {
    how: 'changes what it remembers',
    fails: 'restart/change',
    breaks(broker) {
      const ids = new Set<BrokerOrderId>()
      return withModify(remembering(broker, ids), async ({ brokerOrderId }, asked, modify) =>
        ids.has(brokerOrderId) ? await modify(asked) : rejected('There is no such order.'),
      )
    },
  },
  {
    how: 'reports on what it remembers',
    fails: 'restart/reports',
    breaks(broker) {
      const ids = new Set<BrokerOrderId>()
      return withReports(remembering(broker, ids), (report) => {
        if (report.type === 'fill') return ids.has(report.fill.brokerOrderId) ? [report] : []
        if (report.type !== 'order' || report.order.clientOrderId === undefined) return [report]
        return ids.has(report.order.brokerOrderId) ? [report] : []
      })
    },
  },
]

export const brokenLimits: readonly BrokenBroker[] = [
  {
    how: 'drops what comes while ten orders are under way',
    fails: 'limits/burst',
    breaks(broker) {
      let underWay = 0
      return withPlace(broker, async (terms, send) => {
        if (underWay >= 10) return { outcome: 'unconfirmed', cause: 'timeout' }
        underWay++
        const reply = await send(terms)
        underWay--
        return reply
      })
    },
  },
  {
    how: 'takes answers in the order in which it likes',
    fails: 'limits/own-answers',
    breaks(broker) {
      let waiting: { readonly reply: PlaceReply; resolve(reply: PlaceReply): void } | undefined
      let underWay = 0
      return withPlace(broker, async (terms, send) => {
        underWay++
        const reply = await send(terms)
        const other = waiting
        if (other === undefined && underWay > 1)
          return await new Promise((resolve) => {
            waiting = { reply, resolve }
          })
        underWay--
        if (other === undefined) return reply
        underWay--
        waiting = undefined
        other.resolve(reply)
        return other.reply
      })
    },
  },
]

export const brokenSurroundings: readonly BrokenBroker[] = [
  {
    how: 'has a log of its own',
    fails: 'environment/own',
    breaks: (broker) => ({
      ...broker,
      environment: { ...broker.environment, log: { debug() {}, warn() {}, error() {} } },
    }),
  },
  {
    how: 'goes on with its heartbeat',
    fails: 'environment/timers',
    breaks: (broker, { environment }) => ({
      ...broker,
      connect(report) {
        const beat = (): void => {
          environment.timers.after(30_000, beat)
        }
        beat()
        return broker.connect(report)
      },
    }),
  },
  {
    how: 'notes the time of the machine',
    fails: 'environment/repeatable',
    breaks: (broker) => withRows(broker, (row) => ({ ...row, note: { at: String(systemClock.now()) } })),
  },
  {
    how: 'hands on an address with its key',
    fails: 'secrets/told',
    breaks: (broker) =>
      withReply(broker, (reply) =>
        reply.outcome === 'rejected' && reply.evidence.httpStatus !== undefined
          ? rejected(`POST /orders?key=${encodeURIComponent(secret)}: ${reply.evidence.reason}`)
          : reply,
      ),
  },
  {
    how: 'logs an address with its key',
    fails: 'secrets/log',
    breaks: (broker, { environment }) =>
      withPlace(broker, (terms, send) => {
        environment.log.debug('An order is sent.', { url: `/orders?key=${secret}` })
        return send(terms)
      }),
  },
]

/** Ids that were given to this process, or found by it. */
function remembering(broker: Broker, ids: Set<BrokerOrderId>): Broker {
  const placing = withIds(broker, ids)
  return {
    ...placing,
    async findOrders(...asked) {
      const rows = await broker.findOrders(...asked)
      for (const { brokerOrderId } of rows) ids.add(brokerOrderId)
      return rows
    },
  }
}
