import { ShagunError } from '../errors.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'

/** How a vendor's symbols are made from instruments, and read; `undefined` for what it has no symbol for. */
export interface VendorSymbolRule {
  /** The vendor's symbol for an instrument. */
  toVendor(instrument: Instrument): string | undefined
  /** The instrument that a symbol names. */
  fromVendor(symbol: string): InstrumentId | undefined
}

/** What the symbols of vendors mean. */
export interface VendorSymbols {
  add(vendor: string, symbols: Iterable<readonly [InstrumentId, string]> | VendorSymbolRule): void
  toVendor(vendor: string, id: InstrumentId): string
  fromVendor(vendor: string, symbol: string): InstrumentId
}

export function createVendorSymbols(get: (id: InstrumentId) => Instrument | undefined): VendorSymbols {
  const taught = new Map<string, readonly Rule[]>()

  function rulesOf(vendor: string): readonly Rule[] {
    const rules = taught.get(vendor)
    if (rules !== undefined) return rules
    const known = [...taught.keys()].join(', ') || 'none'
    throw notFound(
      `${vendor} is no vendor of the instrument master`,
      `it knows ${known}; add it with addVendor`,
      vendor,
    )
  }

  return {
    add(vendor, symbols) {
      const rule = isRule(symbols) ? ruleOf(symbols, get) : tableOf(vendor, symbols)
      taught.set(vendor, [rule, ...(taught.get(vendor) ?? [])])
    },
    toVendor(vendor, id) {
      for (const rule of rulesOf(vendor)) {
        const symbol = rule.toVendor(id)
        if (symbol !== undefined) return symbol
      }
      throw notFound(`${vendor} has no symbol for ${id}`, 'add it with addVendor, or load the instrument', id)
    },
    fromVendor(vendor, symbol) {
      for (const rule of rulesOf(vendor)) {
        const id = rule.fromVendor(symbol)
        if (id !== undefined) return id
      }
      throw notFound(`${vendor} has a symbol ${symbol} that names no instrument`, 'add it with addVendor', symbol)
    },
  }
}

interface Rule {
  toVendor(id: InstrumentId): string | undefined
  fromVendor(symbol: string): InstrumentId | undefined
}

function isRule(symbols: Iterable<readonly [InstrumentId, string]> | VendorSymbolRule): symbols is VendorSymbolRule {
  return 'toVendor' in symbols
}

function ruleOf(rule: VendorSymbolRule, get: (id: InstrumentId) => Instrument | undefined): Rule {
  return {
    toVendor(id) {
      const instrument = get(id)
      return instrument && rule.toVendor(instrument)
    },
    fromVendor: (symbol) => rule.fromVendor(symbol),
  }
}

function tableOf(vendor: string, symbols: Iterable<readonly [InstrumentId, string]>): Rule {
  const [byId, bySymbol] = [new Map<InstrumentId, string>(), new Map<string, InstrumentId>()]
  for (const [id, symbol] of symbols) {
    const other = bySymbol.get(symbol)
    if (other !== undefined && other !== id) throw twice(vendor, symbol, other, id)
    byId.set(id, symbol)
    bySymbol.set(symbol, id)
  }
  return { toVendor: (id) => byId.get(id), fromVendor: (symbol) => bySymbol.get(symbol) }
}

function twice(vendor: string, symbol: string, first: InstrumentId, second: InstrumentId): ShagunError {
  const expected = `one instrument a symbol, and not ${first} and ${second}`
  return new ShagunError(
    'invalid-data',
    `The table of ${vendor} has the symbol ${symbol} twice; expected ${expected}.`,
    {
      details: { source: vendor, field: 'symbol', value: symbol, expected },
    },
  )
}

function notFound(what: string, remedy: string, name: string): ShagunError {
  return new ShagunError('not-found', `${what}; ${remedy}.`, { details: { source: 'instrument master', name } })
}
