import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { backtest } from '@shagun/backtest'
import { percentFees, percentSlippage } from '@shagun/broker-mock'
import { type Bars, createInstrument, isShagunError, type RunResult } from '@shagun/core'
import { csv } from '@shagun/data-csv'
import { renderReport } from '@shagun/report'
import { maxDailyLoss, maxOrderValue, maxPosition } from '@shagun/risk'
import { type SqliteStorage, sqlite } from '@shagun/storage-sqlite'
import { createProgressBar } from '../terminal/progress-bar.ts'
import { fingerprint } from './fingerprint.ts'
import { help, invalid, type Options, readOptions } from './options.ts'
import { trend } from './strategy.ts'
import { summary } from './summary.ts'

/** Prices from a file into a database, through a strategy with rules, into the same database and a report. */
async function run(options: Options): Promise<void> {
  const { out, cash, market, fresh } = options
  const database = join(out, 'trading.db')
  const page = join(out, 'report.html')
  mkdirSync(out, { recursive: true })
  if (fresh) for (const file of [database, `${database}-wal`, `${database}-shm`, page]) rmSync(file, { force: true })

  const storage = sqlite(database)
  try {
    const bars = await importBars(options, storage)
    const account = `quickstart-${fingerprint(bars, options)}`
    const result = await trade(options, bars, account, storage)
    writeFileSync(page, renderReport(result, { title: `${options.symbol}, trend following`, ...market }))
    process.stdout.write(summary({ result, bars, cash, market, account, database, page }))
  } finally {
    await storage.close()
  }
}

/** The file's bars, by way of the database: what is traded on is what is stored. */
async function importBars(options: Options, storage: SqliteStorage): Promise<Bars> {
  const { file, symbol, timeframe, market, format } = options
  const source = csv({ path: file, instrument: symbol, timeframe, timeZone: market.timeZone, ...format })
  const read = await source.fetchBars({ instrument: symbol, timeframe, from: -8.64e15, to: 8.64e15 })
  const [adjustment = 'none'] = source.supports.adjusted
  const series = { instrument: symbol, timeframe, source: source.id, adjustment }
  const range = { from: read.time[0] ?? 0, to: (read.time.at(-1) ?? 0) + 1 }
  await storage.bars.save(series, read, range)
  return (await storage.bars.load(series, range)).bars
}

async function trade(options: Options, bars: Bars, account: string, storage: SqliteStorage): Promise<RunResult> {
  const { symbol, cash, fast, slow, market } = options
  if (slow >= bars.length) throw invalid('--slow', String(slow), `fewer than the ${bars.length} bars there are`)
  const progress = createProgressBar(process.stderr, 'bars')
  try {
    return await backtest({
      bars,
      strategy: trend({ instrument: symbol, timeframe: bars.timeframe, fast, slow }),
      cash,
      currency: market.currency,
      instruments: [createInstrument({ id: symbol, currency: market.currency, tickSize: market.tickSize })],
      fees: percentFees('0.1'),
      slippage: percentSlippage(0.02),
      rules: [maxOrderValue(cash.times(2)), maxPosition(1_000_000), maxDailyLoss(cash.times('0.1'))],
      storage,
      account,
      onProgress: progress.update,
    })
  } finally {
    progress.end()
  }
}

try {
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') process.stdout.write(help)
  else await run(options)
} catch (error) {
  if (!isShagunError(error) && !isFileError(error)) throw error
  const hint = isShagunError(error, 'journal-conflict') ? ' Here: --fresh.' : ''
  process.stderr.write(`${error.message}${hint}\n`)
  process.exitCode = 1
}

/** A folder that cannot be written to, a path that is no folder: the system's own words say which. */
function isFileError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error
}
