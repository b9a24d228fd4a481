import type { BrokerOrderId } from '@shagun/core'
import type { BrokerFill } from '@shagun/core/adapter'
import type { BrokenBroker } from './broken.ts'
import { withReports } from './wrap.ts'

export const brokenReports: readonly BrokenBroker[] = [
  {
    how: 'reports no sales',
    fails: 'reports/fills',
    breaks: (broker, { wire }) => {
      const isSale = ({ brokerOrderId }: { readonly brokerOrderId: BrokerOrderId }): boolean =>
        wire.venue.readOrders().find((row) => row.brokerOrderId === brokerOrderId)?.side === 'sell'
      return withReports(broker, (report) => {
        const about = report.type === 'order' ? report.order : report.type === 'fill' ? report.fill : undefined
        return about !== undefined && isSale(about) ? [] : [report]
      })
    },
  },
  {
    how: 'reports no cancels',
    fails: 'reports/ends',
    breaks: (broker) =>
      withReports(broker, (report) =>
        report.type === 'order' && report.order.lifecycle === 'canceled' ? [] : [report],
      ),
  },
  {
    how: 'reports its own orders alone',
    fails: 'reports/outside',
    breaks(broker, { wire }) {
      const tagOf = ({ brokerOrderId }: BrokerFill) =>
        wire.venue.readOrders().find((row) => row.brokerOrderId === brokerOrderId)?.clientOrderId
      return withReports(broker, (report) => {
        if (report.type === 'order' && report.order.clientOrderId === undefined) return []
        return report.type === 'fill' && tagOf(report.fill) === undefined ? [] : [report]
      })
    },
  },
  {
    how: 'goes on after the end of its connection',
    fails: 'reports/end-with-connection',
    breaks: (broker) => ({
      ...broker,
      async connect(report) {
        await broker.connect(report)
        return async () => {}
      },
    }),
  },
  {
    how: 'connects once',
    fails: 'reports/again',
    breaks(broker) {
      let connected = false
      return {
        ...broker,
        async connect(report) {
          if (connected) return async () => {}
          connected = true
          return await broker.connect(report)
        },
      }
    },
  },
  {
    how: 'takes what it is told twice for two trades',
    fails: 'reports/duplicated',
    breaks(broker) {
      const seen = new Set<string>()
      return withReports(broker, (report) => {
        if (report.type !== 'fill') return [report]
        const name = `${report.fill.brokerOrderId} ${report.fill.fillId}`
        if (seen.has(name)) return [{ ...report, fill: { ...report.fill, fillId: `${report.fill.fillId}#2` } }]
        seen.add(name)
        return [report]
      })
    },
  },
  {
    how: 'takes what comes late for what it knows',
    fails: 'reports/delayed',
    breaks(broker) {
      let newest = 0
      return withReports(broker, (report) => {
        if (report.type === 'order' && report.order.filledQuantity.gt(0)) return []
        if (report.type !== 'fill') return [report]
        const isLate = report.fill.time < newest
        newest = Math.max(newest, report.fill.time)
        return isLate ? [] : [report]
      })
    },
  },
]
