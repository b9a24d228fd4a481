import { Decimal } from '@shagun/core'
import type { BrokerOrder, BrokerReport } from '@shagun/core/adapter'
import type { Placed } from './sent.ts'

/** How much was told to be filled of an order: by trades, each counted once, or by rows. */
export function toldOf(reports: readonly BrokerReport[], placed: Placed): Decimal {
  const trades = new Map<string, Decimal>()
  const rows = new Map<string, Decimal>()
  for (const report of reports)
    if (report.type === 'fill' && placed.brokerOrderIds.includes(report.fill.brokerOrderId))
      trades.set(`${report.fill.brokerOrderId} ${report.fill.fillId}`, report.fill.quantity)
  for (const { brokerOrderId, filledQuantity } of toldRows(reports, placed))
    rows.set(brokerOrderId, Decimal.max(filledQuantity, rows.get(brokerOrderId) ?? 0))
  const [byTrades, byRows] = [trades, rows].map((told) =>
    [...told.values()].reduce((sum, quantity) => sum.plus(quantity), new Decimal(0)),
  )
  return Decimal.max(byTrades!, byRows!)
}

/** Whether anything was told to be filled of it. */
export function isTold(reports: readonly BrokerReport[], placed: Placed): boolean {
  return toldOf(reports, placed).gt(0)
}

/** The rows of an order among what was told. */
export function toldRows(reports: readonly BrokerReport[], { brokerOrderIds }: Placed): readonly BrokerOrder[] {
  return reports.flatMap((report) =>
    report.type === 'order' && brokerOrderIds.includes(report.order.brokerOrderId) ? [report.order] : [],
  )
}
