import type { Bars } from '@shagun/core'
import { html, type Markup } from '../page/html.ts'
import type { ChartMark } from '../render-price-chart.ts'
import type { ToY } from './draw-panel.ts'
import { round, toX } from './frame.ts'

/** A word and a triangle that points at the bar. */
export function drawMarks(
  marks: readonly ChartMark[],
  { high, low }: Bars,
  place: (index: number) => number,
  toY: ToY,
): readonly Markup[] {
  return marks.map(({ index, side, text }) => {
    const x = toX(place(index))
    const away = side === 'above' ? -1 : 1
    const tip = round(toY(side === 'above' ? high[index]! : low[index]!) + 4 * away)
    return html`<path class="mark" d="M${x} ${tip}l4 ${6 * away}h-8z"/><text class="marked" x="${x}" y="${round(tip + (side === 'above' ? -10 : 19))}">${text}</text>`
  })
}
