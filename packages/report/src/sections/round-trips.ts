import { type RoundTrip, symbolOf } from '@shagun/core'
import { summarizePositions } from '../figures/positions.ts'
import { tripReturn } from '../figures/trip-return.ts'
import { formatDuration } from '../page/format.ts'
import { html, type Markup, type Part } from '../page/html.ts'
import type { ReportData } from '../report-data.ts'
import { missing } from './missing.ts'
import { note, scrolling, section } from './section.ts'

/** How many are listed from the beginning and from the end where there are too many for one page. */
const shownAtEnds = 50

const columns = ['Entry', 'Exit', 'Side', 'Quantity', 'Entry price', 'Exit price', 'Fees', 'Profit', 'Profit %', 'Held']

/** Every finished buy-and-sell or sell-and-buy, and what was still open at the end. */
export function roundTripsSection(data: ReportData): Markup {
  const { roundTrips } = data.result
  if (roundTrips.length === 0)
    return section('Round trips', note('No position was opened and closed again.'), stillOpen(data))
  const left = roundTrips.length - 2 * shownAtEnds
  const rows = (trips: readonly RoundTrip[]): readonly Markup[] => trips.map((trip) => row(trip, data))
  const body =
    left <= 0
      ? rows(roundTrips)
      : [
          ...rows(roundTrips.slice(0, shownAtEnds)),
          html`<tr class="left-out"><td colspan="${columns.length + 1}">${data.format.count(left)} round trips in between are left out</td></tr>`,
          ...rows(roundTrips.slice(-shownAtEnds)),
        ]
  const table = html`<table class="trips">
<thead><tr><th scope="col">Instrument</th>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${body.map((line) => html`\n${line}`)}
</tbody></table>`
  return section('Round trips', note(summary(data, left)), scrolling('Round trips', table), stillOpen(data))
}

function row(trip: RoundTrip, { format, writeTime }: ReportData): Markup {
  const share = tripReturn(trip)
  const cells: readonly Part[] = [
    writeTime(trip.entryTime),
    writeTime(trip.exitTime),
    trip.direction,
    format.quantity(trip.quantity),
    format.price(trip.entryPrice),
    format.price(trip.exitPrice),
    format.money(trip.fees),
    format.gain(trip.profit),
    share === null ? missing('No money was entered.') : format.signedPercent(share),
    formatDuration(trip.exitTime - trip.entryTime),
  ]
  return html`<tr><th scope="row">${symbolOf(trip.instrument)}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`
}

function summary({ result, format }: ReportData, left: number): string {
  const all = format.count(result.roundTrips.length)
  const which = left <= 0 ? '' : `; the first ${shownAtEnds} and the last ${shownAtEnds} are listed`
  return `${all} from flat to flat${which}. Prices are averages, profit is after fees.`
}

function stillOpen({ result, format }: ReportData): Markup | undefined {
  const { open } = summarizePositions(result.fills, 0, 0)
  if (open.size === 0) return undefined
  const positions = [...open].map(
    ([instrument, quantity]) => `${format.quantity(quantity.abs())} ${instrument} ${quantity.gt(0) ? 'long' : 'short'}`,
  )
  return note(`Still open at the end: ${positions.join(', ')}.`)
}
