import type { Calendar } from '../model/calendar.ts'
import type { Timestamp } from '../model/time.ts'
import type { TickReport } from '../ports/data-provider.ts'
import { faultOfQuote, faultOfTime, isAuction } from './judge-quote.ts'

/** What is wrong with a report, in words; `undefined` for one that can be. */
export function faultOfReport(report: TickReport, calendar: Calendar | undefined, now: Timestamp): string | undefined {
  switch (report.type) {
    case 'quote':
      return faultOfQuote(report.quote, now, () => isAuction(calendar, now))
    case 'trade': {
      const { price, quantity, time } = report.trade
      if (!(price > 0 && price < Infinity)) return `price is ${price}`
      if (!(quantity >= 0 && quantity < Infinity)) return `quantity is ${quantity}`
      return faultOfTime(time, now)
    }
    case 'depth': {
      const { bids, asks, time } = report.depth
      for (const side of [bids, asks])
        for (const { price, quantity } of side)
          if (!(price > 0 && price < Infinity && quantity >= 0)) return `a level is ${quantity} at ${price}`
      return faultOfTime(time, now)
    }
    case 'bar': {
      const { time, open, high, low, close } = report.bar
      const isSane = low > 0 && low <= open && low <= close && open <= high && close <= high && high < Infinity
      return isSane ? faultOfTime(time, now) : `it is ${open} ${high} ${low} ${close} at ${time}`
    }
  }
}

/** When a report is of. */
export function timeOf(report: TickReport): Timestamp {
  switch (report.type) {
    case 'quote':
      return report.quote.time
    case 'trade':
      return report.trade.time
    case 'depth':
      return report.depth.time
    case 'bar':
      return report.bar.time
  }
}

/** How far a report lags behind the market. */
export function delayOf(report: TickReport, declaredSec: number): number {
  return report.type === 'quote' ? (report.quote.delayedBySec ?? declaredSec) : declaredSec
}
