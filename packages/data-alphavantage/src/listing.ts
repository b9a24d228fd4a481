import { alwaysOpen, bse, type Calendar, type InstrumentId, nasdaq, nyse, ShagunError } from '@shagun/core'
import { exchangeOf, symbolOf } from '@shagun/core/adapter'
import type { AlphaVantageOptions, AlphaVantageVenue } from './options.ts'
import { source } from './source.ts'

/** An instrument as Alpha Vantage knows it. */
export type Listing = Stock | Pair

/** A share or fund. */
export interface Stock {
  readonly kind: 'stock'
  readonly instrument: InstrumentId
  readonly symbol: string
  readonly calendar: Calendar
  /** Elsewhere there are no bars within a day, and no quotes of many at once. */
  readonly isInUnitedStates: boolean
}

/** What one currency costs in another. */
export interface Pair {
  readonly kind: 'pair'
  readonly instrument: InstrumentId
  readonly from: string
  readonly to: string
  readonly calendar: Calendar
}

/** Which listing of Alpha Vantage an instrument is, and the other way round. */
export interface Listings {
  /** @throws ShagunError `unsupported` where Alpha Vantage does not have it */
  find(instrument: InstrumentId): Listing
  /** `undefined` for a symbol of a venue that has no name here. */
  name(symbol: string): InstrumentId | undefined
}

/** `US` is for what a search finds: Alpha Vantage does not say which exchange of the United States it is. */
const unitedStates = ['NASDAQ', 'NYSE', 'AMEX', 'ARCA', 'BATS', 'US']

const elsewhere: Readonly<Record<string, { readonly suffix: string; calendar(): Calendar }>> = {
  BSE: { suffix: 'BSE', calendar: bse },
  LSE: { suffix: 'LON', calendar: () => alwaysOpen('Europe/London') },
  TSX: { suffix: 'TRT', calendar: () => alwaysOpen('America/Toronto') },
  XETRA: { suffix: 'DEX', calendar: () => alwaysOpen('Europe/Berlin') },
}

/**
 * The exchanges that it can serve in place of another provider. Of London it does not tell whether a price is in pence or
 * pounds, so its prices would be a hundred times those of who served before: it is asked only by who knows that.
 */
export function exchangesOf({ venues = {} }: Pick<AlphaVantageOptions, 'venues'>): readonly string[] {
  const known = Object.keys(elsewhere).filter((exchange) => exchange !== 'LSE')
  return [...new Set([...unitedStates, ...known, 'FX', ...Object.keys(venues)])]
}

export function createListings({ venues = {}, venueSubstitution = false }: AlphaVantageOptions): Listings {
  const known = new Map<string, AlphaVantageVenue>(Object.entries(venues))

  /** Calendars are made when they are needed, and once. */
  function venueOf(exchange: string): AlphaVantageVenue | undefined {
    const venue = known.get(exchange)
    if (venue !== undefined) return venue
    if (unitedStates.includes(exchange))
      known.set(exchange, { suffix: '', calendar: exchange === 'NASDAQ' ? nasdaq() : nyse() })
    else if (exchange === 'FX') known.set(exchange, { suffix: '', calendar: alwaysOpen() })
    else if (Object.hasOwn(elsewhere, exchange)) {
      const { suffix, calendar } = elsewhere[exchange]!
      known.set(exchange, { suffix, calendar: calendar() })
    }
    return known.get(exchange)
  }

  return {
    find(instrument) {
      const exchange = exchangeOf(instrument)
      const venue = venueOf(exchange)
      if (venue === undefined) throw unknownVenue(instrument, venueSubstitution)
      const { calendar, suffix } = venue
      const symbol = symbolOf(instrument)
      if (exchange === 'FX') {
        const [, from, to] = /^([A-Z]{3})[/-]?([A-Z]{3})$/.exec(symbol) ?? []
        if (from === undefined || to === undefined) throw noPair(instrument)
        return { kind: 'pair', instrument, from, to, calendar }
      }
      if (suffix !== '')
        return { kind: 'stock', instrument, symbol: `${symbol}.${suffix}`, calendar, isInUnitedStates: false }
      // A dot would begin the suffix of a venue, so classes of shares are written with a dash: BRK-B.
      return { kind: 'stock', instrument, symbol: symbol.replaceAll('.', '-'), calendar, isInUnitedStates: true }
    },
    name(symbol) {
      const dot = symbol.lastIndexOf('.')
      if (dot === -1) return /^[^\s:]+$/.test(symbol) ? `US:${symbol}` : undefined
      const suffix = symbol.slice(dot + 1)
      const exchange =
        Object.keys(venues).find((name) => venues[name]!.suffix === suffix) ??
        Object.keys(elsewhere).find((name) => elsewhere[name]!.suffix === suffix)
      const own = symbol.slice(0, dot)
      return exchange === undefined || !/^[^\s:]+$/.test(own) ? undefined : `${exchange}:${own}`
    },
  }
}

function unknownVenue(instrument: InstrumentId, venueSubstitution: boolean): ShagunError {
  const exchange = exchangeOf(instrument)
  const other = `BSE:${symbolOf(instrument)}`
  const remedy =
    exchange !== 'NSE'
      ? `Tell its suffix with the option venues: { ${exchange}: { suffix, calendar } }.`
      : venueSubstitution
        ? `Ask for ${other}, as market data of core do by themselves and say so on the answer.`
        : `Ask for ${other}, which is another venue with prices of its own, or allow it with venueSubstitution: true.`
  return new ShagunError('unsupported', `Alpha Vantage has no listings of ${exchange} (${instrument}). ${remedy}`, {
    details: { feature: instrument, by: source },
  })
}

function noPair(instrument: InstrumentId): ShagunError {
  const message = `${instrument} is no pair of currencies; expected both by their three letters, such as FX:EURUSD.`
  return new ShagunError('unsupported', message, { details: { feature: instrument, by: source } })
}
