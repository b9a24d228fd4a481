import { isAbsolute, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import {
  type Adjustment,
  type InstrumentId,
  parseInstrumentId,
  ShagunError,
  type Timeframe,
  type Timestamp,
} from '@shagun/core'
import { isTimeframe } from '@shagun/core/adapter'

export interface Options {
  readonly symbols: readonly InstrumentId[]
  readonly timeframe: Timeframe
  readonly from: Timestamp
  readonly to: Timestamp
  readonly adjustment: Adjustment | undefined
  /** The file that history is kept in. */
  readonly database: string
  readonly alphaVantageKey: string | undefined
  /** Where the vendors are, where they are not where they usually are. */
  readonly yahooUrl: string | undefined
  readonly alphaVantageUrl: string | undefined
}

export const help = `Downloads history into a database, from Yahoo Finance or else from Alpha Vantage:

  npm run download -- --symbols NSE:INFY,NASDAQ:AAPL --from 2020-01-01

  --symbols NAMES      EXCHANGE:SYMBOL, with commas between
  --timeframe LENGTH   of the bars, such as 5m or 1d (default 1d)
  --from DATE          the first day, such as 2020-01-01
  --to DATE            the day after the last (default: now)
  --adjustment KIND    none, splits or splits-and-dividends (default: the source's)
  --db FILE            where it is kept (default ./history.db)
  --yahoo-url URL      another address for Yahoo
  --alpha-vantage-url URL
                       another address for Alpha Vantage
  --help               this text

Alpha Vantage is asked where ALPHAVANTAGE_API_KEY holds a key. What is there already
is not fetched again: run it once more to go on after a failure.
`

const adjustments: readonly Adjustment[] = ['none', 'splits', 'splits-and-dividends']

/** @throws {@link ShagunError} `invalid-options` naming the option, its value and what was expected */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  now: Timestamp,
): Options | 'help' {
  const values = parse(args)
  if (values.help) return 'help'
  const symbols = (values.symbols ?? '').split(',').filter((text) => text !== '')
  if (symbols.length === 0) throw invalid('--symbols', 'missing', 'at least one EXCHANGE:SYMBOL, such as NSE:INFY')
  if (!isTimeframe(values.timeframe)) throw invalid('--timeframe', values.timeframe, 'a length such as 5m, 1h or 1d')
  const from = dateOf('--from', values.from)
  const to = values.to === undefined ? now : dateOf('--to', values.to)
  if (from >= to) throw invalid('--from', values.from!, 'a day before that of --to')
  if (from >= now) throw invalid('--from', values.from!, 'a day that has begun')
  const adjustment = adjustments.find((each) => each === values.adjustment)
  if (values.adjustment !== undefined && adjustment === undefined)
    throw invalid('--adjustment', values.adjustment, adjustments.join(', '))
  return {
    symbols: [...new Set(symbols.map(parseSymbol))],
    timeframe: values.timeframe,
    from,
    to: Math.min(to, now),
    adjustment,
    database: fromCaller(values.db, environment['INIT_CWD']),
    alphaVantageKey: environment['ALPHAVANTAGE_API_KEY'] || undefined,
    yahooUrl: values['yahoo-url'],
    alphaVantageUrl: values['alpha-vantage-url'],
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        symbols: { type: 'string' },
        timeframe: { type: 'string', default: '1d' },
        from: { type: 'string' },
        to: { type: 'string' },
        adjustment: { type: 'string' },
        db: { type: 'string', default: 'history.db' },
        'yahoo-url': { type: 'string' },
        'alpha-vantage-url': { type: 'string' },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    }).values
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('. ')[0] : String(cause)
    const details = { option: 'arguments', value: args.join(' '), expected: 'the options of --help' }
    throw new ShagunError('invalid-options', `${why}. Try: npm run download -- --help`, { details, cause })
  }
}

function dateOf(option: string, text: string | undefined): Timestamp {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text ?? '') ? Date.parse(text!) : Number.NaN
  // Engines take the 31st of February for one of March.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text)
    throw invalid(option, text ?? 'missing', 'a day such as 2020-01-01')
  return time
}

function parseSymbol(text: string): InstrumentId {
  try {
    return parseInstrumentId(text.trim())
  } catch {
    throw invalid('--symbols', text, 'EXCHANGE:SYMBOL, such as NSE:INFY')
  }
}

/** Paths are as the caller sees them, and npm runs this elsewhere. */
function fromCaller(path: string, cwd: string | undefined): string {
  return isAbsolute(path) ? path : resolve(join(cwd ?? process.cwd(), path))
}

function invalid(option: string, value: string, expected: string): ShagunError {
  return new ShagunError('invalid-options', `${option} is ${value}; expected ${expected}.`, {
    details: { option, value, expected },
  })
}
