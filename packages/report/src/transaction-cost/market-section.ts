import { formatDuration } from '../page/format.ts'
import { html, type Markup, type Part } from '../page/html.ts'
import { missing } from '../sections/missing.ts'
import { section } from '../sections/section.ts'
import type { CostData } from './cost-data.ts'

/** How the order traded in its market, and what the market did afterwards. */
export function marketSection(data: CostData): Markup {
  return section(
    'Spread, volume and reversion',
    html`<div class="columns">${tradingTable(data)}${laterTable(data)}</div>`,
  )
}

function tradingTable({ result, format, figure }: CostData): Markup {
  const { spread, participation, durations } = result
  const time = (value: number | null, why: string): Part => (value === null ? missing(why) : formatDuration(value))
  const untold = 'It is not told when it was.'
  const unfilled = result.fills.length === 0 ? 'Nothing was filled.' : untold
  const rows: readonly (readonly [string, Part])[] = [
    [
      'Half spread captured; positive is a gain',
      figure(spread.captured, 'spread', (share) => format.signedPercent(share)),
    ],
    ['Quoted spread, bps', figure(spread.quotedBps, 'spread', format.ratio)],
    ['Effective spread, bps', figure(spread.effectiveBps, 'spread', format.basisPoints)],
    ['Market volume, ours included', figure(participation.marketVolume, 'participation', format.quantity)],
    ['Our part of it', figure(participation.rate, 'participation', format.percent)],
    ['Notional traded', format.money(result.notional)],
    ['Decision to arrival', time(durations.decisionToArrivalMs, untold)],
    ['Arrival to first fill', time(durations.arrivalToFirstFillMs, unfilled)],
    ['First to last fill', time(durations.firstToLastFillMs, unfilled)],
    ['Arrival to end', time(durations.arrivalToEndMs, untold)],
  ]
  return html`<table>
<caption>Trading</caption>
<thead><tr><th scope="col">Measure</th><th scope="col">Order</th></tr></thead>
<tbody>${rows.map(([name, value]) => html`\n<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}
</tbody></table>`
}

function laterTable({ result: { reversion, spread }, format, figure }: CostData): Markup | undefined {
  if (reversion.length === 0) return undefined
  return html`<table>
<caption>Afterwards, in bps</caption>
<thead><tr><th scope="col">After</th><th scope="col">Reversion</th><th scope="col">Realized spread</th></tr></thead>
<tbody>${reversion.map(({ afterMs, bps }) => {
    const realized = spread.realized.find((each) => each.afterMs === afterMs)?.bps ?? null
    return html`\n<tr><th scope="row">${formatDuration(afterMs)}</th><td>${figure(bps, `reversion.${afterMs}`, format.basisPoints)}</td><td>${figure(
      realized,
      `spread.realized.${afterMs}`,
      format.basisPoints,
    )}</td></tr>`
  })}
</tbody></table>`
}
