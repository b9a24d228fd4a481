import { bse, type Calendar, mcx, nse, type Timestamp } from '@shagun/core'

const dayMs = 86_400_000
const indiaMs = 19_800_000
/** Currencies trade from nine, and no calendar of core is theirs. */
const nineMs = 9 * 3_600_000

/** The midnight in India that begins the day of a moment. */
export function midnightOf(time: Timestamp): Timestamp {
  return Math.floor((time + indiaMs) / dayMs) * dayMs - indiaMs
}

/** When the first session of a day opens, as Kite stamps days by their midnight. */
export type OpenOfDay = (exchange: string, midnight: Timestamp) => Timestamp

/** A day that no calendar knows for one of trading opens at the usual time. */
export function createOpenOfDay(): OpenOfDay {
  const calendars = new Map<string, Calendar>()

  function calendarOf(exchange: string): Calendar {
    let calendar = calendars.get(exchange)
    if (calendar === undefined) {
      calendar = exchange === 'MCX' ? mcx() : exchange === 'BSE' || exchange === 'BFO' ? bse() : nse()
      calendars.set(exchange, calendar)
    }
    return calendar
  }

  return (exchange, midnight) => {
    if (exchange === 'CDS' || exchange === 'BCD') return midnight + nineMs
    const open = calendarOf(exchange).day(midnight).sessions[0]?.open
    return open ?? midnight + nineMs + (exchange === 'MCX' ? 0 : 15 * 60_000)
  }
}
