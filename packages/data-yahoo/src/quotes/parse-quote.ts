import type { InstrumentId, Quote } from '@shagun/core'
import type { z } from 'zod'
import { lacksUnit, unitsOf } from '../currency.ts'
import { isMoment } from '../moment.ts'
import { toPrice } from '../precision.ts'
import { withZod } from '../shapes.ts'

/** A quote that still lacks the name that we know its instrument by. */
export type Nameless = Omit<Quote, 'instrument'>

/** Reads what `v7/finance/quote` answers with. */
export interface QuoteReader {
  /** Rows are read one by one. */
  readonly shape: z.ZodType<{ readonly quoteResponse: { readonly result: readonly unknown[] } }>
  /** What one row says: a quote, that there is none (delisted), or nothing that can be believed. */
  parseQuote(value: unknown): { readonly symbol: string; readonly quote: Nameless | undefined } | undefined
}

/** Of some 85 fields a row those with prices are all that is needed. */
export const quoteReader: () => Promise<QuoteReader> = withZod((z) => {
  const number = z.number().nullish().catch(undefined)
  const text = z.string().nullish().catch(undefined)
  const named = z.looseObject({ symbol: z.string(), quoteType: text })
  const row = named.extend({
    currency: text,
    regularMarketPrice: z.number().positive(),
    regularMarketTime: z.number().positive().refine(isMoment),
    regularMarketVolume: number,
    bid: number,
    ask: number,
    priceHint: number,
    exchangeDataDelayedBy: number,
  })
  return {
    shape: z.looseObject({ quoteResponse: z.looseObject({ result: z.array(z.unknown()) }) }),
    parseQuote(value) {
      const name = named.safeParse(value)
      if (!name.success) return undefined
      if (name.data.quoteType === 'NONE') return { symbol: name.data.symbol, quote: undefined }
      const { success, data } = row.safeParse(value)
      if (!success || lacksUnit(data.currency, data.symbol)) return undefined
      const { exchangeDataDelayedBy: minutes } = data
      return {
        symbol: data.symbol,
        quote: {
          ...pricesOf({ ...data, last: data.regularMarketPrice, time: data.regularMarketTime * 1_000 }),
          ...volumeOf(data.regularMarketVolume),
          ...(isAmount(minutes) && { delayedBySec: minutes * 60 }),
        },
      }
    },
  }
})

/** Yahoo's prices of one moment, in a currency of ISO 4217; a bid or ask of 0 is none, and two that cross are stale. */
export function pricesOf(given: {
  readonly time: number
  readonly last: number
  readonly bid?: number | null | undefined
  readonly ask?: number | null | undefined
  readonly currency?: string | null | undefined
  readonly priceHint?: number | null | undefined
}): Nameless {
  const { time, last, bid, ask, currency, priceHint } = given
  const units = unitsOf(currency)
  const hint = isAmount(priceHint) && priceHint <= 8 ? Math.round(priceHint) : 2
  const price = (raw: number): number => toPrice(raw, hint) / units
  const isCrossed = isPrice(bid) && isPrice(ask) && bid > ask
  return {
    time,
    last: price(last),
    ...(isPrice(bid) && !isCrossed && { bid: price(bid) }),
    ...(isPrice(ask) && !isCrossed && { ask: price(ask) }),
  }
}

export function volumeOf(volume: number | null | undefined): { readonly volume?: number } {
  return isAmount(volume) ? { volume: Math.round(volume) } : {}
}

export function nameQuote(instrument: InstrumentId, quote: Nameless): Quote {
  return { instrument, ...quote }
}

function isPrice(value: number | null | undefined): value is number {
  return typeof value === 'number' && value > 0 && value < Infinity
}

function isAmount(value: number | null | undefined): value is number {
  return typeof value === 'number' && value >= 0 && value < Infinity
}
