import { DataFrame } from 'data-forge'
import { backtest, type IStrategy, type ITrade } from 'grademark'
import type { Columns } from '../random-walk.ts'
import type { Prepare } from './measure.ts'
import { cash, fast, feePercent, quantity, slow } from './rules.ts'

interface Row {
  readonly time: Date
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  readonly quick: number
  readonly lazy: number
}

const crossing: IStrategy<Row> = {
  entryRule(enter, { bar }) {
    if (bar.quick > bar.lazy) enter()
  },
  exitRule(exit, { bar }) {
    if (bar.quick < bar.lazy) exit()
  },
}

/** Bars and averages are rows of a baked frame, which it runs through in a third of the time that columns take. */
export const trading: Prepare = (columns) => {
  const frame = new DataFrame(rowsOf(columns)).bake()
  return () => {
    const trades = backtest(crossing, frame)
    return { ...worthOf(trades), held: { frame, trades } }
  }
}

function rowsOf({ time, open, high, low, close }: Columns): Row[] {
  let quick = 0
  let lazy = 0
  return Array.from(close, (value, i) => {
    quick += value - (i < fast ? 0 : close[i - fast]!)
    lazy += value - (i < slow ? 0 : close[i - slow]!)
    const isWarm = i >= slow - 1
    return {
      time: new Date(time[i]!),
      open: open[i]!,
      high: high[i]!,
      low: low[i]!,
      close: value,
      volume: 0,
      quick: isWarm ? quick / fast : 0,
      lazy: isWarm ? lazy / slow : 0,
    }
  })
}

/** It knows neither cash nor fees, so its trades of one unit are valued here. */
function worthOf(trades: readonly ITrade[]): { readonly equity: number; readonly fills: number } {
  let equity = cash
  let fills = 0
  for (const { entryPrice, exitPrice, exitReason } of trades) {
    const isOpen = exitReason === 'finalize'
    const charged = isOpen ? entryPrice : entryPrice + exitPrice
    equity += quantity * (exitPrice - entryPrice - (charged * feePercent) / 100)
    fills += isOpen ? 1 : 2
  }
  return { equity, fills }
}
