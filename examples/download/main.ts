import {
  bse,
  createEnvironment,
  createMarketData,
  type DataProvider,
  isShagunError,
  type MarketData,
  nasdaq,
  nse,
  nyse,
  systemClock,
} from '@shagun/core'
import { alphaVantage } from '@shagun/data-alphavantage'
import { yahoo } from '@shagun/data-yahoo'
import { sqlite } from '@shagun/storage-sqlite'
import { createProgressBar } from '../terminal/progress-bar.ts'
import { budgetFile } from './budget-file.ts'
import { chunksOf } from './chunks.ts'
import { coverage, type Fetched } from './coverage.ts'
import { help, type Options, readOptions } from './options.ts'

/** History of several instruments into a database, from the first source that has it; true where all of it came. */
async function run(options: Options): Promise<boolean> {
  const storage = sqlite(options.database)
  const began = systemClock.now()
  try {
    const data = createMarketData({
      providers: providersOf(options),
      calendars: { NSE: nse(), BSE: bse(), NASDAQ: nasdaq(), NYSE: nyse() },
      store: storage.bars,
    })
    const fetched = await download(data, options)
    process.stdout.write(coverage(fetched, { ms: systemClock.now() - began }))
    return fetched.every((chunk) => 'labeled' in chunk)
  } finally {
    await storage.close()
  }
}

/** Both live in one environment, which says errors only: what is missing in the end is told by the coverage. */
function providersOf({ database, yahooUrl, alphaVantageKey, alphaVantageUrl }: Options): readonly DataProvider[] {
  const environment = createEnvironment({
    log: {
      debug() {},
      warn() {},
      error: (message) => process.stderr.write(`${process.stderr.isTTY ? '\r\u001b[2K' : ''}${message}\n`),
    },
  })
  const first = yahoo(yahooUrl === undefined ? {} : { queryBaseUrl: yahooUrl, cookieUrl: yahooUrl }, environment)
  if (alphaVantageKey === undefined) return [first]
  const second = alphaVantage(
    {
      apiKey: alphaVantageKey,
      venueSubstitution: true,
      dailyBudget: { store: budgetFile(`${database}.budget.json`) },
      ...(alphaVantageUrl !== undefined && { baseUrl: alphaVantageUrl }),
    },
    environment,
  )
  return [first, second]
}

async function download(data: MarketData, options: Options): Promise<readonly Fetched[]> {
  const { symbols, timeframe, from, to, adjustment } = options
  const chunks = chunksOf(symbols, timeframe, from, to)
  const progress = createProgressBar(process.stderr, 'parts')
  const fetched: Fetched[] = []
  try {
    for (const [done, chunk] of chunks.entries()) {
      progress.update(done, chunks.length)
      const query = { ...chunk, timeframe, ...(adjustment !== undefined && { adjustment }) }
      try {
        fetched.push({ ...chunk, labeled: await data.fetchBars(query) })
      } catch (error) {
        if (!isShagunError(error)) throw error
        fetched.push({ ...chunk, error })
      }
    }
  } finally {
    progress.end()
  }
  return fetched
}

try {
  const options = readOptions(process.argv.slice(2), process.env, systemClock.now())
  if (options === 'help') process.stdout.write(help)
  else if (!(await run(options))) process.exitCode = 1
} catch (error) {
  if (!isShagunError(error)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
