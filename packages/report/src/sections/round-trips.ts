import { type RoundTrip, symbolOf } from '@shagun/core'
import { tripReturn } from '../figures/trip-return.ts'
import { formatDuration } from '../page/format.ts'
import { html, type Markup, type Part } from '../page/html.ts'
import type { ReportData } from '../report-data.ts'
import { missing } from './missing.ts'
import { note, scrolling, section } from './section.ts'

/** How many are listed from the beginning and from the end where there are too many for one page. */
const shownAtEnds = 50

type Column = readonly [name: string, write: (trip: RoundTrip, data: ReportData) => Part]

const instrument: Column = ['Instrument', (trip) => symbolOf(trip.instrument)]

const columns: readonly Column[] = [
  ['Entry', ({ entryTime }, { writeTime }) => writeTime(entryTime)],
  ['Exit', ({ exitTime }, { writeTime }) => writeTime(exitTime)],
  ['Side', ({ direction }) => direction],
  ['Quantity', ({ quantity }, { format }) => format.quantity(quantity)],
  ['Entry price', ({ entryPrice }, { format }) => format.price(entryPrice)],
  ['Exit price', ({ exitPrice }, { format }) => format.price(exitPrice)],
  ['Fees', ({ fees }, { format }) => format.money(fees)],
  ['Profit', ({ profit }, { format }) => format.gain(profit)],
  ['Profit %', (trip, { format }) => share(tripReturn(trip), format.signedPercent)],
  ['Held', holding],
]

/** From a day on by the clock on the wall: a day on which clocks change is a day, and not one of 23 hours. */
function holding({ entryTime, exitTime }: RoundTrip, { format: { zone } }: ReportData): string {
  const elapsed = exitTime - entryTime
  return formatDuration(elapsed < 86_400_000 ? elapsed : zone.toWall(exitTime) - zone.toWall(entryTime))
}

/** Every finished buy-and-sell or sell-and-buy, and what was still open at the end. */
export function roundTripsSection(data: ReportData): Markup {
  const { roundTrips } = data.result
  if (roundTrips.length === 0)
    return section('Round trips', note('No position was opened and closed again.'), stillOpen(data))
  const several = roundTrips.some((trip) => trip.instrument !== roundTrips[0]!.instrument)
  const shown = several ? [instrument, ...columns] : columns
  const left = roundTrips.length - 2 * shownAtEnds
  const rows = (trips: readonly RoundTrip[]): readonly Markup[] => trips.map((trip) => row(trip, shown, data))
  const table = html`<table class="trips">
<thead><tr>${shown.map(([name]) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${
    left <= 0
      ? rows(roundTrips)
      : [
          ...rows(roundTrips.slice(0, shownAtEnds)),
          html`<tr class="left-out"><td colspan="${shown.length}">${data.format.count(left)} in between are left out</td></tr>\n`,
          ...rows(roundTrips.slice(-shownAtEnds)),
        ]
  }</tbody></table>`
  return section('Round trips', note(summary(data, left)), scrolling('Round trips', table), stillOpen(data))
}

function row(trip: RoundTrip, [first, ...others]: readonly Column[], data: ReportData): Markup {
  return html`<tr><th scope="row">${first?.[1](trip, data)}</th>${others.map(
    ([, write]) => html`<td>${write(trip, data)}</td>`,
  )}</tr>\n`
}

function share(value: number | null, write: (value: number) => string): Part {
  return value === null ? missing('No money was entered.') : write(value)
}

function summary({ result, format }: ReportData, left: number): string {
  const all = format.count(result.roundTrips.length)
  const which = left <= 0 ? '' : `; the first ${shownAtEnds} and the last ${shownAtEnds} are listed`
  return `${all} from flat to flat${which}. Prices are averages, profit is after fees.`
}

function stillOpen({ positions, format }: ReportData): Markup | undefined {
  if (positions.open.size === 0) return undefined
  const held = [...positions.open].map(
    ([name, quantity]) => `${format.quantity(quantity.abs())} ${name} ${quantity.gt(0) ? 'long' : 'short'}`,
  )
  return note(`Still open at the end: ${held.join(', ')}.`)
}
