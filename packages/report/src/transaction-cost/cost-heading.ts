import { formatDuration } from '../page/format.ts'
import { html, type Markup, type Part } from '../page/html.ts'
import type { CostData } from './cost-data.ts'

/** What was wanted, what came of it and when. */
export function costHeading({ result, title, format, writeTime }: CostData): Markup {
  const { side, instrument, fills, filledQuantity, quantity, averagePrice, arrival } = result
  const day = arrival.time ?? fills[0]?.time
  const what = `${format.quantity(quantity)}${instrument === null ? '' : ` ${instrument}`}`
  const became =
    averagePrice === null
      ? `Of ${what} to ${side}, nothing was filled.`
      : `${side === 'buy' ? 'Bought' : 'Sold'} ${format.quantity(filledQuantity)} of ${what} at ${format.price(
          averagePrice,
        )} on average, ${whenFilled(result.fills, writeTime)}.`
  return html`<header>
<h1>${title}</h1>
<p class="lead">${became}</p>
<ul class="instruments">${day === undefined ? undefined : html`<li>${format.date(day)}</li>`}<li>Positive is a cost</li></ul>
</header>`
}

function whenFilled(fills: CostData['result']['fills'], writeTime: CostData['writeTime']): string {
  const [first, last] = [fills[0]!.time, fills.at(-1)!.time]
  if (fills.length === 1) return `in one fill at ${writeTime(first)}`
  return `in ${fills.length} fills ${
    first === last
      ? `at ${writeTime(first)}`
      : `from ${writeTime(first)} to ${writeTime(last)}, ${formatDuration(last - first)}`
  }`
}

/** The four figures that everybody asks for first. */
export function costHeadline({ result, format, figure }: CostData): Markup {
  const { shortfall, arrival, vwap, fillRate, participation } = result
  const bps = (value: number): string => `${format.basisPoints(value)} bps`
  const entry = (name: string, value: Part, aside: Part): Markup =>
    html`<div><dt>${name}</dt>\n<dd>${value}</dd><dd class="aside">${aside}</dd></div>`
  return html`<dl class="headline">${[
    entry(
      'Implementation shortfall',
      figure(shortfall.bps.total, 'shortfall.total', bps),
      shortfall.total === null ? undefined : `${format.gain(shortfall.total)} in money`,
    ),
    entry(
      'Against arrival',
      figure(arrival.slippageBps, 'arrival', bps),
      arrival.price === null ? undefined : `which was ${format.price(arrival.price)}`,
    ),
    entry(
      'Against interval VWAP',
      figure(vwap.slippageBps, 'vwap', bps),
      vwap.price === null ? undefined : `which was ${format.price(vwap.price)}`,
    ),
    entry(
      'Filled',
      format.percent(fillRate),
      participation.rate === null ? undefined : `${format.percent(participation.rate)} of the market’s volume`,
    ),
  ]}</dl>`
}
