import { type MonthReturn, monthlyReturns } from '../figures/monthly-returns.ts'
import { html, type Markup, type Part } from '../page/html.ts'
import type { ReportData } from '../report-data.ts'
import { missing } from './missing.ts'
import { note, scrolling, section } from './section.ts'

/** Returns by month and year, shaded by how large they are: sign and shade say the same, so neither needs the other. */
export function monthlySection({ result, format, dayOf }: ReportData): Markup {
  const { initialEquity, time, equity } = result
  const years = monthlyReturns(initialEquity.toNumber(), time, equity, format.zone, dayOf)
  if (years.length === 0) return section('Monthly returns', note('There is no month with equity in it.'))
  const largest = Math.max(...years.flatMap(({ months }) => months.map((value) => Math.abs(value ?? 0))))
  const write = (value: MonthReturn): Part => {
    if (value === null) return missing('There was no equity left to earn on.')
    return value === undefined ? undefined : format.barePercent(value)
  }
  const names = Array.from({ length: 12 }, (_, month) => format.monthName(month))
  const table = html`<table class="months">
<thead><tr><th scope="col">Year</th>${names.map((name) => html`<th scope="col">${name}</th>`)}<th scope="col">Total</th></tr></thead>
<tbody>${years.map(
    ({ year, months, total }) => html`
<tr><th scope="row">${String(year)}</th>${months.map(
      (value) => html`<td class="${shade(value ?? 0, largest)}">${write(value)}</td>`,
    )}<td>${write(total)}</td></tr>`,
  )}
</tbody></table>`
  return section(
    'Monthly returns',
    note('In percent, each from the last equity of the month before.'),
    scrolling('Monthly returns', table),
  )
}

/** `gain-1` to `gain-4` and `loss-1` to `loss-4`, by the share of the largest month. */
function shade(value: number, largest: number): string {
  if (value === 0) return 'even'
  const share = Math.abs(value) / largest
  const depth = [0.15, 0.35, 0.65].filter((limit) => share > limit).length + 1
  return `${value > 0 ? 'gain' : 'loss'}-${depth}`
}
