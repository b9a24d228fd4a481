import { type Bars, type Column, ShagunError } from '@shagun/core'
import { timeTicks } from './charts/time-ticks.ts'
import type { ReportOptions } from './options.ts'
import { createFormat } from './page/format.ts'
import { html, textOf } from './page/html.ts'
import { chartStyle } from './price-chart/chart-style.ts'
import { drawMarks } from './price-chart/draw-marks.ts'
import { drawPanel } from './price-chart/draw-panel.ts'
import { edges, frame, toX } from './price-chart/frame.ts'
import { slotScale } from './price-chart/slot-scale.ts'

/** What stands on a chart beside the prices; everything has a default. */
export interface PriceChartOptions extends Pick<ReportOptions, 'locale' | 'timeZone'> {
  /** What stands at the top; default instrument and timeframe. */
  readonly title?: string
  /** Lines over the prices, in their unit, such as averages. */
  readonly overlays?: readonly ChartLine[]
  /** What stands in panels of its own below, such as oscillators. */
  readonly panels?: readonly ChartPanel[]
  /** What is pointed at, such as patterns. */
  readonly marks?: readonly ChartMark[]
}

/** A value a bar under a name; where it is NaN, the line has a gap. */
export interface ChartLine {
  readonly name: string
  readonly values: Column
}

/** A panel below the prices, with an axis of its own. */
export interface ChartPanel {
  readonly lines: readonly ChartLine[]
  /** Values that columns are drawn for, from 0, behind the lines: a histogram, or volume. */
  readonly columns?: ChartLine
  /** Values at which a dashed line goes across, such as 30 and 70. */
  readonly levels?: readonly number[]
}

/** A word at a bar, above its high or below its low. */
export interface ChartMark {
  /** Counted from the first bar. */
  readonly index: number
  readonly side: 'above' | 'below'
  readonly text: string
}

/**
 * Draws bars as candles, with lines over them and panels below, as one SVG that needs nothing else: light or dark as the
 * reader's system is. Bars stand at equal distances, so that nights and weekends take no room; some 60 to 300 are read best.
 *
 * @returns the drawing, 760 units wide; write it to a file or send it as `image/svg+xml`
 * @throws ShagunError `invalid-options` for an unknown locale or time zone; `invalid-data` where there are fewer than two
 * bars, a line has not one value for each of them, a mark is at no bar, or a level is not finite
 * @example
 * ```ts
 * import type { Bars } from '@shagun/core'
 * import { rsi, sma } from '@shagun/indicators'
 * import { renderPriceChart } from '@shagun/report'
 *
 * declare const bars: Bars
 * const svg = renderPriceChart(bars, {
 *   overlays: [{ name: 'SMA 20', values: sma(bars.close, 20) }],
 *   panels: [{ lines: [{ name: 'RSI 14', values: rsi(bars.close, 14) }], levels: [30, 70] }],
 * })
 * ```
 */
export function renderPriceChart(bars: Bars, options: PriceChartOptions = {}): string {
  const { overlays = [], panels = [], marks = [], title = `${bars.instrument}, ${bars.timeframe}` } = options
  checkLines(bars, [...overlays, ...panels.flatMap(({ lines, columns }) => (columns ? [...lines, columns] : lines))])
  checkPlaces(bars, marks, panels)
  const format = createFormat(options)
  const x = slotScale(bars.time)
  const { top, panelTops, height } = frame(panels.length)
  const names = [...overlays, ...panels.flatMap(({ lines }) => lines)].map(({ name }) => name)
  const image = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${edges.width} ${height}" width="${edges.width}" height="${height}" role="img" aria-labelledby="title desc">
<title id="title">${title}</title>
<desc id="desc">${bars.length} bars as candles${names.length > 0 ? `, with ${names.join(', ')}` : ''}.</desc>
${chartStyle}
<rect class="paper" width="100%" height="100%"/>
<text class="title" x="${edges.left}" y="20">${title}</text>
${drawPanel({ top, height: edges.priceHeight, place: x.index, candles: bars, lines: overlays }, format, (y) =>
  drawMarks(marks, bars, x.index, y),
)}
${panels.map((panel, i) => drawPanel({ ...panel, top: panelTops[i]!, height: edges.panelHeight, place: x.index }, format))}
<g class="time">${timeTicks(x, 6, format).map(
    // A word at the edge grows inwards, so that it is not cut off.
    ({ at, label }) =>
      html`<text class="${at < 0.05 ? 'begin' : 'middle'}" x="${toX(at)}" y="${height - 8}">${label}</text>`,
  )}</g>
</svg>
`
  return textOf(image)
}

function checkLines(bars: Bars, lines: readonly ChartLine[]): void {
  if (bars.length < 2)
    throw new ShagunError(
      'invalid-data',
      `A chart needs two bars or more, and got ${bars.length}: pass more of them.`,
      {
        details: { source: bars.instrument, field: 'length', value: String(bars.length), expected: '2 or more' },
      },
    )
  for (const { name, values } of lines)
    if (values.length !== bars.length)
      throw new ShagunError(
        'invalid-data',
        `The line ${name} has ${values.length} values and there are ${bars.length} bars: pass one for each, NaN for none.`,
        { details: { source: name, field: 'values', value: String(values.length), expected: String(bars.length) } },
      )
}

/** What is nowhere would be drawn at NaN, which makes the whole drawing void. */
function checkPlaces({ length }: Bars, marks: readonly ChartMark[], panels: readonly ChartPanel[]): void {
  for (const { index, text } of marks)
    if (!(Number.isInteger(index) && index >= 0 && index < length))
      throw new ShagunError(
        'invalid-data',
        `The mark ${text} is at bar ${index} and there are ${length} bars: pass an index from 0 to ${length - 1}.`,
        { details: { source: text, field: 'index', value: String(index), expected: `0 to ${length - 1}` } },
      )
  for (const level of panels.flatMap(({ levels = [] }) => levels))
    if (!Number.isFinite(level))
      throw new ShagunError('invalid-data', `A level of a panel is ${level}: pass finite numbers.`, {
        details: { source: 'panels', field: 'levels', value: String(level), expected: 'a finite number' },
      })
}
