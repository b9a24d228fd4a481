import type { InstrumentId } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
import type { Timestamp } from '../model/time.ts'
import { type Contracts, contractsOf, type OptionStrike } from './contracts.ts'
import { createSearch, type Search, type SearchOptions } from './search.ts'
import { createVendorSymbols, type VendorSymbolRule } from './vendor-symbols.ts'

/** All instruments that are known, and ways to find one. It is iterable, in the order in which they came. */
export interface InstrumentMaster extends Iterable<Instrument> {
  /** How many instruments there are. */
  readonly size: number
  /** Adds instruments, such as those that `fetchInstruments` gave; one with an id that is there takes its place. */
  load(instruments: Iterable<Instrument>): void
  /** The instrument of that id, where it is known. */
  get(id: InstrumentId): Instrument | undefined
  /**
   * Instruments that every word of the text fits, the best first: by symbol, then by the beginning of a symbol, then by
   * words of the name, the exchange, the underlying, the month of expiry, the strike, and `fut`, `ce` or `pe`. Among
   * equals, shares come before derivatives, and what expires sooner before what expires later.
   */
  search(text: string, options?: SearchOptions): readonly Instrument[]
  /**
   * Teaches a vendor's symbols, as a table of id and symbol or as a rule; what is taught later goes first.
   *
   * @throws ShagunError `invalid-data` where a table has one symbol for two instruments
   */
  addVendor(vendor: string, symbols: Iterable<readonly [InstrumentId, string]> | VendorSymbolRule): void
  /**
   * The vendor's symbol for an instrument.
   *
   * @throws ShagunError `not-found` where the vendor, or its symbol for the instrument, is not known
   */
  toVendor(vendor: string, id: InstrumentId): string
  /**
   * The instrument that a vendor's symbol names.
   *
   * @throws ShagunError `not-found` where the vendor, or the instrument of its symbol, is not known
   */
  fromVendor(vendor: string, symbol: string): InstrumentId
  /**
   * The futures on an underlying by expiry, the nearest first.
   *
   * @param underlying - the exchange of the derivatives and the symbol of what they derive from, as in `NFO:NIFTY`
   * @param from - leaves out what has expired before. Default: leaves out nothing
   */
  futures(underlying: InstrumentId, from?: Timestamp): readonly Instrument[]
  /** When the options on an underlying expire, the nearest first; parameters as for `futures`. */
  expiries(underlying: InstrumentId, from?: Timestamp): readonly Timestamp[]
  /** The options on an underlying that expire then, by strike. */
  optionChain(underlying: InstrumentId, expiry: Timestamp): readonly OptionStrike[]
}

/**
 * A master of instruments, in memory.
 *
 * Indexes are built when they are first asked for after instruments were loaded.
 *
 * @example
 * ```ts
 * import { createInstrument } from '@shagun/core'
 * import { createInstrumentMaster } from '@shagun/core/instruments'
 *
 * const master = createInstrumentMaster([
 *   createInstrument({ id: 'NSE:INFY', currency: 'INR', name: 'Infosys Limited' }),
 *   createInstrument({ id: 'NFO:INFY26DECFUT', kind: 'future', currency: 'INR', underlying: 'INFY', expiry: Date.UTC(2026, 11, 29, 10) }),
 * ])
 * master.search('infos')[0]?.id // 'NSE:INFY'
 * const [nearest, next, far] = master.futures('NFO:INFY', Date.UTC(2026, 11, 1))
 * ```
 */
export function createInstrumentMaster(instruments: Iterable<Instrument> = []): InstrumentMaster {
  const byId = new Map<InstrumentId, Instrument>()
  const vendors = createVendorSymbols((id) => byId.get(id))
  let search: Search | undefined
  let contracts: Map<string, Contracts> | undefined

  function load(more: Iterable<Instrument>): void {
    for (const instrument of more) byId.set(instrument.id, instrument)
    search = undefined
    contracts = undefined
  }

  function on(underlying: InstrumentId): Contracts | undefined {
    contracts ??= contractsOf(byId.values())
    return contracts.get(underlying)
  }

  load(instruments)
  return {
    get size() {
      return byId.size
    },
    load,
    get: (id) => byId.get(id),
    search(text, options = {}) {
      search ??= createSearch(byId.values())
      return search(text, options)
    },
    addVendor: vendors.add,
    toVendor: vendors.toVendor,
    fromVendor: vendors.fromVendor,
    futures: (underlying, from = Number.NEGATIVE_INFINITY) =>
      (on(underlying)?.futures ?? []).filter(({ expiry }) => expiry! >= from),
    expiries: (underlying, from = Number.NEGATIVE_INFINITY) =>
      [...(on(underlying)?.chains.keys() ?? [])].filter((expiry) => expiry >= from),
    optionChain: (underlying, expiry) => on(underlying)?.chains.get(expiry) ?? [],
    [Symbol.iterator]: () => byId.values(),
  }
}
