import {
  type Bar,
  type Bars,
  type Clock,
  type DatedCorporateAction,
  type Quote,
  seededRandom,
  type Timestamp,
} from '@shagun/core'
import { unitsOf } from '../currency.ts'
import type { Symbols } from '../symbols.ts'
import { describeListing, type Listing } from './listing.ts'

/** What trades, at which prices: those that were given, and drawn ones for everything else. */
export interface Market {
  /** `undefined` for a symbol that nobody knows. */
  find(symbol: string): Listing | undefined
  /** What has traded from `from` to before `to`, as far as it has happened. */
  bars(listing: Listing, interval: string, barMs: number | undefined, from: Timestamp, to: Timestamp): readonly Row[]
  /** The latest. */
  quote(listing: Listing): Omit<Quote, 'instrument'>
  actions(listing: Listing): readonly DatedCorporateAction[]
  /** The session that is on, or else the next one. */
  session(listing: Listing): { readonly start: Timestamp; readonly end: Timestamp }
}

export type Row = Pick<Bar, 'time' | 'open' | 'high' | 'low' | 'close' | 'volume'>

export interface MarketOptions {
  readonly seed: number
  readonly clock: Clock
  readonly symbols: Symbols
  readonly bars: readonly Bars[]
  readonly quotes: readonly Quote[]
  readonly actions: readonly DatedCorporateAction[]
  readonly unknown: ReadonlySet<string>
}

const minuteMs = 60_000
const dayMs = 86_400_000

export function createMarket({ seed, clock, symbols, bars, quotes, actions, unknown }: MarketOptions): Market {
  const given = new Map(bars.map((each) => [`${symbols.toYahoo(each.instrument)} ${each.timeframe}`, each]))
  const quoted = new Map(quotes.map((each) => [symbols.toYahoo(each.instrument), each]))
  const listings = new Map<string, Listing>()
  const traits = new Map<string, { readonly key: number; readonly base: number; readonly phases: readonly number[] }>()

  function find(symbol: string): Listing | undefined {
    if (unknown.has(symbol)) return undefined
    const known = listings.get(symbol) ?? describeListing(symbol)
    listings.set(symbol, known)
    return known
  }

  /** What drawn prices of a symbol go by. */
  function traitsOf(symbol: string) {
    const known = traits.get(symbol)
    if (known !== undefined) return known
    const key = hash(`${seed} ${symbol}`)
    const random = seededRandom(key)
    const drawn = { key, base: 20 + 2_000 * random() ** 2, phases: [random(), random(), random()] }
    traits.set(symbol, drawn)
    return drawn
  }

  /** The price at a moment, the same whoever asks and how. */
  function priceAt({ symbol }: Listing, time: Timestamp): number {
    const { key, base, phases } = traitsOf(symbol)
    const wave = (periodMs: number, i: number): number => Math.sin(2 * Math.PI * (time / periodMs + phases[i]!))
    const noise = chance(key, Math.floor(time / minuteMs)) - 0.5
    const exponent = 0.25 * wave(400 * dayMs, 0) + 0.06 * wave(31 * dayMs, 1) + 0.01 * wave(5 * 3_600_000, 2)
    return base * Math.exp(exponent + 0.002 * noise)
  }

  function draw(listing: Listing, open: Timestamp, close: Timestamp): Row {
    const at = (time: Timestamp): number => Math.round(priceAt(listing, time) * 100) / 100
    const luck = chance(~traitsOf(listing.symbol).key, (open + close) / 1_000)
    const [first, last] = [at(open), at(Math.max(open, close - 1))]
    const reach = Math.round(first * 0.003 * luck * 100) / 100
    return {
      time: open,
      open: first,
      high: Math.max(first, last) + reach,
      low: Math.min(first, last) - reach / 2,
      close: last,
      volume: listing.instrumentType === 'CURRENCY' ? 0 : Math.round((1_000 * luck * (close - open)) / minuteMs),
    }
  }

  /** Days of the listing that touch a range, as sessions. */
  function* sessions(
    { zone, opensMs, closesMs, lastWeekday }: Listing,
    from: Timestamp,
    to: Timestamp,
  ): Generator<{ readonly start: Timestamp; readonly end: Timestamp }> {
    const first = Math.floor((from + zone.offsetAt(from)) / dayMs)
    const last = Math.floor((to + zone.offsetAt(to)) / dayMs)
    for (let day = first; day <= last; day++) {
      // 1970-01-01 was a Thursday.
      const weekday = ((((day + 3) % 7) + 7) % 7) + 1
      if (weekday > lastWeekday) continue
      yield { start: zone.toUtc(day * dayMs + opensMs), end: zone.toUtc(day * dayMs + closesMs) }
    }
  }

  function heard({ delayedByMin }: Listing): Timestamp {
    return clock.now() - delayedByMin * minuteMs
  }

  function quote(listing: Listing): Omit<Quote, 'instrument'> {
    const known = quoted.get(listing.symbol)
    if (known !== undefined) return quoteInUnits(known, unitsOf(listing.currency))
    const now = heard(listing)
    const begun = [...sessions(listing, now - 5 * dayMs, now)].filter(({ start }) => start <= now)
    const { start, end } = begun.at(-1) ?? { start: now, end: now }
    const time = Math.floor(Math.min(now, end) / 1_000) * 1_000
    const last = Math.round(priceAt(listing, time) * 100) / 100
    const isOpen = now < end && listing.instrumentType === 'EQUITY'
    return {
      time,
      last,
      volume: Math.round((time - start) / 1_000) * 10,
      ...(isOpen && { bid: Math.round((last - 0.02) * 100) / 100, ask: Math.round((last + 0.02) * 100) / 100 }),
    }
  }

  return {
    find,
    quote,
    bars(listing, interval, barMs, from, to) {
      const known = given.get(`${listing.symbol} ${interval}`)
      if (known !== undefined)
        return [...known]
          .filter(({ time }) => time >= from && time < to)
          .map((bar) => inUnits(bar, unitsOf(listing.currency)))
      const now = heard(listing)
      const rows: Row[] = []
      for (const { start, end } of sessions(listing, from - dayMs, Math.min(to, now)))
        for (let open = start; open < end; open += barMs ?? end - start) {
          const close = Math.min(end, barMs === undefined ? end : open + barMs, now)
          if (open >= from && open < to && open < close) rows.push(draw(listing, open, close))
        }
      return rows
    },
    actions: ({ symbol }) => actions.filter(({ instrument }) => symbols.toYahoo(instrument) === symbol),
    session(listing) {
      const now = clock.now()
      const found = [...sessions(listing, now - dayMs, now + 8 * dayMs)].find(({ end }) => end > now)
      return found ?? { start: now, end: now }
    },
  }
}

/** Given prices are ours, in pounds where Yahoo says pence. */
function inUnits({ time, open, high, low, close, volume }: Row, units: number): Row {
  return { time, open: open * units, high: high * units, low: low * units, close: close * units, volume }
}

function quoteInUnits(quote: Quote, units: number): Quote {
  const { last, bid, ask } = quote
  return {
    ...quote,
    last: last * units,
    ...(bid !== undefined && { bid: bid * units }),
    ...(ask !== undefined && { ask: ask * units }),
  }
}

/** In [0, 1), the same for the same two numbers. */
function chance(key: number, count: number): number {
  let mixed = Math.imul(key ^ count, 0x21f0aaad) ^ Math.floor(count / 2 ** 32)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value
}
