import {
  type Environment,
  exchangeOf,
  type Instrument,
  type InstrumentId,
  ShagunError,
  type Timestamp,
} from '@shagun/core'
import { untilAborted } from '@shagun/core/adapter'
import type { KiteClient } from '../client/kite-client.ts'
import { source } from '../source.ts'
import type { Contracts } from './contract-terms.ts'
import { type Listing, parseDump } from './parse-dump.ts'

/** The exchanges whose instruments Kite knows. */
export const exchanges = ['NSE', 'BSE', 'NFO', 'BFO', 'CDS', 'BCD', 'MCX'] as const

/**
 * What Kite lists, and its numbers for it. Each exchange is fetched when it is first asked for, and once a day: numbers of
 * what has expired are given to others.
 */
export interface InstrumentBook {
  /**
   * Kite's `instrument_token`.
   *
   * @throws ShagunError `not-found`, `unsupported` for an exchange that Kite has not, and what a download throws
   */
  tokenOf(instrument: InstrumentId, signal?: AbortSignal): Promise<number>
  /** @throws ShagunError `unsupported` for an exchange that Kite has not, and what a download throws */
  list(exchange: string, signal?: AbortSignal): Promise<readonly Instrument[]>
  /** One of them; `undefined` for what Kite does not list today, or nobody knows the terms of. Throws as `list` does. */
  find(instrument: InstrumentId): Promise<Instrument | undefined>
}

const dayMs = 86_400_000
/** Half past eight in India, when the dump of the day is there. */
const renewedAtMs = 3 * 3_600_000

export function createInstrumentBook(
  client: Pick<KiteClient, 'readText'>,
  contracts: Contracts,
  { clock, timers, log }: Pick<Environment, 'clock' | 'timers' | 'log'>,
): InstrumentBook {
  const kept = new Map<string, { readonly listing: Listing; readonly goodUntil: Timestamp }>()
  const underWay = new Map<string, Promise<Listing>>()
  const takeTurns = (): Promise<void> => new Promise((resolve) => void timers.after(0, resolve))

  async function fetchListing(exchange: string): Promise<Listing> {
    const goodUntil = Math.floor((clock.now() - renewedAtMs) / dayMs) * dayMs + dayMs + renewedAtMs
    const listing = await parseDump(await client.readText(`/instruments/${exchange}`), exchange, contracts, takeTurns)
    const { skipped, tokens, withheld } = listing
    if (skipped > 0) log.warn(`${source}: ${skipped} instruments of ${exchange} could not be read.`, { count: skipped })
    if (withheld.size > 0) log.warn(whyWithheld(exchange, withheld), { count: withheld.size })
    // An empty one is being made anew.
    if (tokens.size > 0) kept.set(exchange, { listing, goodUntil })
    return listing
  }

  async function listingOf(exchange: string, signal: AbortSignal | undefined): Promise<Listing> {
    signal?.throwIfAborted()
    if (!(exchanges as readonly string[]).includes(exchange)) throw noExchange(exchange)
    const today = kept.get(exchange)
    if (today !== undefined && clock.now() < today.goodUntil) return today.listing
    let flight = underWay.get(exchange)
    if (flight === undefined) {
      flight = fetchListing(exchange).finally(() => underWay.delete(exchange))
      underWay.set(exchange, flight)
    }
    return signal === undefined ? await flight : await untilAborted(signal, flight)
  }

  return {
    async tokenOf(instrument, signal) {
      const token = (await listingOf(exchangeOf(instrument), signal)).tokens.get(instrument)
      if (token === undefined) throw notListed(instrument)
      return token
    },
    list: async (exchange, signal) => (await listingOf(exchange, signal)).instruments,
    find: async (instrument) => (await listingOf(exchangeOf(instrument), undefined)).find(instrument),
  }
}

/** @param served - those that there are */
export function noExchange(exchange: string, served: readonly string[] = exchanges): ShagunError {
  const message = `${source} serves no exchange ${exchange}; expected one of ${served.join(', ')}.`
  return new ShagunError('unsupported', message, { details: { feature: `instruments of ${exchange}`, by: source } })
}

function whyWithheld(exchange: string, withheld: Listing['withheld']): string {
  const names = new Set([...withheld.values()].map(({ id, terms }) => terms?.underlying ?? id))
  const some = [...names].slice(0, 8).join(', ')
  return `${source} counts contracts of ${exchange} in lots, and does not list how much money one moves: ${withheld.size} are left out until their multipliers are declared, of ${some}${names.size > 8 ? ' and others' : ''}. Their prices can be asked for.`
}

function notListed(instrument: InstrumentId): ShagunError {
  const message = `${source} lists no ${instrument} today. Look for its symbol in fetchInstruments('${exchangeOf(instrument)}'); contracts that have expired are gone.`
  return new ShagunError('not-found', message, { details: { source, name: instrument } })
}
