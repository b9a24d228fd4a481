import { html, type Markup } from '../page/html.ts'
import { note, scrolling, section } from '../sections/section.ts'
import type { CostData } from './cost-data.ts'

const parts = {
  delay: ['Delay', 'from decision to arrival, on what was executed'],
  trading: ['Trading', 'from arrival to the fills'],
  opportunity: ['Opportunity', 'from decision to end, on what was not executed'],
  fees: ['Fees', 'paid on the fills'],
} as const

/** The shortfall in its parts, and their sum. */
export function shortfallSection({ result: { shortfall }, format, figure }: CostData): Markup {
  const row = (part: keyof typeof parts | 'total', name: string, meaning: string): Markup => {
    const about = `shortfall.${part}`
    return html`
<tr><th scope="row">${name}${meaning === '' ? undefined : html` <small>${meaning}</small>`}</th><td>${figure(shortfall[part], about, format.gain)}</td><td>${figure(
      shortfall.bps[part],
      shortfall[part] === null ? about : 'decision',
      format.basisPoints,
    )}</td></tr>`
  }
  const table = html`<table class="costs">
<caption>What the decision was worth on paper, less what became of it</caption>
<thead><tr><th scope="col">Part</th><th scope="col">Cost</th><th scope="col">bps</th></tr></thead>
<tbody>${Object.entries(parts).map(([part, [name, meaning]]) => row(part as keyof typeof parts, name, meaning))}
</tbody>
<tfoot>${row('total', 'Total', '')}
</tfoot></table>`
  return section(
    'Implementation shortfall',
    scrolling('Implementation shortfall', table),
    shortfall.paperNotional === null
      ? undefined
      : note(
          `Basis points are of the paper portfolio, ${format.money(shortfall.paperNotional)}: all that was ordered, at the decision’s price.`,
        ),
  )
}
