import { type DatedCorporateAction, Decimal, type InstrumentId, type Timestamp } from '@shagun/core'
import type { Zone } from '@shagun/core/adapter'
import type { z } from 'zod'
import { reversed } from './chart/fetch-bars.ts'
import { fetchChart } from './chart/fetch-chart.ts'
import { zoneOf } from './chart/rows.ts'
import type { Context } from './context.ts'
import { unitsOf } from './currency.ts'
import { isMoment } from './moment.ts'
import { withZod } from './shapes.ts'

/** Which corporate actions are asked for. */
export interface CorporateActionQuery {
  readonly instrument: InstrumentId
  /** Those with an ex-date from this moment on. */
  readonly from: Timestamp
  /** Those with an ex-date before this moment. */
  readonly to: Timestamp
  /**
   * What the bars that they are for are adjusted for. Default: `none`, which gives splits, and dividends as they were
   * paid. For `splits`, as Yahoo's own bars are, there are only dividends, for each share as it is today.
   */
  readonly adjustment?: 'none' | 'splits'
}

const dayMs = 86_400_000
const shapes = withZod((z) => ({
  dividend: z.looseObject({ date: z.number().refine(isMoment), amount: z.number().positive() }),
  split: z.looseObject({
    date: z.number().refine(isMoment),
    numerator: z.number().positive(),
    denominator: z.number().positive(),
  }),
}))

/** Splits and dividends by ex-date, oldest first. */
export async function fetchCorporateActions(
  context: Context,
  query: CorporateActionQuery,
  signal?: AbortSignal,
): Promise<readonly DatedCorporateAction[]> {
  const { instrument, from, to, adjustment = 'none' } = query
  const symbol = context.symbols.toYahoo(instrument)
  const now = context.environment.clock.now()
  if (!(from <= to)) throw reversed(from, to)
  if (from === to || from > now) return []
  // Yahoo divides dividends by all splits since, so all of those have to be known.
  const request = {
    instrument,
    symbol,
    interval: '1d',
    from: Math.max(from, now - 99 * 365 * dayMs) - dayMs,
    to: now + dayMs,
    signal,
  }
  const chart = await fetchChart(context.charts, request)
  if (chart === undefined) return []

  const { dividend, split } = await shapes()
  const zone = zoneOf(chart.meta)
  const units = unitsOf(chart.meta.currency)
  const { rows: splits, skipped: badSplits } = read(chart.events?.splits, split)
  const { rows: dividends, skipped: badDividends } = read(chart.events?.dividends, dividend)
  context.tally(badSplits + badDividends, 'corporate actions could not be believed and were left out', instrument)

  const actions: DatedCorporateAction[] = dividends.map(({ date, amount }) => {
    const held = adjustment === 'splits' ? new Decimal(1) : splitsAfter(date)
    return {
      instrument,
      action: 'dividend',
      amount: new Decimal(amount).times(held).div(units),
      exDate: exDateOf(date, zone),
    }
  })
  if (adjustment === 'none')
    for (const { date, numerator, denominator } of splits)
      actions.push({
        instrument,
        action: 'split',
        ratio: new Decimal(numerator).div(denominator),
        exDate: exDateOf(date, zone),
      })
  return actions.filter(({ exDate }) => exDate >= from && exDate < to).sort((a, b) => a.exDate - b.exDate)

  function splitsAfter(date: number): Decimal {
    return splits
      .filter((each) => exDateOf(each.date, zone) > exDateOf(date, zone))
      .reduce((product, { numerator, denominator }) => product.times(numerator).div(denominator), new Decimal(1))
  }
}

/** `{"1604673000":{"amount":0.205,"date":1604673000}}` */
function read<T extends z.ZodType>(
  events: Readonly<Record<string, unknown>> | null | undefined,
  shape: T,
): { readonly rows: readonly z.output<T>[]; readonly skipped: number } {
  const read = Object.values(events ?? {}).map((event) => shape.safeParse(event))
  const rows = read.flatMap(({ success, data }) => (success ? [data as z.output<T>] : []))
  return { rows, skipped: read.length - rows.length }
}

/** Yahoo stamps them by the open of the session; without them is who buys from the midnight before. */
function exDateOf(seconds: number, zone: Zone): Timestamp {
  const local = seconds * 1_000 + zone.offsetAt(seconds * 1_000)
  return zone.toUtc(Math.floor(local / dayMs) * dayMs)
}
