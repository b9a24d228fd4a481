import type { Calendar, Session } from '@shagun/core'
import type { Curve } from '../schedule/curve.ts'
import type { Window } from '../schedule/window.ts'
import { dayOrigin, type VolumeProfile } from './volume-profile.ts'

/**
 * How much is expected to trade by when in a window, in units: bin by bin of the profile, as they fall into its trading
 * time; of a bin that begins before it or ends after it, the part by time.
 */
export function volumeCurve(
  { binMs, volumes }: VolumeProfile,
  { spans }: Window,
  calendar: Calendar | undefined,
): Curve {
  const elapsed = [0]
  const done = [0]
  for (const { from, to } of spans) {
    for (let at = from; at < to; ) {
      const origin = dayOrigin(at, calendar)!
      const bin = Math.floor((at - origin) / binMs)
      const session = sessionOf(at, origin, calendar)
      // A session's first and last bin are as long as they lie in it.
      const opens = Math.max(origin + bin * binMs, session.open)
      const closes = Math.min(origin + (bin + 1) * binMs, session.close)
      const end = Math.min(closes, to)
      elapsed.push(elapsed.at(-1)! + end - at)
      done.push(done.at(-1)! + ((volumes[bin] ?? 0) * (end - at)) / (closes - opens))
      at = end
    }
  }
  return { elapsed, done }
}

function sessionOf(at: number, origin: number, calendar: Calendar | undefined): Pick<Session, 'open' | 'close'> {
  return calendar?.session(at) ?? { open: origin, close: origin + dayMs }
}

const dayMs = 86_400_000
