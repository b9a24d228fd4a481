import { type Bars, barClose, type Column, type Fill, type InstrumentId, type Side } from '@shagun/core'
import { bands } from '../charts/bands.ts'
import { renderChart } from '../charts/chart.ts'
import { spreadIndices } from '../charts/decimate.ts'
import { extent } from '../charts/extent.ts'
import { mark, markKey } from '../charts/marks.ts'
import { linePath } from '../charts/path.ts'
import { valueAxis, valueTicks } from '../charts/scale.ts'
import { timeScale } from '../charts/time-scale.ts'
import { timeAxis } from '../charts/time-ticks.ts'
import { closeTimes } from '../figures/holding.ts'
import { counted } from '../page/counted.ts'
import type { Format } from '../page/format.ts'
import { html, type Markup } from '../page/html.ts'
import type { ReportData } from '../report-data.ts'
import { closedUpNote } from './closed-up.ts'
import { legend, lineKey } from './legend.ts'
import { note, section } from './section.ts'

/** Instruments that get a chart, those with the most fills. */
const mostCharts = 12

/** Fills of one side that are marked on one chart. */
const mostMarks = 60

const day = 86_400_000

/** What each instrument cost, with the fills marked where they happened. */
export function pricesSection(data: ReportData): Markup {
  const fills = Map.groupBy(data.result.fills, ({ instrument }) => instrument)
  const series = firstOfEach(data.result.bars.filter(({ length }) => length > 1))
  const traded = (bars: Bars): number => fills.get(bars.instrument)?.length ?? 0
  const drawn = new Set(series.toSorted((a, b) => traded(b) - traded(a)).slice(0, mostCharts))
  const charts = series
    .filter((bars) => drawn.has(bars))
    .map((bars, i) => priceChart(`price-${i + 1}`, bars, fills.get(bars.instrument) ?? [], data))
  if (charts.length === 0) return section('Price and fills', note('A curve needs two bars or more.'))
  const left = series.length - drawn.size
  return section(
    'Price and fills',
    ...charts,
    left > 0 ? note(`${left} more, with fewer fills, are not drawn.`) : undefined,
  )
}

function priceChart(id: string, bars: Bars, fills: readonly Fill[], { format, writeTime }: ReportData): Markup {
  const { close } = bars
  const times = timesOf(bars)
  const x = timeScale(times, bars.time[0])
  const { low, high } = extent(
    close,
    fills.map(({ price }) => price.toNumber()),
  )
  const y = valueAxis(low, high, 4)
  const buys = readSide('buy', fills, format)
  const sells = readSide('sell', fills, format)
  const title = `${bars.instrument}, ${bars.timeframe}`
  const chart = renderChart({
    id,
    title,
    description: `Price at the close, between ${format.price(low)} and ${format.price(high)}, with ${buys.count} and ${sells.count}.`,
    height: 'tall',
    x: timeAxis(x, format),
    y: valueTicks(y, format.axis),
    lines: [linePath('price', times, close, x.place, y.scale)],
    marks: [...buys.shown, ...sells.shown].map(({ side, quantity, price, time }) =>
      mark(
        side,
        x.place(time),
        y.scale(price.toNumber()),
        `${writeTime(time)}: ${side} ${format.quantity(quantity)} at ${format.price(price)}`,
      ),
    ),
    bands: bands(
      close.length,
      (i) => x.place(times[i]!),
      (i) => `${writeTime(times[i]!)}: ${format.price(close[i]!)}`,
    ),
  })
  const thinned = [buys, sells].flatMap(({ thinned }) => thinned ?? [])
  return html`<h3>${title}</h3>
${legend([lineKey('price'), 'Close'], [markKey('buy'), buys.count], [markKey('sell'), sells.count])}
${chart}${thinned.length > 0 ? note(`Marked are ${thinned.join(' and ')}, evenly spread.`) : undefined}${closedUpNote(x)}`
}

/** A close is known at its end; a day's is drawn at the day itself, where it is looked for. */
function timesOf(bars: Bars): Column {
  return barClose(0, bars.timeframe) < day ? closeTimes(bars) : bars.time
}

interface FillsOfSide {
  readonly count: string
  readonly shown: readonly Fill[]
  /** How many of how many are shown, where that is not all. */
  readonly thinned: string | undefined
}

/** One side by itself: every second fill of a strategy that buys and sells in turn would be a buy. */
function readSide(side: Side, fills: readonly Fill[], format: Format): FillsOfSide {
  const all = fills.filter((fill) => fill.side === side)
  const shown = spreadIndices(all.length, mostMarks).map((i) => all[i]!)
  const count = counted(all.length, side, format.count)
  return { count, shown, thinned: shown.length < all.length ? `${shown.length} of ${count}` : undefined }
}

/** One series an instrument: a run may watch several timeframes of it. */
function firstOfEach(bars: readonly Bars[]): readonly Bars[] {
  const first = new Map<InstrumentId, Bars>()
  for (const series of bars) if (!first.has(series.instrument)) first.set(series.instrument, series)
  return [...first.values()]
}
