import { type BarRow, type InstrumentId, ShagunError } from '@shagun/core'
import type { Context } from '../context.ts'
import { type ReadOptions, readRows } from './rows.ts'
import type { Chart } from './shape.ts'

export type Row = Required<BarRow>

/**
 * The rows of a chart that can be believed; of the others is told in the log.
 *
 * @throws ShagunError `invalid-data` where there are rows and none of them can be
 */
export function believedRows(
  context: Context,
  instrument: InstrumentId,
  chart: Chart,
  options: ReadOptions,
): readonly Row[] {
  const stamps = chart.timestamp?.length ?? 0
  const quote = chart.indicators.quote?.[0] ?? {}
  const hasPrices = [quote.open, quote.high, quote.low, quote.close].some(Array.isArray)
  if (stamps > 0 && !hasPrices) throw strange(instrument, stamps)
  const { rows, skipped } = readRows(chart, options)
  context.tally(skipped, 'rows of charts could not be believed and were left out', instrument)
  if (rows.length === 0 && skipped > 0) throw strange(instrument, skipped)
  const jumps = rows.filter(({ open }, i) => i > 0 && isJump(rows[i - 1]!.close, open)).length
  context.tally(jumps, 'bars open at more than five times the close before, or less than a fifth of it', instrument)
  return rows
}

/** Splits are adjusted for, so it may be one that Yahoo missed, or pence taken for pounds. It may also be true. */
function isJump(before: number, now: number): boolean {
  return now > 5 * before || before > 5 * now
}

function strange(instrument: InstrumentId, rows: number): ShagunError {
  const expected = 'columns of open, high, low, close and volume with prices above 0'
  const message = `Yahoo answered ${rows} rows of ${instrument} of which none can be believed; expected ${expected}. If that lasts, Yahoo has changed its format: look for a newer @shagun/data-yahoo, or ask another provider meanwhile.`
  return new ShagunError('invalid-data', message, {
    details: { source: 'yahoo', field: 'chart.result.0.indicators.quote', expected },
  })
}
