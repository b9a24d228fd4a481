import { html, type Markup } from '../page/html.ts'
import { toPercent } from './chart.ts'

export type Shape = 'buy' | 'sell'

/** The shapes that charts place: once a page, before the first of them. They are drawn about their tip. */
export function shapes(): Markup {
  return html`<svg class="shapes" aria-hidden="true"><defs>
<path id="tick" d="M0 0v5"/>
<path id="buy" d="M0 2l5 8.5h-10z"/>
<path id="sell" d="M0 -2l5 -8.5h-10z"/>
</defs></svg>`
}

/** A shape at a place of the unit square, with words for whoever points at it. */
export function mark(shape: Shape, x: number, y: number, words: string): Markup {
  return html`<use class="${shape}" href="#${shape}" x="${toPercent(x)}" y="${toPercent(1 - y)}"><title>${words}</title></use>`
}

/** The shape by itself, for a legend. */
export function markKey(shape: Shape): Markup {
  return html`<svg class="key" viewBox="-6 -6 12 12" aria-hidden="true"><use class="${shape}" href="#${shape}" y="${shape === 'buy' ? -6 : 6}"/></svg>`
}
