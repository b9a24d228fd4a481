import { html, type Markup } from '../page/html.ts'
import { toPercent } from './chart.ts'

/** The shapes that charts place: once a page, before the first of them. They are drawn about their tip. */
export function shapes(): Markup {
  return html`<svg class="shapes" aria-hidden="true"><defs>
<path id="tick" d="M0 0v5"/>
<path id="buy" d="M0 2l5 8.5h-10z"/>
<path id="sell" d="M0 -2l5 -8.5h-10z"/>
</defs></svg>`
}

/** A shape at a place of the unit square, with words for whoever points at it. */
export function mark(shape: 'buy' | 'sell', x: number, y: number, words: string): Markup {
  return html`<use class="${shape}" href="#${shape}" x="${toPercent(x)}" y="${toPercent(1 - y)}"><title>${words}</title></use>`
}
