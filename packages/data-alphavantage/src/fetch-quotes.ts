import { type AnyShagunError, type InstrumentId, isShagunError, type Quote } from '@shagun/core'
import { createZone, type QuoteBatch } from '@shagun/core/adapter'
import { z } from 'zod'
import { type Desk, entitled } from './desk.ts'
import type { Listing, Pair, Stock } from './listing.ts'
import { readNumber } from './number.ts'
import { fieldOf, isRecord, isTableOf, nameOf, type Reply } from './reply.ts'
import { missing } from './rows.ts'
import { source } from './source.ts'
import { noonOf, readStamp, zoneOf } from './stamp.ts'

/** The most symbols that one request may name. */
const bulkSize = 100
const bulk = 'REALTIME_BULK_QUOTES'

/**
 * The latest quotes: many US listings in one request where the plan holds that, one request each otherwise.
 *
 * A failure is thrown where no quote came; otherwise it is told of those that it came in the way of.
 */
export async function fetchQuotes(
  desk: Desk,
  instruments: readonly InstrumentId[],
  signal: AbortSignal | undefined,
): Promise<QuoteBatch> {
  const quotes = new Map<InstrumentId, Quote>()
  const failures = new Map<InstrumentId, AnyShagunError>()

  async function attempt(
    about: readonly InstrumentId[],
    work: () => Promise<readonly (Quote | undefined)[]>,
  ): Promise<boolean> {
    try {
      for (const quote of await work()) if (quote !== undefined) quotes.set(quote.instrument, quote)
      return true
    } catch (error) {
      signal?.throwIfAborted()
      if (!isShagunError(error)) throw error
      // What is not known is missing, and no failure.
      const goesOn = isShagunError(error, 'not-found', 'unsupported', 'invalid-data')
      const concerned = goesOn ? about.slice(0, 1) : about
      if (error.code !== 'not-found') for (const instrument of concerned) failures.set(instrument, error)
      return goesOn
    }
  }

  const listings: Listing[] = []
  for (const instrument of new Set(instruments))
    await attempt([instrument], async () => {
      listings.push(desk.listings.find(instrument))
      return []
    })
  const inBulk = listings.filter((each): each is Stock => each.kind === 'stock' && each.isInUnitedStates)
  if (desk.entitlement === 'realtime' && inBulk.length > 1)
    for (let i = 0; i < inBulk.length && !desk.client.refuses(bulk); i += bulkSize)
      await attempt([], () => fetchBulk(desk, inBulk.slice(i, i + bulkSize), signal))
  for (const [i, listing] of listings.entries()) {
    if (quotes.has(listing.instrument)) continue
    // What ends the asking holds for all that was still to be asked.
    const rest = listings.slice(i).map(({ instrument }) => instrument)
    const goesOn = await attempt(rest, async () => [
      listing.kind === 'pair' ? await fetchRate(desk, listing, signal) : await fetchQuote(desk, listing, signal),
    ])
    if (!goesOn) break
  }
  const distinct = new Set(failures.values())
  if (quotes.size === 0 && distinct.size > 0) throw [...distinct].find((error) => !isPlan(error)) ?? [...distinct][0]
  for (const error of distinct)
    if (!isPlan(error)) desk.log.warn(`${source}: some quotes are missing. ${error.message}`)
  const missing = [...new Set(instruments)].filter((instrument) => !quotes.has(instrument))
  return { quotes: [...quotes.values()], missing, ...(failures.size > 0 && { failures }) }
}

/** @returns `undefined` for a symbol that Alpha Vantage does not know: it answers with a quote of nothing */
async function fetchQuote(desk: Desk, listing: Stock, signal?: AbortSignal): Promise<Quote | undefined> {
  const { instrument, symbol, calendar } = listing
  const reply = await desk.client.ask({
    function: 'GLOBAL_QUOTE',
    parameters: { symbol, ...entitled(desk, listing) },
    about: instrument,
    urgent: true,
    signal,
  })
  const cells = cellsIn(reply, /^global quote/i)
  if (cells === undefined) throw missing('a quote', instrument)
  if (Object.keys(cells).length === 0) return undefined
  const parsed = quoteCells.safeParse(cells)
  const stamp = readStamp(cells['latest trading day'] ?? cells['latestday'])
  if (!parsed.success || stamp === undefined) throw missing('a price and its day', instrument)
  // Only the day is told, so the price is as of its close, or of as late as can be while that is still to come.
  const { end, sessions } = calendar.day(noonOf(stamp, createZone(calendar.timeZone)))
  const latest = desk.clock.now() - (desk.entitlement === 'delayed' ? 900_000 : 0)
  const { price: last, volume } = parsed.data
  return { instrument, time: Math.min(sessions.at(-1)?.close ?? end, latest), last, ...(volume >= 0 && { volume }) }
}

