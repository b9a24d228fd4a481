import { batchLines, type Formula, remember, streamLines } from '../formula.ts'
import { byHighLowClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { highest, lowest } from '../parts/fold.ts'
import { pushAt, ring } from '../parts/ring.ts'
import { checkPeriod } from '../period.ts'
import type { HighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

const lines = ['tenkan', 'kijun', 'senkouA', 'senkouB', 'chikou'] as const

/** The five lines of {@link ichimoku}, each as it is known at its bar. */
export interface Ichimoku<T> {
  /** The conversion line. */
  readonly tenkan: T
  /** The base line. */
  readonly kijun: T
  /** The first edge of the cloud that lies over the bar. */
  readonly senkouA: T
  /** Its second edge. */
  readonly senkouB: T
  /** The close, which is drawn so many bars back. */
  readonly chikou: T
}

/**
 * Ichimoku's five lines, after Goichi Hosoda (1969). `tenkan`, `kijun` and the second edge of the cloud are halfway between the
 * highest high and the lowest low of their windows, the first edge halfway between tenkan and kijun; the edges are shifted
 * ahead, and the close, as `chikou`, back.
 *
 * Nothing at a bar comes from a later one. `senkouA` and `senkouB` are the cloud that lies over the bar, from `displacement -
 * 1` bars before: the bar itself is counted, as TradingView does. What will lie over the next bars is known already, and is had
 * with a displacement of 1, which shifts nothing. `chikou` stands at the bar that closed, not `displacement - 1` bars earlier
 * where it is drawn, since nobody knew it there.
 *
 * The first values are at index `tenkanPeriod - 1`, `kijunPeriod - 1`, for the cloud `max(tenkanPeriod, kijunPeriod) +
 * displacement - 2` and `senkouPeriod + displacement - 2`, and 0 for chikou; NaN before. A window that holds a NaN gives NaN,
 * and later ones are not touched.
 *
 * @param bars - three columns of the same bars; the results are in their unit
 * @param tenkanPeriod - bars of the conversion line, from 1
 * @param kijunPeriod - bars of the base line, from 1
 * @param senkouPeriod - bars of the cloud's second edge, from 1
 * @param displacement - bars that the cloud is shifted, the bar itself counted, from 1
 * @param options - `out`: arrays of the same length to write into
 * @throws IndicatorError where a parameter is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { ichimoku } from '@shagun/indicators'
 *
 * const high = new Float64Array([4, 6, 8])
 * const low = new Float64Array([2, 4, 6])
 * const lines = ichimoku({ high, low, close: high }, 1, 2, 2, 2)
 * lines.tenkan    // 3, 5, 7
 * lines.kijun     // NaN, 4, 6
 * lines.senkouA   // NaN, NaN, 4.5: of the bar before
 * ```
 */
export function ichimoku(
  bars: HighLowClose<Series>,
  tenkanPeriod = 9,
  kijunPeriod = 26,
  senkouPeriod = 52,
  displacement = 26,
  options?: Reuse<Ichimoku<Float64Array>>,
): Ichimoku<Float64Array> {
  const { high, low, close } = bars
  const parameters = [tenkanPeriod, kijunPeriod, senkouPeriod, displacement] as const
  return batchLines('ichimoku', lines, { high, low, close }, options, formula(...parameters))
}

/**
 * {@link ichimoku} fed one bar at a time; what it gives is one object, overwritten by the next call.
 *
 * @param tenkanPeriod - bars of the conversion line, from 1
 * @param kijunPeriod - bars of the base line, from 1
 * @param senkouPeriod - bars of the cloud's second edge, from 1
 * @param displacement - bars that the cloud is shifted, the bar itself counted, from 1
 * @throws IndicatorError where a parameter is not such a number
 *
 * @example
 * ```ts
 * import { createIchimoku } from '@shagun/indicators'
 *
 * const lines = createIchimoku(1, 2, 2, 2)
 * lines.update({ high: 4, low: 2, close: 3 })
 * const { tenkan, kijun } = lines.update({ high: 6, low: 4, close: 5 })   // 5 and 4
 * ```
 */
export function createIchimoku(
  tenkanPeriod = 9,
  kijunPeriod = 26,
  senkouPeriod = 52,
  displacement = 26,
): Streaming<HighLowClose<number>, Ichimoku<number>> {
  const parameters = [tenkanPeriod, kijunPeriod, senkouPeriod, displacement] as const
  return streamLines(`ichimoku(${parameters.join()})`, lines, formula(...parameters), byHighLowClose)
}

function formula(tenkanPeriod: number, kijunPeriod: number, senkouPeriod: number, displacement: number): Formula {
  for (const [parameter, period] of Object.entries({ tenkanPeriod, kijunPeriod, senkouPeriod, displacement }))
    checkPeriod('ichimoku', period, 1, parameter)
  const [fast, base, slow] = [midrange(tenkanPeriod), midrange(kijunPeriod), midrange(senkouPeriod)]
  const shift = displacement - 1
  const baseAt = lines.length + fast.start.length
  const slowAt = baseAt + base.start.length
  const firstAt = slowAt + slow.start.length
  const secondAt = firstAt + ring(shift).length
  return {
    memory: remember(lines.length, fast.start, base.start, slow.start, ring(shift), ring(shift)),
    step(from, to, high, low, close) {
      const tenkan = fast.next(from, to, lines.length, high, low)
      const kijun = base.next(from, to, baseAt, high, low)
      const first = (tenkan + kijun) / 2
      const second = slow.next(from, to, slowAt, high, low)
      to[0] = tenkan
      to[1] = kijun
      to[2] = shift === 0 ? first : pushAt(from, to, firstAt, first, shift)
      to[3] = shift === 0 ? second : pushAt(from, to, secondAt, second, shift)
      to[4] = close
    },
  }
}

/** Halfway between the highest high and the lowest low, remembering from index `at` on. */
function midrange(period: number): {
  readonly start: readonly number[]
  readonly next: (from: Float64Array, to: Float64Array, at: number, high: number, low: number) => number
} {
  const [top, bottom] = [highest(period), lowest(period)]
  return {
    start: [...top.start, ...bottom.start],
    next: (from, to, at, high, low) =>
      (top.next(from, to, at, high) + bottom.next(from, to, at + top.start.length, low)) / 2,
  }
}
