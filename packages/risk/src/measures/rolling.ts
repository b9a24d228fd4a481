import type { Series } from '../statistics/series.ts'
import { requireWindow } from '../statistics/slide.ts'
import { differentLength } from './read-returns.ts'

/**
 * Makes a measure of whole series one of a window that moves over them.
 *
 * The result takes the series that the measure takes and gives one value a period: that of the last `window` periods up
 * to it, and NaN before there are as many, or where the measure is `null`. Every window is measured anew, so this fits
 * every measure; `rollingMean`, `rollingVolatility`, `rollingSharpeRatio`, `rollingBeta` and `rollingMaxDrawdown` take
 * the same time whatever the window. What the measure throws comes through, with rows that count from the window's
 * first; series of different lengths throw `invalid-data`.
 *
 * @param measure - of one series or several of one length; the windows are views, to be read and not kept
 * @param window - how many periods
 * @throws ShagunError `invalid-options` where `window` is not a whole number of 1 or more
 * @example
 * ```ts
 * import { informationRatio, omegaRatio, rolling } from '@shagun/risk'
 *
 * const rollingOmega = rolling((returns) => omegaRatio(returns), 2)
 * rollingOmega([0.03, -0.01, 0.02, -0.02]) // NaN, 3, 2, 1
 *
 * const yearly = rolling((own, index) => informationRatio(own, index, { periodsPerYear: 252 }), 252)
 * const ratios = yearly(new Float64Array(500), new Float64Array(500))
 * ```
 */
export function rolling<Windows extends readonly [Series, ...Series[]]>(
  measure: (...windows: Windows) => number | null,
  window: number,
): (...series: { readonly [K in keyof Windows]: Series }) => Float64Array {
  requireWindow('rolling', window)
  return (...series) => {
    const columns = series.map((values) => Float64Array.from(values))
    const { length } = series[0]
    for (const [i, column] of columns.entries())
      if (column.length !== length) throw differentLength('rolling', 'series[0]', length, `series[${i}]`, column.length)
    const results = new Float64Array(length).fill(Number.NaN)
    for (let end = window; end <= results.length; end++) {
      const windows = columns.map((column) => column.subarray(end - window, end))
      results[end - 1] = measure(...(windows as unknown as Windows)) ?? Number.NaN
    }
    return results
  }
}
