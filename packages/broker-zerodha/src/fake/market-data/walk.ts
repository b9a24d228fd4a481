import { type BarRow, type Calendar, nse, seededRandom, type Timestamp } from '@shagun/core'
import type { Listed } from '../exchange/listing.ts'

/** A minute of trading, in rupees. */
export type Minute = Required<BarRow>

/** Prices of the past, drawn from a seed: the same whoever asks, and whenever. */
export interface Walk {
  /** Minutes of the sessions from `from` to before `to`. */
  minutes(listed: Listed, from: Timestamp, to: Timestamp): Iterable<Minute>
}

const minuteMs = 60_000
const dayMs = 86_400_000

/** Along the hours and holidays of NSE. */
export function createWalk(seed: number, calendar: Calendar = nse()): Walk {
  function priceAt({ token, row }: Listed, time: Timestamp): number {
    const base = row.last_price > 0 ? row.last_price : 20 + 2_000 * seededRandom(token ^ seed)() ** 2
    const phase = (token % 97) / 97
    const wave = (periodMs: number): number => Math.sin(2 * Math.PI * (time / periodMs + phase))
    const noise = chance(token ^ seed, Math.floor(time / minuteMs)) - 0.5
    const tick = row.tick_size > 0 ? row.tick_size : 0.05
    const price =
      base * Math.exp(0.15 * wave(400 * dayMs) + 0.04 * wave(31 * dayMs) + 0.006 * wave(3 * 3_600_000) + 0.001 * noise)
    return round(Math.max(tick, Math.round(price / tick) * tick))
  }

  return {
    *minutes(listed, from, to) {
      const tick = listed.row.tick_size > 0 ? listed.row.tick_size : 0.05
      for (const session of calendar.sessions(from, to)) {
        const first = session.open + Math.max(0, Math.ceil((from - session.open) / minuteMs)) * minuteMs
        for (let time = first; time < Math.min(session.close, to); time += minuteMs) {
          const [open, close] = [priceAt(listed, time - minuteMs), priceAt(listed, time)]
          const luck = chance(~(listed.token ^ seed), time / minuteMs)
          const reach = Math.floor(luck * 4) * tick
          const [high, low] = [
            round(Math.max(open, close) + reach),
            round(Math.max(tick, Math.min(open, close) - reach)),
          ]
          yield { time, open, high, low, close, volume: listed.isIndex ? 0 : Math.floor(luck * 5_000) }
        }
      }
    },
  }
}

function round(price: number): number {
  return Math.round(price * 10_000) / 10_000
}

/** In [0, 1), the same for the same two numbers. */
function chance(key: number, count: number): number {
  let mixed = Math.imul(key ^ count, 0x21f0aaad)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
}
