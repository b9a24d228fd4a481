import { isAbsolute, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type KiteEndpoints, zerodhaSupports } from '@shagun/broker-zerodha'
import { type InstrumentId, nse, parseInstrumentId, ShagunError } from '@shagun/core'
import type { Kite, PlannedOrder, Trades } from './kite.ts'

/** Where there is no Kite in them, the one within this process is meant. */
export interface Options {
  readonly port: number
  readonly kite: Kite | undefined
}

export const help = `Logs in to Zerodha's Kite, shows what there is, and trades.

  npm run zerodha            a Kite within this process: nothing to set up
  KITE_API_KEY=… KITE_API_SECRET=… npm run zerodha
                             the real one: reads cash, positions and a price
  … npm run zerodha -- --live --instrument NSE:INFY --side buy --quantity 1 \\
      --limit-price 1400     and places this order, with real money

  --port NUMBER         of the page that Kite sends you back to (default 8127);
                        the redirect URL of your app is http://127.0.0.1:8127/
  --instrument NAME     EXCHANGE:SYMBOL (default NSE:INFY)
  --out FOLDER          for the token and the journal (default ./output)
  --kite URL            a fake Kite on this machine in place of the real one
  --help                this text

With --live, all of the order has to be said:

  --side SIDE           buy or sell
  --quantity NUMBER     of shares, or units of a contract
  --limit-price PRICE   in rupees
  --product PRODUCT     delivery (unless said), intraday, carryforward or margin
  --max-value RUPEES    no order above it goes out (default 50000)
  --watch-sec NUMBER    then what is left of it is canceled (default 30)

The token of the day is kept between runs where KITE_PASSPHRASE holds 16
characters or more to seal it with.
`

type Environment = Readonly<Record<string, string | undefined>>

/** @throws {@link ShagunError} `invalid-options` naming the option, its value and what was expected */
export function readOptions(args: readonly string[], environment: Environment): Options | 'help' {
  const values = parse(args)
  if (values.help) return 'help'
  const app = readApp(environment)
  const port = readPort(values.port ?? (app === undefined ? '0' : '8127'))
  if (app === undefined) {
    refuse(values, [...ofReal, ...ofOrder], 'KITE_API_KEY and KITE_API_SECRET with it, as no real Kite is asked else')
    return { port, kite: undefined }
  }
  if (!values.live) refuse(values, ofOrder, '--live with it, as nothing is placed else')
  const instrument = readInstrument(values.instrument ?? 'NSE:INFY')
  const kite = {
    app,
    endpoints: readEndpoints(values.kite),
    calendar: nse(),
    port,
    folder: fromCaller(values.out ?? 'output', environment['INIT_CWD']),
    passphrase: readPassphrase(environment['KITE_PASSPHRASE']),
    instrument,
    trades: values.live ? readTrades(values, instrument) : undefined,
    visit: undefined,
  }
  return { port, kite }
}

const ofReal = ['live', 'instrument', 'out', 'kite'] as const
const ofOrder = ['side', 'quantity', 'limit-price', 'product', 'max-value', 'watch-sec'] as const

const flags = {
  port: { type: 'string' },
  live: { type: 'boolean' },
  instrument: { type: 'string' },
  side: { type: 'string' },
  quantity: { type: 'string' },
  'limit-price': { type: 'string' },
  product: { type: 'string' },
  'max-value': { type: 'string' },
  'watch-sec': { type: 'string' },
  out: { type: 'string' },
  kite: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

type Values = { readonly [K in keyof typeof flags]?: (typeof flags)[K]['type'] extends 'boolean' ? boolean : string }

function parse(args: readonly string[]): Values {
  try {
    return parseArgs({ args: [...args], options: flags }).values
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split(/\.\s/)[0] : String(cause)
    const details = { option: 'arguments', value: args.join(' '), expected: 'the options of --help' }
    throw new ShagunError('invalid-options', `${why}. Try: npm run zerodha -- --help`, { details, cause })
  }
}

function refuse(values: Values, names: readonly (keyof Values)[], expected: string): void {
  for (const name of names) if (values[name] !== undefined) throw invalid(`--${name}`, 'given', expected)
}

/** Neither belongs into an error, so only its name is told. */
function readApp({ KITE_API_KEY: apiKey = '', KITE_API_SECRET: apiSecret = '' }: Environment): Kite['app'] | undefined {
  if (apiKey !== '' && apiSecret !== '') return { apiKey, apiSecret }
  if (apiKey === '' && apiSecret === '') return undefined
  const [there, missing] = apiKey === '' ? ['SECRET', 'KEY'] : ['KEY', 'SECRET']
  throw invalid(`KITE_API_${missing}`, 'missing', `it beside KITE_API_${there}; both are in Kite's developer console`)
}

function readPassphrase(text = ''): string | undefined {
  if (text === '') return undefined
  if (text.length >= 16) return text
  throw invalid('KITE_PASSPHRASE', `${text.length} characters long`, '16 or more, or none to keep no token')
}

function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text)
  throw invalid('--port', text, 'a number up to 65535, or 0 for a free one')
}

/** Secrets go to Kite, or nowhere beyond this machine. */
function readEndpoints(text: string | undefined): KiteEndpoints {
  if (text === undefined) return {}
  const url = URL.parse(text)
  if (url?.protocol !== 'http:' || !['127.0.0.1', 'localhost'].includes(url.hostname))
    throw invalid('--kite', text, 'an address on this machine, such as http://127.0.0.1:40123')
  const { origin } = url
  return { apiUrl: origin, loginUrl: `${origin}/connect/login`, tickerUrl: origin.replace('http', 'ws') }
}

function readTrades(values: Values, instrument: InstrumentId): Trades {
  if (values.instrument === undefined) throw invalid('--instrument', 'missing', 'EXCHANGE:SYMBOL, such as NSE:INFY')
  const request = {
    instrument,
    side: oneOf('--side', values.side, ['buy', 'sell']),
    quantity: amount('--quantity', values.quantity, /^[1-9]\d*$/, 'a whole number above 0'),
    type: 'limit',
    limitPrice: amount('--limit-price', values['limit-price'], decimal, 'a price in rupees, such as 1400.05'),
    product: oneOf('--product', values.product ?? 'delivery', zerodhaSupports.products),
  } as const
  const watchSec = Number(amount('--watch-sec', values['watch-sec'] ?? '30', /^[1-9]\d{0,4}$/, 'seconds, from 1 up'))
  const order: PlannedOrder = { request, watchSec }
  const maxValue = amount('--max-value', values['max-value'] ?? '50000', decimal, 'an amount in rupees above 0')
  return { maxValue, ordersAt: () => [order] }
}

const decimal = /^(?=.*[1-9])\d+(\.\d+)?$/

function amount(option: string, text: string | undefined, pattern: RegExp, expected: string): string {
  if (text !== undefined && pattern.test(text)) return text
  throw invalid(option, text ?? 'missing', expected)
}

function oneOf<const Word extends string>(option: string, text: string | undefined, words: readonly Word[]): Word {
  const word = words.find((each) => each === text)
  if (word !== undefined) return word
  throw invalid(option, text ?? 'missing', words.join(' or '))
}

function readInstrument(text: string): InstrumentId {
  try {
    return parseInstrumentId(text)
  } catch {
    throw invalid('--instrument', text, 'EXCHANGE:SYMBOL, such as NSE:INFY')
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
