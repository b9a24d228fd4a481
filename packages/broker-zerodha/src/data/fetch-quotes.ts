import type { InstrumentId, Quote } from '@shagun/core'
import type { QuoteBatch } from '@shagun/core/adapter'
import { isRow } from '../books/wire.ts'
import type { Context } from './context.ts'
import { readQuote } from './read-quote.ts'
import { refused, unbelievable } from './refused.ts'

/** Kite takes 500. */
const mostAtOnce = 400
/** An address that is longer may not reach Kite. */
const mostCharacters = 12_000

/** The latest quotes. What Kite leaves out is missing, and so is what has not traded yet. */
export async function fetchQuotes(
  context: Context,
  instruments: readonly InstrumentId[],
  signal?: AbortSignal,
): Promise<QuoteBatch> {
  signal?.throwIfAborted()
  const asked = [...new Set(instruments)]
  const served = asked.filter(context.serves)
  if (served.length === 0 && asked.length > 0) context.checkExchange(asked[0]!)
  const quotes = new Map<InstrumentId, Quote>()
  for (const batch of batchesOf(served))
    for (const quote of await fetchBatch(context, batch, signal)) quotes.set(quote.instrument, quote)
  return { quotes: [...quotes.values()], missing: asked.filter((instrument) => !quotes.has(instrument)) }
}

async function fetchBatch(
  { client, tally }: Context,
  batch: readonly InstrumentId[],
  signal: AbortSignal | undefined,
): Promise<readonly Quote[]> {
  const answer = await client.ask((kite) => kite.getQuote([...batch]), { signal })
  if ('refused' in answer) throw refused('quotes', answer.refused)
  const { data } = answer
  if (!isRow(data)) throw unbelievable('a question for quotes', 'data', 'quotes by instrument')
  const there = batch.filter((instrument) => Object.hasOwn(data, instrument) && data[instrument] !== null)
  const read = there.map((instrument) => readQuote(data[instrument], instrument))
  const skipped = read.filter((each) => each === 'unreadable').length
  if (skipped > 0 && skipped === there.length)
    throw unbelievable('a question for quotes', 'last_price', 'prices above 0, with a time')
  if (skipped > 0) tally('warn', 'quotes could not be believed and were left out', { rows: skipped })
  return read.filter((each) => each !== undefined && each !== 'unreadable')
}

/** As few as can. */
function batchesOf(instruments: readonly InstrumentId[]): readonly (readonly InstrumentId[])[] {
  const batches: InstrumentId[][] = []
  let characters = Number.POSITIVE_INFINITY
  for (const instrument of instruments) {
    const more = encodeURIComponent(instrument).length + '&i='.length
    const isFull = batches.at(-1)?.length === mostAtOnce || characters + more > mostCharacters
    if (isFull) batches.push([])
    characters = (isFull ? 0 : characters) + more
    batches.at(-1)!.push(instrument)
  }
  return batches
}
