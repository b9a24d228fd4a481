import { z } from 'zod'

// Every field is one that Yahoo may leave out; what is wrong with a field that is not needed is no reason to stop.

const text = z.string().nullish().catch(undefined)
const number = z.number().nullish().catch(undefined)
const cells = z.array(z.unknown()).nullish()

const period = z.looseObject({ start: z.number(), end: z.number() })

const meta = z.looseObject({
  symbol: text,
  currency: text,
  exchangeName: text,
  instrumentType: text,
  exchangeTimezoneName: text,
  dataGranularity: text,
  priceHint: number,
  regularMarketPrice: number,
  regularMarketTime: number,
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

/** What `v8/finance/chart` answers with. */
export const chartShape = z.looseObject({ chart: z.looseObject({ result: z.array(result).min(1) }) })

/** One chart: columns that belong to timestamps by their place. */
export type Chart = z.output<typeof result>
export type ChartMeta = z.output<typeof meta>
