import type { Bars } from '@shagun/core'
import { html, type Markup } from '../page/html.ts'
import type { ToY } from './draw-panel.ts'
import { edges, round, toX } from './frame.ts'

/** Candles: hollow where a bar closed no lower than it opened, filled where it fell. */
export function drawCandles(
  { open, high, low, close, length }: Bars,
  place: (index: number) => number,
  toY: ToY,
): Markup {
  const half = Math.max(0.6, ((edges.right - edges.left) / length) * 0.32)
  let wicks = ''
  const bodies = { rising: '', falling: '' }
  for (let i = 0; i < length; i++) {
    const x = toX(place(i))
    wicks += `M${x} ${toY(high[i]!)}V${toY(low[i]!)}`
    const [upper, lower] = [Math.max(open[i]!, close[i]!), Math.min(open[i]!, close[i]!)]
    const body = `M${round(x - half)} ${toY(upper)}h${round(2 * half)}V${toY(lower)}h${round(-2 * half)}Z`
    bodies[close[i]! >= open[i]! ? 'rising' : 'falling'] += body
  }
  return html`<path class="wick" d="${wicks}"/><path class="rising" d="${bodies.rising}"/><path class="falling" d="${bodies.falling}"/>`
}
