import { bands } from '../charts/bands.ts'
import { plotUnits, renderChart } from '../charts/chart.ts'
import { spreadIndices } from '../charts/decimate.ts'
import { extent } from '../charts/extent.ts'
import { mark, markKey } from '../charts/marks.ts'
import { linePath } from '../charts/path.ts'
import { type Scale, valueAxis, valueTicks } from '../charts/scale.ts'
import { timeAxis } from '../charts/time-ticks.ts'
import { counted } from '../page/counted.ts'
import { html, type Markup } from '../page/html.ts'
import { closedUpNote } from '../sections/closed-up.ts'
import { legend, lineKey } from '../sections/legend.ts'
import { note, section } from '../sections/section.ts'
import { sourceNames } from './benchmarks-section.ts'
import type { CostData } from './cost-data.ts'
import { filledCurve, plannedCurve, valueAt } from './curves.ts'
import { type Life, lifeOf } from './life.ts'

/** Fills that are marked on the price. */
const mostMarks = 60

/** How much was filled by when, as planned and as it came; and at which prices, among those of the market. */
export function scheduleSection(data: CostData): Markup {
  const life = lifeOf(data.result)
  if (life === undefined)
    return section('Schedule and fills', note('Nothing took any time, so there is nothing to draw.'))
  return section('Schedule and fills', quantityChart(life, data), priceChart(life, data), closedUpNote(life.x))
}

function quantityChart({ x, moments }: Life, { result, format, writeTime }: CostData): Markup {
  const { schedule, fills, quantity, filledQuantity } = result
  const filled = filledCurve(fills, x.from, x.to)
  const planned = schedule === null || schedule.length === 0 ? undefined : plannedCurve(schedule)
  const { high } = extent(filled.value, planned?.value ?? [], [quantity.toNumber()])
  const y = valueAxis(0, high, 4)
  const whole = (value: number): string => format.quantity(Math.round(value))
  const chart = renderChart({
    id: 'filled',
    title: 'Filled quantity over time',
    description: `${format.quantity(filledQuantity)} of ${format.quantity(quantity)} filled in ${counted(fills.length, 'fill', format.count)}${
      planned === undefined ? '' : `, beside a schedule that was to reach ${format.quantity(planned.value.at(-1)!)}`
    }.`,
    height: 'tall',
    x: timeAxis(x, format),
    y: valueTicks(y, format.axis),
    lines: [
      ...(planned === undefined ? [] : [linePath('held', planned.time, planned.value, x.place, y.scale)]),
      linePath('strategy', filled.time, filled.value, x.place, y.scale),
    ],
    bands: bands(
      moments.length,
      (i) => x.place(moments[i]!),
      (i) =>
        `${writeTime(moments[i]!)}: filled ${whole(valueAt(filled, moments[i]!))}${
          planned === undefined ? '' : `, planned ${whole(valueAt(planned, moments[i]!))}`
        }`,
    ),
  })
  return html`${legend(
    [lineKey('strategy'), html`Filled <b>${format.quantity(filledQuantity)}</b>`],
    ...(planned === undefined
      ? []
      : [[lineKey('held'), html`Planned <b>${format.quantity(planned.value.at(-1)!)}</b>`] as const]),
  )}
${chart}${planned === undefined ? note('No schedule was told.') : undefined}`
}

function priceChart({ x }: Life, { result, format, writeTime }: CostData): Markup {
  const { prices, fills, side, arrival, vwap, twap } = result
  const levels = [
    { className: 'arrival', name: 'Arrival', price: arrival.price?.toNumber() ?? null },
    { className: 'vwap', name: 'VWAP', price: vwap.price },
    { className: 'twap', name: 'TWAP', price: twap.price },
  ].filter((level): level is typeof level & { readonly price: number } => level.price !== null)
  const paid = fills.map(({ price }) => price.toNumber())
  const { low, high } = extent(
    prices?.price ?? [],
    paid,
    levels.map(({ price }) => price),
  )
  if (low > high) return note('No price of its life is known.')
  const y = valueAxis(low, high, 4)
  const shown = spreadIndices(fills.length, mostMarks).map((i) => fills[i]!)
  const count = counted(fills.length, side, format.count)
  const chart = renderChart({
    id: 'price',
    title: 'Fills among the prices of the market',
    description: `Between ${format.price(low)} and ${format.price(high)}, with ${count}${levels
      .map(({ name, price }) => `; ${name} ${format.price(price)}`)
      .join('')}.`,
    height: 'tall',
    x: timeAxis(x, format),
    y: valueTicks(y, format.axis),
    lines: [
      ...(prices === null ? [] : [linePath('price', prices.time, prices.price, x.place, y.scale)]),
      ...levels.map(({ className, price }) => level(className, price, y.scale)),
    ],
    marks: shown.map(({ time, quantity, price }) =>
      mark(
        side,
        x.place(time),
        y.scale(price.toNumber()),
        `${writeTime(time)}: ${side} ${format.quantity(quantity)} at ${format.price(price)}`,
      ),
    ),
    ...(prices !== null && {
      bands: bands(
        prices.time.length,
        (i) => x.place(prices.time[i]!),
        (i) => `${writeTime(prices.time[i]!)}: ${format.price(prices.price[i]!)}`,
      ),
    }),
  })
  return html`<h3>Price</h3>
${legend(
  ...(prices === null ? [] : [[lineKey('price'), `Market, ${sourceNames[prices.source]}`] as const]),
  ...levels.map(
    ({ className, name, price }) => [lineKey(className), html`${name} <b>${format.price(price)}</b>`] as const,
  ),
  ...(fills.length === 0 ? [] : [[markKey(side), count] as const]),
)}
${chart}${shown.length < fills.length ? note(`Marked are ${shown.length} of ${count}, evenly spread.`) : undefined}`
}

/** A line from edge to edge. */
function level(className: string, price: number, scale: Scale): Markup {
  const y = Math.round((1 - scale(price)) * plotUnits * 10) / 10
  return html`<path class="${className}" d="M0 ${y}H${plotUnits}"/>`
}
