import type { Bars } from '@shagun/core'
import { html, type Markup } from '../page/html.ts'
import type { ChartMark } from '../render-price-chart.ts'
import type { ToY } from './draw-panel.ts'
import { round, toX } from './frame.ts'

const lineHeight = 12

/** A triangle that points at the bar, and the words for it: those of one bar in rows, away from it. */
export function drawMarks(
  marks: readonly ChartMark[],
  { high, low }: Bars,
  place: (index: number) => number,
  toY: ToY,
): readonly Markup[] {
  return [...Map.groupBy(marks, ({ index, side }) => `${index} ${side}`).values()].map((ofBar) => {
    const { index, side } = ofBar[0]!
    const at = place(index)
    const x = toX(at)
    const away = side === 'above' ? -1 : 1
    const tip = round(toY(side === 'above' ? high[index]! : low[index]!) + 4 * away)
    const first = tip + (side === 'above' ? -10 : 19)
    // A word at the edge grows inwards, so that it is not cut off.
    const anchor = at < 0.05 ? 'begin' : at > 0.95 ? 'end' : 'middle'
    return html`<path class="mark" d="M${x} ${tip}l4 ${6 * away}h-8z"/>${ofBar.map(
      ({ text }, row) =>
        html`<text class="marked ${anchor}" x="${x}" y="${round(first + away * row * lineHeight)}">${text}</text>`,
    )}`
  })
}