async function fetchRate(
  { client, clock }: Desk,
  { instrument, from, to }: Pair,
  signal?: AbortSignal,
): Promise<Quote> {
  const reply = await client.ask({
    function: 'CURRENCY_EXCHANGE_RATE',
    parameters: { from_currency: from, to_currency: to },
    about: instrument,
    urgent: true,
    signal,
  })
  const cells = cellsIn(reply, /currency exchange rate/i)
  const parsed = rateCells.safeParse(cells)
  const time = instantOf(cells?.['last refreshed'], cells?.['time zone'])
  if (!parsed.success || time === undefined) throw missing('an exchange rate and its time', instrument)
  const { 'exchange rate': last, 'bid price': bid, 'ask price': ask } = parsed.data
  // A side that nobody quotes is a dash.
  const sides = bid > 0 && ask > 0 ? { bid, ask } : {}
  return { instrument, time: Math.min(time, clock.now()), last, ...sides, delayedBySec: 0 }
}

async function fetchBulk({ client, clock }: Desk, stocks: readonly Stock[], signal?: AbortSignal): Promise<Quote[]> {
  const about = `${stocks.length} instruments`
  const reply = await client.ask({
    function: bulk,
    parameters: { symbol: stocks.map(({ symbol }) => symbol).join(',') },
    about,
    urgent: true,
    signal,
  })
  if (reply.format === 'csv') throw missing('quotes as JSON', about)
  if (isMadeUp(reply.body)) throw client.refuse(bulk, about)
  const { data } = reply.body
  if (!Array.isArray(data)) throw missing('a list of quotes', about)
  return data.flatMap((row): Quote[] => {
    const parsed = bulkCells.safeParse(row)
    if (!parsed.success) return []
    const stock = stocks.find(({ symbol }) => symbol === parsed.data.symbol)
    const time = instantOf(parsed.data.timestamp, 'US/Eastern')
    if (stock === undefined || time === undefined) return []
    const { close: last, volume } = parsed.data
    return [{ instrument: stock.instrument, time: Math.min(time, clock.now()), last, ...(volume >= 0 && { volume }) }]
  })
}

/** A key without the plan gets prices that somebody made up, and a message that says so; true ones come without. */
function isMadeUp({ message }: Readonly<Record<string, unknown>>): boolean {
  return typeof message === 'string' && /artificial|sample|demo|premium|entitle|subscri|illustrat/i.test(message)
}

function instantOf(stamp: unknown, zoneName: unknown): number | undefined {
  const read = readStamp(stamp)
  const zone = zoneOf(typeof zoneName === 'string' ? zoneName : 'UTC')
  return read === undefined || zone === undefined ? undefined : zone.toUtc(read.day + (read.timeOfDay ?? 0))
}

/** The one row of an answer, by the words of its names. */
function cellsIn(reply: Reply, name: RegExp): Readonly<Record<string, unknown>> | undefined {
  const entries =
    reply.format === 'csv'
      ? reply.header.map((key, i): [string, unknown] => [key, reply.rows[0]?.[i]])
      : entriesOf(fieldOf(reply.body, name))
  if (reply.format === 'csv' && !isTableOf('symbol', reply)) return undefined
  if (reply.format === 'csv' && reply.rows.length === 0) return {}
  return entries && Object.fromEntries(entries.map(([key, value]) => [nameOf(key), value]))
}

function entriesOf(value: unknown): [string, unknown][] | undefined {
  return isRecord(value) ? Object.entries(value) : undefined
}

function isPlan(error: unknown): boolean {
  return isShagunError(error, 'unsupported')
}

const price = z.unknown().transform(readNumber).pipe(z.number().positive())
/** What may be missing is NaN then, which is above nothing. */
const optional = z.unknown().transform(readNumber)

const quoteCells = z.looseObject({ price, volume: optional })
const rateCells = z.looseObject({ 'exchange rate': price, 'bid price': optional, 'ask price': optional })
const bulkCells = z.looseObject({ symbol: z.string(), timestamp: z.string(), close: price, volume: optional })
