import type { z } from 'zod'
import { isMoment } from '../moment.ts'
import { withZod } from '../shapes.ts'

/** One chart: columns that belong to timestamps by their place. */
export interface Chart {
  readonly meta: ChartMeta
  readonly timestamp?: Cells
  readonly events?:
    | {
        readonly dividends?: Readonly<Record<string, unknown>> | null | undefined
        readonly splits?: Readonly<Record<string, unknown>> | null | undefined
      }
    | null
    | undefined
  readonly indicators: {
    readonly quote?: readonly (ChartColumns | null | undefined)[] | null | undefined
    readonly adjclose?: readonly ({ readonly adjclose?: Cells } | null | undefined)[] | null | undefined
  }
}

/** What a chart says of its symbol. */
export interface ChartMeta {
  readonly currency?: string | null | undefined
  readonly exchangeTimezoneName?: string | null | undefined
  readonly dataGranularity?: string | null | undefined
  readonly priceHint?: number | null | undefined
  readonly regularMarketPrice?: number | null | undefined
  readonly regularMarketTime?: number | null | undefined
  readonly regularMarketVolume?: number | null | undefined
  readonly currentTradingPeriod?: { readonly regular: Period } | null | undefined
}

type ChartColumns = { readonly [K in 'open' | 'high' | 'low' | 'close' | 'volume']?: Cells }
type Cells = readonly unknown[] | null | undefined

/** Seconds since 1970. */
interface Period {
  readonly start: number
  readonly end: number
}

/** What `v8/finance/chart` answers with. */
export const chartShape: () => Promise<z.ZodType<{ readonly chart: { readonly result: readonly Chart[] } }>> = withZod(
  (z) => {
    // Every field is one that Yahoo may leave out; what is wrong with a field that is not needed is no reason to stop.
    const text = z.string().nullish().catch(undefined)
    const number = z.number().nullish().catch(undefined)
    const cells = z.array(z.unknown()).nullish()
    const moment = z.number().refine(isMoment)
    const period = z.looseObject({ start: moment, end: moment })
    const meta = z.looseObject({
      currency: text,
      exchangeTimezoneName: text,
      dataGranularity: text,
      priceHint: number,
      regularMarketPrice: number,
      regularMarketTime: moment.nullish().catch(undefined),
      regularMarketVolume: number,
      currentTradingPeriod: z.looseObject({ regular: period }).nullish().catch(undefined),
    })
    const columns = z.looseObject({ open: cells, high: cells, low: cells, close: cells, volume: cells })
    const events = z.looseObject({
      dividends: z.record(z.string(), z.unknown()).nullish(),
      splits: z.record(z.string(), z.unknown()).nullish(),
    })
    const result = z.looseObject({
      meta,
      timestamp: cells,
      events: events.nullish(),
      indicators: z.looseObject({
        quote: z.array(columns.nullish()).nullish(),
        adjclose: z.array(z.looseObject({ adjclose: cells }).nullish()).nullish(),
      }),
    })
    return z.looseObject({ chart: z.looseObject({ result: z.array(result).min(1) }) })
  },
)
