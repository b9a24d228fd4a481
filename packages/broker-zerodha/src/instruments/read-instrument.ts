import { createInstrument, Decimal, type Instrument, type InstrumentKind, type Timestamp } from '@shagun/core'
import { parseTime } from '../wire-time.ts'

/** Columns of Kite's dump that say what an instrument is; others, such as a price that is not live, are left alone. */
export const columns = [
  'instrument_token',
  'tradingsymbol',
  'name',
  'expiry',
  'strike',
  'tick_size',
  'lot_size',
  'instrument_type',
  'segment',
  'exchange',
] as const

/** What a row holds. */
export type Cell = (column: (typeof columns)[number]) => string

/** An instrument, and Kite's number for it. */
export interface Listed {
  readonly instrument: Instrument
  readonly token: number
}

/** Equal ticks, lots, strikes and names are kept once: there are a hundred thousand rows of them. */
export interface Shared {
  number(text: string): Decimal | undefined
  text(text: string): string
}

export function createShared(): Shared {
  const numbers = new Map<string, Decimal | undefined>()
  const texts = new Map<string, string>()
  return {
    number(text) {
      if (!numbers.has(text)) numbers.set(text, /^\d+(?:\.\d+)?$/.test(text) ? new Decimal(text) : undefined)
      return numbers.get(text)
    },
    text(text) {
      const known = texts.get(text)
      if (known !== undefined) return known
      // A piece of a text holds on to all of it, which here is megabytes.
      const own = ` ${text}`.slice(1)
      texts.set(own, own)
      return own
    },
  }
}

/** @returns `undefined` for a row that cannot be */
export function readInstrument(cell: Cell, { number, text }: Shared): Listed | undefined {
  const token = Number(cell('instrument_token'))
  if (!(Number.isInteger(token) && token > 0 && token < 2 ** 32)) return undefined
  const kind = kindOf(cell('instrument_type'), cell('segment'))
  if (kind === undefined) return undefined
  const isIndex = kind === 'index'
  const [tickSize, lotSize] = [number(cell('tick_size')), number(cell('lot_size'))]
  // Nobody trades an index, so its tick and lot may be 0.
  if (!isIndex && !(tickSize?.gt(0) && lotSize?.gt(0))) return undefined
  const terms = termsOf(kind, cell, { number, text })
  if (terms === undefined) return undefined
  try {
    const instrument = createInstrument({
      id: `${cell('exchange')}:${cell('tradingsymbol')}`,
      kind,
      currency: 'INR',
      ...(tickSize?.gt(0) && { tickSize }),
      ...(lotSize?.gt(0) && { lotSize }),
      ...terms,
    })
    return { instrument, token }
  } catch {
    // A symbol that is none.
    return undefined
  }
}

function kindOf(type: string, segment: string): InstrumentKind | undefined {
  if (type === 'FUT') return 'future'
  if (type === 'CE' || type === 'PE') return 'option'
  if (type !== 'EQ') return undefined
  return segment === 'INDICES' ? 'index' : 'equity'
}

/** The name of a contract is that of its underlying. */
function termsOf(kind: InstrumentKind, cell: Cell, { number, text }: Shared) {
  const name = cell('name')
  if (kind === 'equity' || kind === 'index') return name === '' ? {} : { name: text(name) }
  const expiry = endOf(cell('expiry'), cell('exchange'))
  if (expiry === undefined || name === '') return undefined
  const underlying = text(name)
  if (kind === 'future') return { expiry, underlying }
  const strike = number(cell('strike'))
  if (!strike?.gt(0)) return undefined
  const optionType = cell('instrument_type') === 'PE' ? 'put' : 'call'
  return { expiry, underlying, strike, optionType } as const
}

/** When trading of what expires on a date ends. */
function endOf(date: string, exchange: string): Timestamp | undefined {
  return parseTime(`${date} ${lastTrades[exchange] ?? '15:30:00'}`)
}

const lastTrades: Readonly<Record<string, string>> = { CDS: '12:30:00', BCD: '12:30:00', MCX: '23:30:00' }
