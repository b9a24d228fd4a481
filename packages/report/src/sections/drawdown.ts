import { bands } from '../charts/bands.ts'
import { renderChart } from '../charts/chart.ts'
import { areaPath, linePath } from '../charts/path.ts'
import { valueAxis, valueTicks } from '../charts/scale.ts'
import { timeScale } from '../charts/time-scale.ts'
import { timeAxis } from '../charts/time-ticks.ts'
import type { Markup } from '../page/html.ts'
import type { ReportData } from '../report-data.ts'
import { note, section } from './section.ts'

/** How far equity stood below its highest so far, over time. */
export function drawdownSection(data: ReportData): Markup {
  const { result, deepest, drawnAt, format, writeMoment } = data
  const { time } = result
  if (time.length < 2) return section('Drawdown', note('A curve needs two moments or more.'))
  const below = result.drawdown.map((depth) => -depth)
  const x = timeScale(drawnAt)
  const y = valueAxis(-Math.max(deepest?.depth ?? 0, 0.01), 0, 3)
  const chart = renderChart({
    id: 'drawdown',
    title: 'Drawdown',
    description: describe(data),
    height: 'low',
    x: timeAxis(x, format),
    y: valueTicks(y, format.percentAxis),
    lines: [
      areaPath('under', drawnAt, below, x.place, y.scale, 0),
      linePath('below', drawnAt, below, x.place, y.scale),
    ],
    bands: bands(
      time.length,
      (i) => x.place(drawnAt[i]!),
      (i) => `${writeMoment(time[i]!)}: ${format.percent(below[i]!)}`,
    ),
  })
  return section('Drawdown', note(describe(data)), chart)
}

function describe({ deepest, format, writeMoment }: ReportData): string {
  if (deepest === undefined) return 'Equity never fell below its highest.'
  const { depth, peak, trough, recovered } = deepest
  const from = peak === undefined ? 'from the equity at the start' : `from ${writeMoment(peak)}`
  const end = recovered === undefined ? 'not made good by the end' : `made good on ${writeMoment(recovered)}`
  return `Deepest: ${format.percent(depth)}, ${from} to ${writeMoment(trough)}, ${end}.`
}
