import type { Performance } from '../figures/performance.ts'
import { tradeStatistics } from '../figures/trade-statistics.ts'
import { html, type Markup, type Part } from '../page/html.ts'
import type { ReportData } from '../report-data.ts'
import { missing } from './missing.ts'
import { performanceMeasures, writeMeasure } from './performance-measures.ts'
import { note, section } from './section.ts'

/** All numbers: those of the curve beside the benchmark's, and those of trading. */
export function measuresSection(data: ReportData): Markup {
  return section('Measures', html`<div class="columns">${curveTable(data)}${tradingTable(data)}</div>`, basis(data))
}

function curveTable({ performance, benchmark, format }: ReportData): Markup {
  const measures = Object.keys(performanceMeasures) as (keyof Performance)[]
  return html`<table>
<caption>Return and risk</caption>
<thead><tr><th scope="col">Measure</th><th scope="col">Run</th>${benchmark && html`<th scope="col">${benchmark.name} held</th>`}</tr></thead>
<tbody>${measures.map(
    (measure) => html`
<tr><th scope="row">${performanceMeasures[measure].name}</th><td>${writeMeasure(measure, performance[measure], format)}</td>${
      benchmark && html`<td>${writeMeasure(measure, benchmark.performance[measure], format)}</td>`
    }</tr>`,
  )}
</tbody></table>`
}

function tradingTable({ result, positions, format }: ReportData): Markup {
  const { count, gain, money, percent, ratio } = format
  const trades = tradeStatistics(result)
  const rows: readonly (readonly [string, Part])[] = [
    ['Orders', count(trades.orders)],
    ['Orders denied, never sent', count(trades.denied)],
    ['Orders rejected by the broker', count(trades.rejected)],
    ['Fills', count(trades.fills)],
    ['Fees', money(trades.fees)],
    ['Round trips', count(trades.roundTrips)],
    ['Win rate, after fees', optional(trades.winRate, percent, 'There is no round trip.')],
    ['Profit factor', optional(trades.profitFactor, ratio, 'It needs a round trip that lost.')],
    ['Average win', optional(trades.averageWin, gain, 'No round trip won.')],
    ['Average loss', optional(trades.averageLoss, gain, 'No round trip lost.')],
    ['Exposure, share of time', optional(positions.exposure, percent, 'No time passed.')],
  ]
  return html`<table>
<caption>Trading</caption>
<thead><tr><th scope="col">Measure</th><th scope="col">Run</th></tr></thead>
<tbody>${rows.map(([name, value]) => html`\n<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}
</tbody></table>`
}

function optional<T>(value: T | null, write: (value: T) => string, why: string): Part {
  return value === null ? missing(why) : write(value)
}

/** What the numbers rest on. */
function basis({ result, periodsPerYear, riskFree, format }: ReportData): Markup | undefined {
  if (periodsPerYear === null) return undefined
  const { time } = result
  const short = time.at(-1)! - time[0]! < 360 * 86_400_000
  return note(
    `Returns are from one moment to the next, ${format.count(periodsPerYear)} of them to a year; risk free: ${format.percent(riskFree)} a year.${
      short ? ' The run is shorter than a year, so what is annualised says more than was seen.' : ''
    }`,
  )
}
