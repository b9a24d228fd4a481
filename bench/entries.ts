import { algos } from './entries/algos.ts'
import { backtest } from './entries/backtest.ts'
import { covariance } from './entries/covariance.ts'
import { fanOut } from './entries/fan-out.ts'
import { indicators } from './entries/indicators.ts'
import { journal } from './entries/journal.ts'
import { kiteOrders } from './entries/kite-orders.ts'
import { kitePackets } from './entries/kite-packets.ts'
import { marketData } from './entries/market-data.ts'
import { orders } from './entries/orders.ts'
import { riskMonitor } from './entries/risk-monitor.ts'
import { rules } from './entries/rules.ts'
import { stream } from './entries/stream.ts'
import { valueAtRisk } from './entries/value-at-risk.ts'
import { venue } from './entries/venue.ts'
import type { Entry } from './entry.ts'

/** Everything that is measured, in the order of the page. */
export const entries: readonly Entry[] = [
  backtest,
  orders,
  rules,
  venue,
  algos,
  journal,
  marketData,
  stream,
  kitePackets,
  kiteOrders,
  fanOut,
  riskMonitor,
  covariance,
  valueAtRisk,
  ...indicators,
]
