import { type AnyShagunError, type InstrumentId, isShagunError, type Quote } from '@shagun/core'
import type { QuoteBatch } from '@shagun/core/adapter'
import type { Context } from '../context.ts'
import { mapInstruments } from '../map-instruments.ts'
import { isNotFound } from '../reply.ts'
import { unexpected } from '../unexpected.ts'
import { fetchChartQuote } from './chart-quote.ts'
import { type Nameless, nameQuote, quoteReader } from './parse-quote.ts'

/** More would make the address too long for some on the way. */
const mostAtOnce = 50

/**
 * The latest quotes. Where Yahoo gives no crumb, what charts tell without one: last price and volume, no bid and ask.
 */
export async function fetchQuotes(
  context: Context,
  instruments: readonly InstrumentId[],
  signal?: AbortSignal,
): Promise<QuoteBatch> {
  signal?.throwIfAborted()
  const symbolOf = mapInstruments(context, instruments)
  const found = new Map<string, Nameless>()
  const failed = new Map<string, AnyShagunError>()
  const symbols = [...new Set(symbolOf.values())]
  for (let i = 0; i < symbols.length; i += mostAtOnce) {
    const batch = symbols.slice(i, i + mostAtOnce)
    try {
      for (const [symbol, quote] of await fetchBatch(context, batch, signal)) found.set(symbol, quote)
    } catch (error) {
      if (!context.sessions.lacksCrumb(error)) throw error
      const rest = symbols.slice(i)
      for (const [symbol, quote] of await fetchWithoutCrumb(context, rest, error, failed, signal))
        found.set(symbol, quote)
      break
    }
  }
  const quotes: Quote[] = []
  const missing: InstrumentId[] = []
  const failures = new Map<InstrumentId, AnyShagunError>()
  for (const instrument of new Set(instruments)) {
    const symbol = symbolOf.get(instrument) ?? ''
    const [quote, failure] = [found.get(symbol), failed.get(symbol)]
    if (quote !== undefined) quotes.push(nameQuote(instrument, quote))
    else missing.push(instrument)
    if (failure !== undefined) failures.set(instrument, failure)
  }
  return { quotes, missing, ...(failures.size > 0 && { failures }) }
}

async function fetchBatch(
  { sessions, quotes, tally }: Context,
  symbols: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Nameless>> {
  const { shape, parseQuote } = await quoteReader()
  const answer = await sessions.run(
    ({ cookie, crumb }) =>
      quotes.fetchJson(
        {
          path: 'v7/finance/quote',
          query: { symbols: symbols.join(','), formatted: false, crumb },
          headers: { cookie },
          ...(signal !== undefined && { signal }),
        },
        shape,
      ),
    signal,
  )
  // Yahoo tells of unknown symbols by leaving them out; where there is no other it has been seen to answer 404.
  if (!answer.ok && isNotFound(answer)) return new Map()
  if (!answer.ok) throw unexpected('a request for quotes', answer.status)
  const found = new Map<string, Nameless>()
  let skipped = 0
  for (const row of answer.body.quoteResponse.result) {
    const read = parseQuote(row)
    if (read === undefined) skipped++
    else if (read.quote !== undefined) found.set(read.symbol, read.quote)
  }
  tally(skipped, 'quotes could not be believed and were left out')
  return found
}

/** The first alone: if charts are refused as well, one request has told. */
async function fetchWithoutCrumb(
  context: Context,
  symbols: readonly string[],
  reason: unknown,
  failed: Map<string, AnyShagunError>,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Nameless>> {
  const found = new Map<string, Nameless>()
  let answered = 0
  const ask = async (symbol: string): Promise<void> => {
    try {
      const quote = await fetchChartQuote(context, symbol, signal)
      answered++
      if (quote !== undefined) found.set(symbol, quote)
    } catch (error) {
      signal?.throwIfAborted()
      if (!isShagunError(error)) throw error
      failed.set(symbol, error)
    }
  }
  const [first, ...others] = symbols
  await ask(first!)
  await Promise.all(others.map(ask))
  if (answered === 0) throw reason
  context.tally(failed.size, 'quotes could not be had from charts either')
  return found
}
