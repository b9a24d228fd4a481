import type { Column } from '@shagun/core'
import { bands } from '../charts/bands.ts'
import { renderChart } from '../charts/chart.ts'
import { extent } from '../charts/extent.ts'
import { linePath } from '../charts/path.ts'
import { valueAxis, valueTicks } from '../charts/scale.ts'
import { timeScale } from '../charts/time-scale.ts'
import { timeAxis } from '../charts/time-ticks.ts'
import { html, type Markup, type Part } from '../page/html.ts'
import type { ReportData } from '../report-data.ts'
import { closedUpNote } from './closed-up.ts'
import { legend, lineKey } from './legend.ts'
import { note, section } from './section.ts'

/** Equity over time beside what buying and holding would have come to. */
export function equitySection(data: ReportData): Markup {
  const { result, benchmark, drawnAt, format, writeMoment } = data
  const { time, equity, strategy } = result
  if (time.length < 2) return section('Equity', note('A curve needs two moments or more.'))
  const x = timeScale(drawnAt)
  const { low, high } = extent(equity, benchmark?.equity ?? [])
  const y = valueAxis(low, high, 5)
  const held = (index: number): string =>
    benchmark ? `; ${benchmark.name} held ${format.money(benchmark.equity[index]!)}` : ''
  const chart = renderChart({
    id: 'equity',
    title: 'Equity',
    description: describe(data),
    height: 'tall',
    x: timeAxis(x, format),
    y: valueTicks(y, format.axis),
    lines: [
      ...(benchmark ? [linePath('held', drawnAt, benchmark.equity, x.place, y.scale)] : []),
      linePath('strategy', drawnAt, equity, x.place, y.scale),
    ],
    bands: bands(
      time.length,
      (i) => x.place(drawnAt[i]!),
      (i) => `${writeMoment(time[i]!)}: ${format.money(equity[i]!)}${held(i)}`,
    ),
  })
  const end = (name: string, curve: Column): Part => html`${name} <b>${format.money(curve.at(-1)!)}</b>`
  const lines = legend(
    [lineKey('strategy'), end(strategy, equity)],
    ...(benchmark
      ? [[lineKey('held'), end(`${benchmark.name}, bought at the start and held`, benchmark.equity)] as const]
      : []),
  )
  return section('Equity', lines, chart, benchmarkNote(data), closedUpNote(x))
}

function describe({ result, benchmark, format, writeMoment }: ReportData): string {
  const { time, equity, initialEquity } = result
  const { low, high } = extent(equity)
  const held = benchmark
    ? ` ${benchmark.name}, bought and held, ends at ${format.money(benchmark.equity.at(-1)!)}.`
    : ''
  return `From ${format.money(initialEquity)} on ${writeMoment(time[0]!)} to ${format.money(equity.at(-1)!)} on ${writeMoment(
    time.at(-1)!,
  )}, between ${format.money(low)} and ${format.money(high)} on the way.${held}`
}

function benchmarkNote({ benchmark }: ReportData): Markup | undefined {
  if (benchmark === undefined)
    return note('There is nothing to compare with: no bar of a benchmark closes within the run.')
  if (benchmark.oneOf === 1) return undefined
  return note(
    `The run traded on ${benchmark.oneOf} instruments; the comparison is with the first of them, ${benchmark.name}, alone.`,
  )
}
