import type { Calendar, Quote, Timestamp, Trade } from '@shagun/core'

/**
 * How much the market has traded, as far as a planner was told: plain numbers, to be kept in its state.
 *
 * Quantities are units.
 */
export interface MarketVolume {
  /** What counts so far. */
  readonly counted: number
  /** The highest volume of the session that a quote has told; -1 before the first. */
  readonly told: number
  /** When that was, by the quote. */
  readonly toldAt: Timestamp
  /** Prints that count already, and that `told` does not contain yet. */
  readonly ahead: number
  /** Where the cap's interval began, and what has counted in it. */
  readonly intervalAt: Timestamp
  readonly inInterval: number
}

/** What of the market's volume counts. Without rules: all that is traded outside of auctions. */
export interface VolumeRules {
  /** The most that counts in one interval, units; what is above never counts, so that a block draws no giant child. */
  readonly maxIntervalVolume?: number | undefined
  /** How long such an interval is, ms. Default: a minute. */
  readonly intervalMs?: number | undefined
  /** When quotes were last counted, so that a gap has the room of all its intervals. Default: within the interval. */
  readonly countedAt?: Timestamp | undefined
}

/** What a planner knows when it counts: every `AlgoInput` is one, and what it begins with. */
export interface VolumeInput {
  readonly type?: string
  readonly now: Timestamp
  readonly quote?: Quote
  readonly trade?: Trade
  readonly calendar?: Calendar
}

// A volume that falls is a new session after such a pause of the quotes, and a mistake of the feed before it.
const pauseOfSessionsMs = 3_600_000

/** Nothing has counted yet: from the volume that is told now. */
export function beginVolume(input: VolumeInput): MarketVolume {
  return skipVolume({ counted: 0, told: -1, toldAt: 0, ahead: 0, intervalAt: input.now, inInterval: 0 }, input)
}

/**
 * Counts what has traded since the last time: by how far the volume of the session has grown in the quotes, else print
 * by print.
 *
 * To be called with every input. Prints wait for the quote while quotes tell a volume, and quotes wait for any
 * other news, so that a state changes when there is something to decide and not with every tick; a gap is covered by the
 * next quote. Nothing counts twice: a print that has counted is taken off what the next quote adds. With a calendar only
 * continuous trading counts. A volume that is no number is not one; one that falls within a session counts nothing
 * until it has passed its height.
 *
 * @returns the same object where nothing new counts
 */
export function countVolume(volume: MarketVolume, input: VolumeInput, rules: VolumeRules = {}): MarketVolume {
  const { type, now, quote, trade, calendar } = input
  const session = sessionVolume(quote)
  if (type === 'trade') {
    const counts = session === undefined && isVolume(trade?.quantity) && isContinuous(trade?.time, input)
    return counts ? counting(volume, trade!.quantity, true) : volume
  }
  if (quote === undefined || session === undefined || session === volume.told) return volume
  if (volume.told < 0 || !isContinuous(quote.time, input)) return skipVolume(volume, input)
  const begins = session < volume.told && isNewSession(volume, quote, calendar)
  if (session < volume.told && !begins) return volume
  if (type === 'quote' && !begins) return volume
  const grown = begins ? session : session - volume.told
  const fresh = Math.max(0, grown - volume.ahead)
  const told = { ...volume, told: session, toldAt: timeOf(quote, now), ahead: Math.max(0, volume.ahead - grown) }
  return counting(told, fresh, false)

  function counting(before: MarketVolume, quantity: number, print: boolean): MarketVolume {
    const ahead = print ? before.ahead + quantity : before.ahead
    const { maxIntervalVolume: most, intervalMs = 60_000, countedAt = now } = rules
    if (most === undefined) return { ...before, ahead, counted: before.counted + quantity }
    // A clock that went back begins an interval, too.
    const same = now >= before.intervalAt && now < before.intervalAt + intervalMs
    const used = same ? before.inInterval : 0
    const gap = print ? 1 : Math.max(1, Math.floor((now - countedAt) / intervalMs))
    const counts = Math.max(0, Math.min(quantity, most * gap - used))
    const interval = same ? {} : { intervalAt: now }
    return {
      ...before,
      ...interval,
      ahead,
      inInterval: Math.min(most, used + counts),
      counted: before.counted + counts,
    }
  }
}

/**
 * Leaves out what has traded since the last time: what passed before a start, in a pause or in a halt.
 *
 * @returns the same object where the quotes tell nothing new
 */
export function skipVolume(volume: MarketVolume, { now, quote, calendar }: VolumeInput): MarketVolume {
  const session = sessionVolume(quote)
  if (quote === undefined || session === undefined) {
    // Where the volume stands now will only be told by the next quote.
    return volume.told < 0 && volume.ahead === 0 ? volume : { ...volume, told: -1, ahead: 0 }
  }
  const falls = session < volume.told && !isNewSession(volume, quote, calendar)
  if (falls || (session === volume.told && volume.ahead === 0)) return volume
  return { ...volume, told: session, toldAt: timeOf(quote, now), ahead: 0 }
}

function sessionVolume(quote: Quote | undefined): number | undefined {
  return isVolume(quote?.volume) ? quote?.volume : undefined
}

/** No market trades more units than whole numbers are exact for. */
function isVolume(quantity: number | undefined): quantity is number {
  return quantity !== undefined && quantity >= 0 && quantity <= Number.MAX_SAFE_INTEGER
}

function isContinuous(time: Timestamp | undefined, { now, calendar }: VolumeInput): boolean {
  return calendar === undefined || calendar.phase(Number.isFinite(time) ? time! : now) === 'continuous'
}

function timeOf({ time }: Quote, now: Timestamp): Timestamp {
  return Number.isFinite(time) ? time : now
}

function isNewSession({ toldAt }: MarketVolume, { time }: Quote, calendar: Calendar | undefined): boolean {
  if (!(time > toldAt)) return false
  if (calendar === undefined) return time - toldAt >= pauseOfSessionsMs
  return calendar.sessions(toldAt, time + 1).length > 1 || calendar.day(toldAt).date !== calendar.day(time).date
}
