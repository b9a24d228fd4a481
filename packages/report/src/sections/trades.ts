import type { Bars, Fill, InstrumentId } from '@shagun/core'
import { bands } from '../charts/bands.ts'
import { renderChart } from '../charts/chart.ts'
import { thin } from '../charts/decimate.ts'
import { extent } from '../charts/extent.ts'
import { mark } from '../charts/marks.ts'
import { linePath } from '../charts/path.ts'
import { valueAxis, valueTicks } from '../charts/scale.ts'
import { timeScale } from '../charts/time-scale.ts'
import { timeAxis } from '../charts/time-ticks.ts'
import { closeTimes } from '../figures/holding.ts'
import { counted } from '../page/counted.ts'
import { html, type Markup } from '../page/html.ts'
import type { ReportData } from '../report-data.ts'
import { closedUp } from './equity.ts'
import { note, section } from './section.ts'

/** Instruments that get a chart, those with the most fills. */
const mostCharts = 12

/** Fills of one side that are marked on one chart. */
const mostMarks = 100

/** What each instrument cost, with the fills marked where they happened. */
export function tradesSection(data: ReportData): Markup {
  const fills = Map.groupBy(data.result.fills, ({ instrument }) => instrument)
  const series = firstOfEach(data.result.bars.filter(({ length }) => length > 1))
  const traded = (bars: Bars): number => fills.get(bars.instrument)?.length ?? 0
  const drawn = new Set(series.toSorted((a, b) => traded(b) - traded(a)).slice(0, mostCharts))
  const charts = series
    .filter((bars) => drawn.has(bars))
    .map((bars, i) => priceChart(`price-${i + 1}`, bars, fills.get(bars.instrument) ?? [], data))
  return section('Trades', ...charts, leftOut(series.length - drawn.size))
}

function priceChart(
  id: string,
  bars: Bars,
  fills: readonly Fill[],
  { format, writeMoment, writeTime }: ReportData,
): Markup {
  const { instrument, timeframe, close } = bars
  const closes = closeTimes(bars)
  const x = timeScale(closes, bars.time[0])
  const prices = fills.map((fill) => fill.price.toNumber())
  const { low, high } = extent(close, prices)
  const y = valueAxis(low, high, 4)
  // Each side by itself: every second fill of a strategy that buys and sells in turn would be a buy.
  const marked = (['buy', 'sell'] as const).map((side) => {
    const all = fills.filter((fill) => fill.side === side)
    const shown = thin(all, mostMarks)
    const marks = shown.map((fill) => {
      const words = `${writeTime(fill.time)}: ${side} ${format.quantity(fill.quantity)} at ${format.price(fill.price)}`
      return mark(side, x.place(fill.time), y.scale(fill.price.toNumber()), words)
    })
    return { side, marks, count: all.length, shown: shown.length }
  })
  const title = `${instrument}, ${timeframe}`
  const counts = marked.map(({ side, count }) => counted(count, side, format.count)).join(' and ')
  const chart = renderChart({
    id,
    title,
    description: `Price at the close, between ${format.price(low)} and ${format.price(high)}, with ${counts}.`,
    height: 'tall',
    x: timeAxis(x, format),
    y: valueTicks(y, format.axis),
    lines: [linePath('price', closes, close, x.place, y.scale)],
    marks: marked.map(({ marks }) => marks),
    bands: bands(
      close.length,
      (i) => x.place(closes[i]!),
      (i) => `${writeMoment(closes[i]!)}: ${format.price(close[i]!)}`,
    ),
  })
  const thinned = marked
    .filter(({ count, shown }) => shown < count)
    .map(({ side, count, shown }) => `${format.count(shown)} of ${counted(count, side, format.count)}`)
  return html`<h3>${title}</h3>
<ul class="legend">
<li><i class="key price"></i>Close</li>
${marked.map(({ side, count }) => html`<li><svg class="key" viewBox="-6 -6 12 12" aria-hidden="true"><use class="${side}" href="#${side}" y="${side === 'buy' ? -6 : 6}"/></svg>${counted(count, side, format.count)}</li>`)}
</ul>
${chart}${thinned.length > 0 ? note(`Marked are ${thinned.join(' and ')}, evenly spread.`) : undefined}${x.hasGaps ? note(closedUp) : undefined}`
}

/** One series an instrument: a run may watch several timeframes of it. */
function firstOfEach(bars: readonly Bars[]): readonly Bars[] {
  const first = new Map<InstrumentId, Bars>()
  for (const series of bars) if (!first.has(series.instrument)) first.set(series.instrument, series)
  return [...first.values()]
}

function leftOut(count: number): Markup | undefined {
  return count > 0 ? note(`${count} more instruments, with fewer fills, are not drawn.`) : undefined
}
