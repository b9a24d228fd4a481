import type { BrokerFill, BrokerReport } from '@shagun/core/adapter'
import { rowOf, type VenueOrder } from './venue-order.ts'

/**
 * In which words a broker tells of fills: `fills` sends each one; `orders` sends only rows of the order book with
 * cumulative quantities, and the fills with their fees are to be read from the trade book; `both` sends first the row,
 * then the fill.
 */
export type ReportStyle = 'fills' | 'orders' | 'both'

/** What the account is told, while somebody listens. */
export interface Reporting {
  connect(listener: (report: BrokerReport) => void): Promise<() => Promise<void>>
  /** It is in the market; the reply says that too, so not every broker reports it. */
  taken(order: VenueOrder): void
  /** It has other terms, or it is closed. */
  changed(order: VenueOrder): void
  filled(order: VenueOrder, fill: BrokerFill): void
}

export function createReporting(style: ReportStyle): Reporting {
  let report: (report: BrokerReport) => void = unheard

  function changed(order: VenueOrder): void {
    report({ type: 'order', order: rowOf(order) })
  }

  return {
    async connect(listener) {
      report = listener
      return async () => {
        if (report === listener) report = unheard
      }
    },
    taken(order) {
      if (style !== 'fills') changed(order)
    },
    changed,
    filled(order, fill) {
      if (style !== 'fills') changed(order)
      if (style !== 'orders') report({ type: 'fill', fill })
    },
  }
}

function unheard(): void {}
