import {
  createInstrument,
  Decimal,
  exchangeOf,
  type Instrument,
  type InstrumentId,
  symbolOf,
  type Timestamp,
} from '@shagun/core'
import { istDate, parseIst } from '../wire/ist.ts'

/** A row of Kite's dump of instruments. */
export interface KiteInstrument {
  /** What Kite calls it on the ticker. */
  readonly instrument_token: number
  /** What the exchange calls it. */
  readonly exchange_token: number
  readonly tradingsymbol: string
  readonly name: string
  /** In rupees, and not live. */
  readonly last_price: number
  /** `2026-12-31`, or empty. */
  readonly expiry: string
  /** In rupees; 0 where there is none. */
  readonly strike: number
  /** In rupees. */
  readonly tick_size: number
  /** In shares or units. */
  readonly lot_size: number
  readonly instrument_type: 'EQ' | 'FUT' | 'CE' | 'PE'
  readonly segment: string
  readonly exchange: string
}

/** An instrument as the fake holds it: Kite's row, and what the exchange itself knows. */
export interface Listed {
  readonly row: KiteInstrument
  readonly instrument: Instrument
  readonly key: InstrumentId
  readonly token: number
  readonly isIndex: boolean
}

/** What a segment adds to 256 times the token of the exchange. */
export const segmentCodes: Readonly<Record<string, number>> = {
  NSE: 1,
  NFO: 2,
  CDS: 3,
  BSE: 4,
  BFO: 5,
  BCD: 6,
  MCX: 7,
  INDICES: 9,
  NCO: 12,
}

/** Describes an instrument of core as Kite would. */
export function listInstrument(instrument: Instrument, exchangeToken: number, lastPrice = 0): Listed {
  const { id, kind, expiry, strike, optionType, underlying, name, lotSize } = instrument
  const exchange = exchangeOf(id)
  const type = kind === 'future' ? 'FUT' : kind !== 'option' ? 'EQ' : optionType === 'put' ? 'PE' : 'CE'
  const segment =
    kind === 'index' ? 'INDICES' : type === 'EQ' ? exchange : `${exchange}-${type === 'FUT' ? 'FUT' : 'OPT'}`
  const code = segmentCodes[kind === 'index' ? 'INDICES' : exchange] ?? 1
  const row: KiteInstrument = {
    instrument_token: exchangeToken * 256 + code,
    exchange_token: exchangeToken,
    tradingsymbol: symbolOf(id),
    name: (type === 'EQ' ? name : underlying) ?? symbolOf(id),
    last_price: lastPrice,
    expiry: expiry === undefined ? '' : istDate(expiry),
    strike: strike?.toNumber() ?? 0,
    tick_size: instrument.tickAt(lastPrice).toNumber(),
    lot_size: lotSize.toNumber(),
    instrument_type: type,
    segment,
    exchange,
  }
  return { row, instrument, key: id, token: row.instrument_token, isIndex: kind === 'index' }
}

/** Reads a row of Kite's as the exchange would know it. */
export function listRow(row: KiteInstrument): Listed {
  const key = `${row.exchange}:${row.tradingsymbol}` as InstrumentId
  const isIndex = row.segment === 'INDICES'
  const instrument = createInstrument({
    id: key,
    currency: 'INR',
    kind: isIndex ? 'index' : kindOf(row),
    tickSize: row.tick_size > 0 ? row.tick_size : '0.05',
    lotSize: row.lot_size > 0 ? row.lot_size : 1,
    name: row.name,
    ...(row.expiry !== '' && { expiry: endOf(row.expiry) }),
    ...(row.strike > 0 && { strike: row.strike }),
    ...(row.instrument_type === 'CE' && { optionType: 'call' as const }),
    ...(row.instrument_type === 'PE' && { optionType: 'put' as const }),
    ...(row.instrument_type !== 'EQ' && { underlying: row.name }),
  })
  return { row, instrument, key, token: row.instrument_token, isIndex }
}

function kindOf({ instrument_type, segment }: KiteInstrument): 'equity' | 'future' | 'option' {
  if (instrument_type === 'EQ') return 'equity'
  return segment.endsWith('-FUT') || instrument_type === 'FUT' ? 'future' : 'option'
}

/** Contracts trade until half past three. */
function endOf(date: string): Timestamp {
  return parseIst(`${date} 15:30:00`)!
}

/** Money moved by one unit of quantity for a price change of 1. */
export function worth(listed: Listed, price: Decimal, quantity: number): Decimal {
  return price.times(quantity).times(listed.instrument.multiplier)
}

export const none: Decimal = /* @__PURE__ */ new Decimal(0)
