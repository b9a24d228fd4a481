import type { InstrumentId, InstrumentKind } from '@shagun/core'
import type { Context } from './context.ts'
import { withZod } from './shapes.ts'
import { unexpected } from './unexpected.ts'

/** What Yahoo found by a name or a symbol. */
export interface FoundInstrument {
  /** As Yahoo writes it: `RELIANCE.NS`. */
  readonly symbol: string
  /** Left out where no exchange that is mapped stands behind the symbol. */
  readonly instrument?: InstrumentId
  readonly name?: string
  readonly kind?: InstrumentKind
  /** As Yahoo calls it: `NSE`, `NasdaqGS`. */
  readonly exchange?: string
}

const kinds: Readonly<Record<string, InstrumentKind>> = {
  EQUITY: 'equity',
  ETF: 'etf',
  INDEX: 'index',
  FUTURE: 'future',
  OPTION: 'option',
  CURRENCY: 'currency',
  CRYPTOCURRENCY: 'crypto',
}

const shapes = withZod((z) => {
  const text = z.string().nullish().catch(undefined)
  return {
    whole: z.looseObject({ quotes: z.array(z.unknown()) }),
    found: z.looseObject({
      symbol: z.string().min(1),
      shortname: text,
      longname: text,
      exchange: text,
      exchDisp: text,
      quoteType: text,
    }),
  }
})

/** Best match first. */
export async function searchInstruments(
  context: Context,
  query: string,
  signal?: AbortSignal,
): Promise<readonly FoundInstrument[]> {
  const { whole, found } = await shapes()
  const answer = await context.charts.fetchJson(
    {
      path: 'v1/finance/search',
      query: { q: query, quotesCount: 20, newsCount: 0, listsCount: 0 },
      ...(signal !== undefined && { signal }),
    },
    whole,
  )
  if (!answer.ok) throw unexpected('a search', answer.status)
  let skipped = 0
  const hits = answer.body.quotes.flatMap((row): FoundInstrument[] => {
    // Companies that are not listed have no symbol.
    if ((row as { readonly isYahooFinance?: unknown } | null)?.isYahooFinance === false) return []
    const { success, data } = found.safeParse(row)
    if (!success) {
      skipped++
      return []
    }
    const { symbol, exchange, exchDisp } = data
    const instrument = context.symbols.toInstrument(symbol, exchange ?? undefined)
    const name = data.longname ?? data.shortname
    const kind = kinds[data.quoteType ?? '']
    return [
      {
        symbol,
        ...(instrument !== undefined && { instrument }),
        ...(typeof name === 'string' && { name: name.trim() }),
        ...(kind !== undefined && { kind }),
        ...(typeof exchDisp === 'string' && { exchange: exchDisp }),
      },
    ]
  })
  context.tally(skipped, 'search results could not be believed and were left out')
  return hits
}
