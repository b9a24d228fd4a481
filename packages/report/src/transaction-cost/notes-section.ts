import { html, type Markup } from '../page/html.ts'
import { section } from '../sections/section.ts'
import type { CostData } from './cost-data.ts'

/** What the result itself says of its figures, once each. */
export function notesSection({ result: { notes } }: CostData): Markup | undefined {
  if (notes.length === 0) return undefined
  const byText = Map.groupBy(notes, ({ text }) => text)
  return section(
    'What to know of these figures',
    html`<ul class="notes">${[...byText].map(
      ([text, same]) => html`\n<li>${text} <code>${same.map(({ about }) => about).join(', ')}</code></li>`,
    )}
</ul>`,
  )
}

export function costFooting({ format }: CostData): Markup {
  return html`<footer>
<p>Costs are signed for the side: positive is a cost, whether bought or sold. Slippage is the average price against a benchmark, in basis points of it.</p>
<p>Reversion is how far the price came back after the last fill. A realized spread is what is left of the effective one at a later mid; the difference is impact.</p>
<p>Times are those of ${format.zone.name}; an order's by the clock of whoever gave it, a benchmark's by that of its market data.</p>
</footer>`
}
