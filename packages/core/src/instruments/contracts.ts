import type { Decimal } from '../model/decimal.ts'
import { exchangeOf } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
import type { Timestamp } from '../model/time.ts'

/** The options of one strike. */
export interface OptionStrike {
  readonly strike: Decimal
  readonly call?: Instrument
  readonly put?: Instrument
}

/** What is listed on one underlying. */
export interface Contracts {
  /** By expiry. */
  readonly futures: readonly Instrument[]
  /** By expiry, and each by strike. */
  readonly chains: ReadonlyMap<Timestamp, readonly OptionStrike[]>
}

/** Futures and options by exchange and underlying, as in `NFO:NIFTY`; without an underlying or an expiry they are left out. */
export function contractsOf(instruments: Iterable<Instrument>): Map<string, Contracts> {
  const listed = [...instruments].filter(({ underlying, expiry }) => underlying !== undefined && expiry !== undefined)
  const byUnderlying = Map.groupBy(listed, ({ id, underlying }) => `${exchangeOf(id)}:${underlying}`)
  return new Map([...byUnderlying].map(([underlying, contracts]) => [underlying, arrange(contracts)]))
}

function arrange(contracts: readonly Instrument[]): Contracts {
  const byExpiry = contracts.toSorted((a, b) => a.expiry! - b.expiry!)
  const options = byExpiry.filter(({ strike, optionType }) => strike !== undefined && optionType !== undefined)
  const chains = Map.groupBy(options, ({ expiry }) => expiry!)
  return {
    futures: byExpiry.filter(({ kind }) => kind === 'future'),
    chains: new Map([...chains].map(([expiry, chain]) => [expiry, chainOf(chain)])),
  }
}

function chainOf(options: readonly Instrument[]): readonly OptionStrike[] {
  const byStrike = Map.groupBy(options, ({ strike }) => strike!.toString())
  return [...byStrike.values()]
    .map((pair): OptionStrike => {
      const call = pair.find(({ optionType }) => optionType === 'call')
      const put = pair.find(({ optionType }) => optionType === 'put')
      return { strike: pair[0]!.strike!, ...(call !== undefined && { call }), ...(put !== undefined && { put }) }
    })
    .sort((a, b) => a.strike.comparedTo(b.strike))
}
