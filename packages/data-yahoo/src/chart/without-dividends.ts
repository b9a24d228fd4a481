import { ShagunError, type Timestamp } from '@shagun/core'
import type { Zone } from '@shagun/core/adapter'
import type { Context } from '../context.ts'
import { believedRows, type Row } from './believed-rows.ts'
import { type ChartRequest, fetchChart } from './fetch-chart.ts'

const dayMs = 86_400_000

/** Yahoo adjusts days only; within a day all prices are adjusted as those of the day. */
export async function withoutDividendsAfter(
  context: Context,
  request: Pick<ChartRequest, 'instrument' | 'symbol' | 'signal'>,
  rows: readonly Row[],
  zone: Zone,
): Promise<readonly Row[]> {
  const { instrument } = request
  const dayOf = (time: Timestamp): number => Math.floor((time + zone.offsetAt(time)) / dayMs)
  const [from, to] = [rows[0]!.time - dayMs, context.environment.clock.now() + dayMs]
  const days = await fetchChart(context.charts, { ...request, interval: '1d', from, to })
  if (days === undefined) throw noDays(instrument)
  const read = (withoutDividends: boolean) =>
    believedRows(context, instrument, days, { barMs: undefined, withoutDividends })
  const closes = new Map(read(false).map(({ time, close }) => [dayOf(time), close]))
  const ratios = read(true).map(({ time, close }) => {
    const day = dayOf(time)
    return [day, close / (closes.get(day) ?? close)] as const
  })
  return rows.map((row) => {
    const day = dayOf(row.time)
    // Where there is none from this day on, there has been no dividend since either.
    const ratio = ratios.find(([other]) => other >= day)?.[1] ?? 1
    return ratio === 1 ? row : scaled(row, ratio)
  })
}

function scaled({ time, open, high, low, close, volume }: Row, ratio: number): Row {
  return { time, open: open * ratio, high: high * ratio, low: low * ratio, close: close * ratio, volume }
}

function noDays(instrument: string): ShagunError {
  const expected = 'days, whose adjustment for dividends holds for the bars within them'
  const message = `Yahoo has bars within days of ${instrument} and no days; expected ${expected}. Ask for bars adjusted for splits.`
  return new ShagunError('invalid-data', message, { details: { source: 'yahoo', field: 'chart.result', expected } })
}
