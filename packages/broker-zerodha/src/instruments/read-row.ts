import { Decimal, type InstrumentId, type InstrumentKind, parseInstrumentId, type Timestamp } from '@shagun/core'
import { parseIndianDerivative } from '@shagun/core/instruments'
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

/** What stands in a column. */
export type Cell = (column: (typeof columns)[number]) => string

/** Who is in a row, under Kite's number, and on which terms; `undefined` where these cannot be. */
export interface Row {
  readonly id: InstrumentId
  readonly token: number
  readonly terms: RowTerms | undefined
}

export interface RowTerms {
  /** Rows of one sort differ in their names, days, strikes and rights alone. */
  readonly sort: string
  readonly kind: InstrumentKind
  readonly tickSize?: Decimal
  readonly lotSize?: Decimal
  readonly name?: string
  readonly underlying?: string
  readonly expiry?: Timestamp
  readonly strike?: Decimal
  readonly optionType?: 'call' | 'put'
}

/**
 * Makes what reads the rows of one dump; equal numbers, names and days are kept once, as there are a hundred thousand.
 *
 * @returns what gives `undefined` for a row of nobody
 */
export function createRowReader(): (cell: Cell) => Row | undefined {
  const numberOf = remembering((text) => (/^\d+(?:\.\d+)?$/.test(text) ? new Decimal(text) : undefined))
  // A piece of a text holds on to all of it, which here is megabytes.
  const ownText = remembering((text) => ` ${text}`.slice(1))
  const endOf = remembering(parseTime)

  function termsIn(cell: Cell): RowTerms | undefined {
    const kind = kindOf(cell('instrument_type'), cell('segment'))
    if (kind === undefined) return undefined
    // A share is a lot of one, also where that is left out.
    const lot = cell('lot_size') || (kind === 'equity' ? '1' : '')
    const [tickSize, lotSize] = [numberOf(cell('tick_size')), numberOf(lot)]
    // Nobody trades an index, so its tick and lot may be 0.
    if (kind !== 'index' && !(tickSize?.gt(0) && lotSize?.gt(0))) return undefined
    const contract = kind === 'future' || kind === 'option' ? contractIn(cell, kind) : {}
    if (contract === undefined) return undefined
    const name = cell('name')
    return {
      sort: `${kind} ${cell('tick_size')} ${lot} ${contract.underlying ?? ''}`,
      kind,
      ...(tickSize?.gt(0) && { tickSize }),
      ...(lotSize?.gt(0) && { lotSize }),
      ...(kind !== 'future' && kind !== 'option' && name !== '' && { name: ownText(name) }),
      ...contract,
    }
  }

  /** The name of a contract is that of its underlying; where there is none, its symbol tells. */
  function contractIn(cell: Cell, kind: 'future' | 'option'): Partial<RowTerms> | undefined {
    const expiry = endOf(`${cell('expiry')} ${lastTrades[cell('exchange')] ?? '15:30:00'}`)
    const name = cell('name') || parseIndianDerivative(cell('tradingsymbol'))?.underlying
    const strike = kind === 'option' ? numberOf(cell('strike')) : undefined
    if (expiry === undefined || (kind === 'option' && !strike?.gt(0))) return undefined
    return {
      expiry,
      ...(name !== undefined && { underlying: ownText(name) }),
      ...(strike !== undefined && { strike, optionType: cell('instrument_type') === 'PE' ? 'put' : 'call' }),
    }
  }

  return (cell) => {
    const token = Number(cell('instrument_token'))
    const id = idOf(cell('exchange'), cell('tradingsymbol'))
    if (id === undefined || !(Number.isInteger(token) && token > 0 && token < 2 ** 32)) return undefined
    return { id, token, terms: termsIn(cell) }
  }
}

/** The same text is worked out once. */
function remembering<T>(work: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    let value = known.get(text)
    if (value === undefined && !known.has(text)) known.set(` ${text}`.slice(1), (value = work(text)))
    return value as T
  }
}

/** `undefined` for a symbol that is none. */
function idOf(exchange: string, symbol: string): InstrumentId | undefined {
  try {
    return parseInstrumentId(`${exchange}:${symbol}`)
  } catch {
    return undefined
  }
}

function kindOf(type: string, segment: string): InstrumentKind | undefined {
  if (type === 'FUT') return 'future'
  if (type === 'CE' || type === 'PE') return 'option'
  if (type !== 'EQ') return undefined
  return segment === 'INDICES' ? 'index' : 'equity'
}

/** When trading of what expires on a day ends. */
const lastTrades: Readonly<Record<string, string>> = { CDS: '12:30:00', BCD: '12:30:00', MCX: '23:30:00' }
