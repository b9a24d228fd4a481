import { relative } from 'node:path'
import type { Bars, Decimal, Lifecycle, RunResult } from '@shagun/core'
import { periodsPerYear } from '@shagun/report'
import { annualizedReturn, maxDrawdown, sharpeRatio, simpleReturns } from '@shagun/risk'
import type { Market } from './options.ts'

/** What a run came to, for a terminal of 80 columns. */
export function summary(run: {
  readonly result: RunResult
  readonly bars: Bars
  readonly cash: Decimal
  readonly market: Market
  readonly account: string
  readonly database: string
  readonly page: string
}): string {
  const { result, bars, cash, market, account, database, page } = run
  const { currency, timeZone } = market
  const { orders, roundTrips, finalEquity, equity, orderHash } = result
  const returns = simpleReturns([cash.toNumber(), ...equity])
  const held = bars.close.at(-1)! / bars.open[0]! - 1
  const wins = roundTrips.filter(({ profit }) => profit.gt(0)).length
  const count = (...states: readonly Lifecycle[]): number =>
    orders.filter(({ lifecycle }) => states.includes(lifecycle)).length
  const ends = [
    ['filled', count('filled')],
    ['canceled', count('canceled', 'expired')],
    ['refused', count('denied', 'rejected')],
    ['open', count('submitted', 'working')],
  ] as const
  const yearly = { periodsPerYear: periodsPerYear(result.time) ?? 252 }
  const day = (time: number): string => new Date(time).toLocaleDateString('sv', { timeZone })

  const lines: readonly (readonly [string, string])[] = [
    [
      'Traded',
      `${bars.instrument}, ${bars.length} bars of ${bars.timeframe}, ${day(bars.time[0]!)} to ${day(bars.time.at(-1)!)}`,
    ],
    ['Strategy', result.strategy],
    ['Orders', `${orders.length} placed: ${ends.map(([name, count]) => `${count} ${name}`).join(', ')}`],
    ['Round trips', `${roundTrips.length}, ${wins} of them with a profit`],
    ['Return', `${percent(finalEquity.toNumber() / cash.toNumber() - 1)} (buy and hold: ${percent(held)})`],
    ['A year', percent(annualizedReturn(returns, yearly))],
    ['Sharpe ratio', number(sharpeRatio(returns, { ...yearly, riskFree: 0 }))],
    ['Max drawdown', percent(maxDrawdown(returns))],
    ['Final equity', `${finalEquity.toFixed()} ${currency}`],
    ['Order hash', orderHash.slice(0, 32)],
  ]
  const shown = (path: string): string => relative(process.env['INIT_CWD'] ?? process.cwd(), path) || path
  return `
${lines.map(([name, value]) => `  ${name.padEnd(14)}${value}`).join('\n')}

  Report        ${shown(page)}
  Database      ${shown(database)}, account ${account}

Look into the database:
  sqlite3 ${shown(database)} "select * from trading_orders limit 5"
Try other averages, or your own prices:
  npm start -- --fast 10 --slow 100
  npm start -- --csv FILE --symbol NSE:INFY --cash 1000000
`
}

function percent(value: number | null): string {
  return value === null ? 'n/a' : `${(value * 100).toFixed(2)}%`
}

function number(value: number | null): string {
  return value === null ? 'n/a' : value.toFixed(2)
}
