import { backtest } from './entries/backtest.ts'
import { indicators } from './entries/indicators.ts'
import { journal } from './entries/journal.ts'
import { marketData } from './entries/market-data.ts'
import { orders } from './entries/orders.ts'
import type { Entry } from './entry.ts'

/** Everything that is measured, in the order of the page. */
export const entries: readonly Entry[] = [backtest, orders, journal, marketData, ...indicators]
