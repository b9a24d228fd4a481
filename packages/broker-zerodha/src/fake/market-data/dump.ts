import { seededRandom } from '@shagun/core'
import { type KiteInstrument, segmentCodes } from '../exchange/listing.ts'

/** How many instruments are drawn beside those that were given. */
export interface DumpOptions {
  /** As many as Kite lists: about 100,000. */
  readonly rows: number
  /** Default: 1. */
  readonly seed?: number
}

const underlyings = ['NIFTY', 'BANKNIFTY', 'FINNIFTY', 'MIDCPNIFTY'] as const
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] as const

/** Rows of a dump as large as Kite's, drawn from a seed: shares of both exchanges, futures, and mostly options. */
export function* drawRows({ rows, seed = 1 }: DumpOptions): Iterable<KiteInstrument> {
  const random = seededRandom(seed)
  const shares = Math.ceil(rows * 0.15)
  for (let i = 0; i < shares; i++) yield share(i, random)
  for (let i = 0; i < rows - shares; i++) yield derivative(i, random)
}

function share(i: number, random: () => number): KiteInstrument {
  const exchange = i % 2 === 0 ? 'NSE' : 'BSE'
  const exchangeToken = 500_001 + i
  const symbol = `DRAWN${String(Math.floor(i / 2) + 1).padStart(5, '0')}`
  return {
    instrument_token: exchangeToken * 256 + segmentCodes[exchange]!,
    exchange_token: exchangeToken,
    tradingsymbol: symbol,
    // Some names hold a comma, and then stand in quotes.
    name: i % 7 === 0 ? `${symbol} STEEL, POWER & SONS` : `${symbol} LIMITED`,
    last_price: Math.round((20 + 2_000 * random() ** 2) * 20) / 20,
    expiry: '',
    strike: 0,
    tick_size: 0.05,
    lot_size: 1,
    instrument_type: 'EQ',
    segment: exchange,
    exchange,
  }
}

function derivative(i: number, random: () => number): KiteInstrument {
  const underlying = underlyings[i % underlyings.length]!
  const month = Math.floor(i / underlyings.length) % months.length
  const place = Math.floor(i / (underlyings.length * months.length))
  const isFuture = place === 0
  const strike = isFuture ? 0 : 5_000 + 50 * Math.floor((place - 1) / 2)
  const type = isFuture ? 'FUT' : place % 2 === 1 ? 'CE' : 'PE'
  const exchangeToken = 1_000_001 + i
  return {
    instrument_token: exchangeToken * 256 + segmentCodes['NFO']!,
    exchange_token: exchangeToken,
    tradingsymbol: `${underlying}27${months[month]}${isFuture ? '' : strike}${type}`,
    name: underlying,
    last_price: Math.round((1 + 500 * random()) * 20) / 20,
    expiry: `2027-${String(month + 1).padStart(2, '0')}-25`,
    strike,
    tick_size: 0.05,
    lot_size: 65,
    instrument_type: type,
    segment: isFuture ? 'NFO-FUT' : 'NFO-OPT',
    exchange: 'NFO',
  }
}
