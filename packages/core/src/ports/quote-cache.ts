import type { InstrumentId } from '../model/ids.ts'
import type { Label } from '../model/label.ts'
import type { Quote } from '../model/quote.ts'
import type { Awaitable } from './awaitable.ts'

/** A quote, and where it comes from. Plain JSON. */
export interface LabeledQuote extends Label {
  readonly quote: Quote
}

/** Where the latest quotes are kept for a while: in memory, or in a store that several processes share. */
export interface QuoteCache {
  /** Those that it holds, in any order. */
  load(instruments: readonly InstrumentId[]): Awaitable<readonly LabeledQuote[]>
  /** In place of what it holds of these instruments; it may let go of them after `keepMs`. */
  save(quotes: readonly LabeledQuote[], keepMs: number): Awaitable<void>
}

/**
 * A cache in this process.
 *
 * @param options - `capacity`: how many instruments it holds; the one that was saved longest ago goes first. Default: 10,000.
 * @example
 * ```ts
 * import { createMarketData, memoryQuotes } from '@shagun/core'
 * import { csv } from '@shagun/data-csv'
 *
 * const infy = csv({ path: 'infy.csv', instrument: 'NSE:INFY', timeframe: '1d' })
 * const data = createMarketData({ providers: [infy], cache: memoryQuotes({ capacity: 500 }) })
 * ```
 */
export function memoryQuotes({ capacity = 10_000 }: { readonly capacity?: number } = {}): QuoteCache {
  const kept = new Map<InstrumentId, LabeledQuote>()
  return {
    load: (instruments) => instruments.flatMap((instrument) => kept.get(instrument) ?? []),
    save(quotes) {
      for (const labeled of quotes) {
        kept.delete(labeled.quote.instrument)
        kept.set(labeled.quote.instrument, labeled)
      }
      for (const oldest of kept.keys()) {
        if (kept.size <= capacity) break
        kept.delete(oldest)
      }
    },
  }
}
