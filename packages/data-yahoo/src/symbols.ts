import { exchangeOf, type InstrumentId, parseInstrumentId, ShagunError, symbolOf } from '@shagun/core'

/** What Yahoo calls our instruments, and the other way round. */
export interface Symbols {
  /** Those with a name at Yahoo. */
  readonly exchanges: readonly string[]
  /** @throws ShagunError `unsupported` for an exchange that is not mapped */
  toYahoo(instrument: InstrumentId): string
  /**
   * @param exchangeCode - as Yahoo writes it (`NMS`, `NSI`): only it tells the American exchanges apart
   * @returns `undefined` for what no exchange here stands for
   */
  toInstrument(symbol: string, exchangeCode?: string): InstrumentId | undefined
}

/** What Yahoo puts behind a symbol; American exchanges and coins go without. */
const suffixes: Readonly<Record<string, string>> = {
  NSE: '.NS',
  BSE: '.BO',
  NASDAQ: '',
  NYSE: '',
  AMEX: '',
  ARCA: '',
  BATS: '',
  OTC: '',
  LSE: '.L',
  XETRA: '.DE',
  SIX: '.SW',
  TSX: '.TO',
  TSXV: '.V',
  ASX: '.AX',
  HKEX: '.HK',
  SGX: '.SI',
  TSE: '.T',
  JSE: '.JO',
  TASE: '.TA',
  FX: '=X',
  CRYPTO: '',
}

/** Here `BRK.B` is `BRK-B` at Yahoo; in India a hyphen is part of the symbol. */
const writesDotAsHyphen = new Set(['NASDAQ', 'NYSE', 'AMEX', 'ARCA', 'BATS', 'OTC', 'LSE', 'TSX', 'TSXV'])

/** A coin and what it is priced in: at Yahoo `BTC` alone is a fund. */
const pair = /^[^.-]+-[A-Z]{3,5}$/

/** The first of those with one name at Yahoo is what it is called on the way back. */
const indices: Readonly<Record<InstrumentId, string>> = {
  'NSE:NIFTY50': '^NSEI',
  'NSE:NIFTY 50': '^NSEI',
  'NSE:NIFTY': '^NSEI',
  'NSE:BANKNIFTY': '^NSEBANK',
  'NSE:NIFTY BANK': '^NSEBANK',
  'NSE:NIFTYBANK': '^NSEBANK',
  'NSE:INDIAVIX': '^INDIAVIX',
  'NSE:INDIA VIX': '^INDIAVIX',
  'BSE:SENSEX': '^BSESN',
  'NYSE:DJI': '^DJI',
  'NASDAQ:IXIC': '^IXIC',
  'NASDAQ:NDX': '^NDX',
  'CBOE:SPX': '^GSPC',
  'CBOE:VIX': '^VIX',
}

/** Yahoo's codes of the exchanges that it writes no suffix for. */
const exchangeOfCode: Readonly<Record<string, string>> = {
  NMS: 'NASDAQ',
  NGM: 'NASDAQ',
  NCM: 'NASDAQ',
  NAS: 'NASDAQ',
  NYQ: 'NYSE',
  NYS: 'NYSE',
  ASE: 'AMEX',
  PCX: 'ARCA',
  BTS: 'BATS',
  PNK: 'OTC',
  OQB: 'OTC',
  OQX: 'OTC',
  OEM: 'OTC',
  OBB: 'OTC',
  CCC: 'CRYPTO',
}

/** @throws ShagunError `invalid-options` for a mapping that leads nowhere */
export function createSymbols(
  ownExchanges: Readonly<Record<string, string>> = {},
  ownSymbols: Readonly<Record<InstrumentId, string>> = {},
): Symbols {
  const suffixOf = new Map(Object.entries({ ...suffixes, ...ownExchanges }))
  // What a user maps comes first both ways.
  const exact = new Map(Object.entries({ ...ownSymbols, ...indices, ...ownSymbols }) as [InstrumentId, string][])
  for (const [exchange, suffix] of suffixOf) if (!isName(suffix, 0)) throw noMapping('exchanges', exchange, suffix)
  for (const [instrument, symbol] of exact) {
    if (!isName(symbol, 1)) throw noMapping('symbols', instrument, symbol)
    parseInstrumentId(instrument)
  }
  const instrumentOf = new Map([...exact].reverse().map(([instrument, symbol]) => [symbol, instrument]))
  const bySuffix = [...suffixOf].filter(([, suffix]) => suffix !== '').sort(([, a], [, b]) => b.length - a.length)
  const exchanges = [...new Set([...suffixOf.keys(), ...[...exact.keys()].map(exchangeOf)])]

  return {
    exchanges,
    toYahoo(instrument) {
      const known = exact.get(instrument)
      if (known !== undefined) return known
      const exchange = exchangeOf(instrument)
      const suffix = suffixOf.get(exchange)
      const symbol = symbolOf(instrument)
      // A hat or an equals sign would make another instrument of it, a comma two.
      if (suffix === undefined || !/^[^\s,^=]+$/.test(symbol)) throw noSymbol(instrument, exchange, suffix, exchanges)
      if (exchange === 'CRYPTO' && suffix === '' && !pair.test(symbol)) throw noPair(instrument)
      return (writesDotAsHyphen.has(exchange) ? symbol.replaceAll('.', '-') : symbol) + suffix
    },
    toInstrument(symbol, exchangeCode) {
      const known = instrumentOf.get(symbol)
      if (known !== undefined) return known
      const suffixed = bySuffix.find(([, suffix]) => symbol.endsWith(suffix) && symbol.length > suffix.length)
      const exchange = suffixed?.[0] ?? exchangeOfCode[exchangeCode ?? '']
      if (exchange === undefined || symbol.startsWith('^')) return undefined
      const bare = symbol.slice(0, symbol.length - (suffixed?.[1].length ?? 0))
      return `${exchange}:${writesDotAsHyphen.has(exchange) ? bare.replaceAll('-', '.') : bare}`
    },
  }
}

function isName(text: unknown, shortest: number): boolean {
  return typeof text === 'string' && text.length >= shortest && /^[^\s,]*$/.test(text)
}

function noMapping(option: string, name: string, value: unknown): ShagunError {
  const expected = "text without blanks and commas, such as '.NS' behind an exchange or '^NSEI' for an index"
  const message = `The option ${option} maps ${name} to ${JSON.stringify(value)}; expected ${expected}.`
  return new ShagunError('invalid-options', message, { details: { option, value: String(value), expected } })
}

function noPair(instrument: InstrumentId): ShagunError {
  const message = `Yahoo has coins in pairs only, and ${instrument} is none; expected a coin and a currency, such as CRYPTO:BTC-USD.`
  return new ShagunError('unsupported', message, { details: { feature: instrument, by: 'yahoo' } })
}

function noSymbol(
  instrument: InstrumentId,
  exchange: string,
  suffix: string | undefined,
  exchanges: readonly string[],
): ShagunError {
  const why = suffix === undefined ? `knows no exchange ${exchange}` : `has no symbol like that of ${instrument}`
  const message = `Yahoo ${why}; expected an instrument of ${exchanges.join(', ')}. Map it with the option \`exchanges\` or \`symbols\`.`
  return new ShagunError('unsupported', message, { details: { feature: instrument, by: 'yahoo' } })
}
