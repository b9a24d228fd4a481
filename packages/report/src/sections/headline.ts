import type { Performance } from '../figures/performance.ts'
import { html, type Markup } from '../page/html.ts'
import type { ReportData } from '../report-data.ts'
import { performanceMeasures, writeMeasure } from './performance-measures.ts'

const first = ['totalReturn', 'annualizedReturn', 'maxDrawdown', 'sharpe'] as const

/** The four figures that everybody asks for first. */
export function headline(data: ReportData): Markup {
  return html`<dl class="headline">${first.map((measure) => figure(measure, data))}</dl>`
}

function figure(measure: keyof Performance, { performance, benchmark, format }: ReportData): Markup {
  const held =
    benchmark &&
    html`<dd class="aside">${benchmark.name} held: ${writeMeasure(measure, benchmark.performance[measure], format)}</dd>`
  return html`<div><dt>${performanceMeasures[measure].name}</dt>
<dd>${writeMeasure(measure, performance[measure], format)}</dd>${held}</div>`
}
