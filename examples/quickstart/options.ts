import { isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Decimal, type InstrumentId, parseInstrumentId, ShagunError, type Timeframe } from '@shagun/core'
import { isTimeframe } from '@shagun/core/adapter'

export interface Options {
  readonly file: string
  readonly symbol: InstrumentId
  readonly timeframe: Timeframe
  readonly cash: Decimal
  readonly fast: number
  readonly slow: number
  readonly out: string
  readonly fresh: boolean
  readonly market: Market
  /** What the file does not say of itself. */
  readonly format: { readonly order?: 'newest-first'; readonly dateOrder?: 'dmy' | 'mdy' }
}

/** How the exchange of the symbol counts. */
export interface Market {
  readonly currency: string
  readonly tickSize: string
  readonly timeZone: string
}

export const help = `Trades daily prices of Apple, 2013 to 2018, with a trend-following strategy,
or your own prices:

  npm start -- --csv FILE --symbol NSE:INFY --cash 1000000

  --csv FILE          prices with a header: date, open, high, low, close, volume
  --symbol NAME       EXCHANGE:SYMBOL; required with --csv
  --timeframe LENGTH  of the bars in the file, such as 5m or 1d (default 1d)
  --cash AMOUNT       to begin with (default 100000)
  --fast BARS         the short moving average (default 20)
  --slow BARS         the long one (default 50)
  --time-zone ZONE    of dates without an offset (default: the exchange's)
  --newest-first      the file begins with the latest day
  --date-order ORDER  what 01/02/2024 means: dmy or mdy
  --out FOLDER        for database and report (default ./output)
  --fresh             begin with an empty database
  --help              this text
`

/** @throws {@link ShagunError} `invalid-options` naming the option, its value and what was expected */
export function readOptions(args: readonly string[]): Options | 'help' {
  const values = parse(args)
  if (values.help) return 'help'
  if (values.csv !== undefined && values.symbol === undefined)
    throw invalid('--symbol', 'missing', 'EXCHANGE:SYMBOL, because --csv needs a name for its prices')
  for (const option of ['symbol', 'timeframe'] as const)
    if (values.csv === undefined && values[option] !== undefined)
      throw invalid(`--${option}`, values[option], '--csv with it, because the sample is Apple by the day')
  const symbol = parseSymbol(values.symbol ?? 'NASDAQ:AAPL')
  const { timeframe = '1d', fresh } = values
  if (!isTimeframe(timeframe)) throw invalid('--timeframe', timeframe, 'a length such as 5m, 1h or 1d')
  const [fast, slow] = [wholeNumber('--fast', values.fast), wholeNumber('--slow', values.slow)]
  if (fast >= slow) throw invalid('--fast', String(fast), `fewer bars than the ${slow} of --slow`)
  const dateOrder = values['date-order']
  if (dateOrder !== undefined && dateOrder !== 'dmy' && dateOrder !== 'mdy')
    throw invalid('--date-order', dateOrder, 'dmy or mdy')
  const market = marketOf(symbol)
  const timeZone = values['time-zone'] ?? market.timeZone
  return {
    file: values.csv === undefined ? sample : fromCaller(values.csv),
    symbol,
    timeframe,
    cash: parseCash(values.cash),
    fast,
    slow,
    out: fromCaller(values.out),
    fresh,
    market: { ...market, timeZone },
    format: {
      ...(values['newest-first'] && { order: 'newest-first' as const }),
      ...(dateOrder !== undefined && { dateOrder }),
    },
  }
}

const sample = fileURLToPath(import.meta.resolve('@observablehq/sample-datasets/aapl.csv'))

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        csv: { type: 'string' },
        symbol: { type: 'string' },
        timeframe: { type: 'string' },
        cash: { type: 'string', default: '100000' },
        fast: { type: 'string', default: '20' },
        slow: { type: 'string', default: '50' },
        'time-zone': { type: 'string' },
        out: { type: 'string', default: 'output' },
        'newest-first': { type: 'boolean', default: false },
        'date-order': { type: 'string' },
        fresh: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    }).values
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('. ')[0] : String(cause)
    const message = `${why}. Try: npm start -- --help`
    const details = { option: 'arguments', value: args.join(' '), expected: 'the options of --help' }
    throw new ShagunError('invalid-options', message, { details, cause })
  }
}

function marketOf(symbol: InstrumentId): Market {
  const exchange = symbol.slice(0, symbol.indexOf(':'))
  if (['NSE', 'BSE'].includes(exchange)) return { currency: 'INR', tickSize: '0.05', timeZone: 'Asia/Kolkata' }
  if (['NASDAQ', 'NYSE'].includes(exchange)) return { currency: 'USD', tickSize: '0.01', timeZone: 'America/New_York' }
  return { currency: 'USD', tickSize: '0.01', timeZone: 'UTC' }
}

function parseSymbol(text: string): InstrumentId {
  try {
    return parseInstrumentId(text)
  } catch {
    throw invalid('--symbol', text, 'EXCHANGE:SYMBOL, such as NSE:INFY')
  }
}

function parseCash(text: string): Decimal {
  if (/^\d+(\.\d+)?$/.test(text) && Number(text) > 0) return new Decimal(text)
  throw invalid('--cash', text, 'an amount above 0 in plain digits')
}

function wholeNumber(option: string, text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  throw invalid(option, text, 'a whole number above 0')
}

/** Paths are as the caller sees them, and npm runs this elsewhere. */
function fromCaller(path: string): string {
  return isAbsolute(path) ? path : resolve(join(process.env['INIT_CWD'] ?? process.cwd(), path))
}

export function invalid(option: string, value: string, expected: string): ShagunError {
  return new ShagunError('invalid-options', `${option} is ${value}; expected ${expected}.`, {
    details: { option, value, expected },
  })
}
