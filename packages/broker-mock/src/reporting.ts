import type { Environment } from '@shagun/core'
import type { BrokerFill, BrokerReport } from '@shagun/core/adapter'
import type { LatencyModel } from './latency.ts'
import { rowOf, type VenueOrder } from './venue-order.ts'
import { createWire } from './wire.ts'

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

export function createReporting(
  style: ReportStyle,
  environment: Environment,
  latency: LatencyModel | undefined,
): Reporting {
  let listener: (report: BrokerReport) => void = unheard
  const toAccount = createWire(environment)

  function report(report: BrokerReport): void {
    // What it says is what was true when it was sent; only who hears it is decided as it arrives.
    if (latency === undefined) listener(report)
    else toAccount(latency)(() => listener(report))
  }

  function changed(order: VenueOrder): void {
    report({ type: 'order', order: rowOf(order) })
  }

  return {
    async connect(hears) {
      listener = hears
      return async () => {
        if (listener === hears) listener = unheard
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
