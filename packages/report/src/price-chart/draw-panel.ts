import type { Bars } from '@shagun/core'
import { extent } from '../charts/extent.ts'
import { valueAxis, valueTicks } from '../charts/scale.ts'
import type { Format } from '../page/format.ts'
import { html, type Markup, type Part } from '../page/html.ts'
import type { ChartLine, ChartPanel } from '../render-price-chart.ts'
import { drawCandles } from './draw-candles.ts'
import { edges, round, toX } from './frame.ts'

/** A panel with its place in the drawing. */
export interface PlacedPanel extends ChartPanel {
  readonly candles?: Bars
  readonly top: number
  readonly height: number
  /** Where a bar stands, from 0 to 1. */
  readonly place: (index: number) => number
}

/** Where a value stands in the drawing. */
export type ToY = (value: number) => number

/** @param over - what else stands over the lines */
export function drawPanel(panel: PlacedPanel, format: Format, over?: (toY: ToY) => Part): Markup {
  const { candles, columns, lines, levels = [], top, height, place } = panel
  const { low, high } = extent(
    ...(candles === undefined ? [] : [candles.high, candles.low]),
    ...(columns === undefined ? [] : [columns.values, [0]]),
    ...lines.map(({ values }) => values),
    levels,
  )
  const axis = valueAxis(...((low <= high ? [low, high] : [0, 1]) as [number, number]), height > 150 ? 5 : 3)
  const toY: ToY = (value) => round(top + (1 - axis.scale(value)) * height)
  return html`<g>${valueTicks(axis, format.axis).map(({ at, label }) => {
    const y = round(top + (1 - at) * height)
    return html`<path class="rule" d="M${edges.left} ${y}H${edges.right}"/><text class="value" x="${edges.right + 6}" y="${y + 4}">${label}</text>`
  })}
${levels.map((level) => html`<path class="level" d="M${edges.left} ${toY(level)}H${edges.right}"/>`)}
${columns === undefined ? undefined : html`<path class="columns" d="${columnPath(columns, place, toY)}"/>`}
${candles === undefined ? undefined : drawCandles(candles, place, toY)}
${lines.map((line, i) => html`<path class="line line-${(i % 5) + 1}" d="${linePath(line, place, toY)}"/>`)}
${over?.(toY)}${drawCaption(panel)}</g>`
}

/** What the lines are, on one row above them. */
function drawCaption({ lines, columns, top }: PlacedPanel): readonly Markup[] {
  let x = edges.left
  return [
    ...lines.map(({ name }, i) => ({ name, key: `line line-${(i % 5) + 1}` })),
    ...(columns === undefined ? [] : [{ name: columns.name, key: 'line column-key' }]),
  ].map(({ name, key }) => {
    const at = x
    // About as wide as the text is set in the widest of usual fonts.
    x += 34 + 7.2 * name.length
    return html`<path class="${key}" d="M${at} ${top - 13}h14"/><text class="name" x="${at + 19}" y="${top - 9}">${name}</text>`
  })
}

/** From value to value; a NaN ends the line, and the next value begins it again. */
function linePath({ values }: ChartLine, place: (index: number) => number, toY: ToY): string {
  let path = ''
  for (let i = 0, pen = 'M'; i < values.length; i++) {
    const value = values[i]!
    if (Number.isFinite(value)) path += `${pen}${toX(place(i))} ${toY(value)}`
    pen = Number.isFinite(value) ? 'L' : 'M'
  }
  return path
}

function columnPath({ values }: ChartLine, place: (index: number) => number, toY: ToY): string {
  const half = ((edges.right - edges.left) / values.length) * 0.3
  let path = ''
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) continue
    path += `M${round(toX(place(i)) - half)} ${toY(0)}V${toY(values[i]!)}h${round(2 * half)}V${toY(0)}Z`
  }
  return path
}
