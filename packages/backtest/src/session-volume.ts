import { type Bar, type Bars, barClose, type Calendar, type InstrumentId, type Timestamp } from '@shagun/core'

/** What has been traded in the session when a bar has closed, as a quote tells it. */
export type SessionVolume = (bar: Bar) => number

/** Counted from the finest series of each instrument; a session is the calendar's, or the day in UTC without one. */
export function createSessionVolume(series: readonly Bars[], calendar: Calendar | undefined): SessionVolume {
  const finest = new Map<InstrumentId, Bars['timeframe']>()
  for (const { instrument, timeframe } of series) {
    const other = finest.get(instrument)
    if (other === undefined || barClose(0, timeframe) < barClose(0, other)) finest.set(instrument, timeframe)
  }
  const sessions = new Map<InstrumentId, { volume: number; ends: Timestamp }>()

  return ({ instrument, timeframe, time, volume }) => {
    let session = sessions.get(instrument)
    if (session === undefined || time >= session.ends) {
      session = { volume: 0, ends: endOfSession(time, calendar) }
      sessions.set(instrument, session)
    }
    if (finest.get(instrument) === timeframe && volume > 0) session.volume += volume
    return session.volume
  }
}

function endOfSession(time: Timestamp, calendar: Calendar | undefined): Timestamp {
  return calendar?.nextClose(time) ?? (Math.floor(time / 86_400_000) + 1) * 86_400_000
}
