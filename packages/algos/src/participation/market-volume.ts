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
    const waits =
      session !== undefined || trade === undefined || !(trade.quantity > 0 && isContinuous(trade.time, input))
    return waits || trade.quantity === Number.POSITIVE_INFINITY ? volume : counting(volume, trade.quantity, true)
  }
  if (quote === undefined || session === undefined || session === volume.told) return volume
  if (volume.told < 0 || !isContinuous(quote.time, input)) return skipVolume(volume, input)
  const begins = session < volume.told && isNewSession(volume, quote, calendar)
  if (session < volume.told && !begins) return volume
  if (type === 'quote' && !begins) return volume
  const grown = begins ? session : session - volume.told
  const fresh = Math.max(0, grown - volume.ahead)
  const told = { ...volume, told: session, toldAt: quote.time, ahead: Math.max(0, volume.ahead - grown) }
  return counting(told, fresh, false)

  function counting(before: MarketVolume, quantity: number, print: boolean): MarketVolume {
    const { maxIntervalVolume: most = Number.POSITIVE_INFINITY, intervalMs = 60_000 } = rules
    const ahead = print ? before.ahead + quantity : before.ahead
    const passed = Math.floor((now - before.intervalAt) / intervalMs)
    const same = passed === 0
    // A gap of several intervals has the room of all of them; a clock that went back begins anew.
    const room = same ? most - before.inInterval : most * Math.max(1, passed)
    const counts = Math.max(0, Math.min(quantity, room))
    const interval =
      most === Number.POSITIVE_INFINITY
        ? {}
        : same
          ? { inInterval: before.inInterval + counts }
          : { intervalAt: now, inInterval: Math.min(counts, most) }
    return { ...before, ...interval, ahead, counted: before.counted + counts }
  }
}

/**
 * Leaves out what has traded since the last time: what passed before a start, in a pause or in a halt.
 *
 * @returns the same object where the quotes tell nothing new
 */
export function skipVolume(volume: MarketVolume, { quote, calendar }: VolumeInput): MarketVolume {
  const session = sessionVolume(quote)
  if (quote === undefined || session === undefined) {
    // Where the volume stands now will only be told by the next quote.
    return volume.told < 0 && volume.ahead === 0 ? volume : { ...volume, told: -1, ahead: 0 }
  }
  const falls = session < volume.told && !isNewSession(volume, quote, calendar)
  if (falls || (session === volume.told && volume.ahead === 0)) return volume
  return { ...volume, told: session, toldAt: quote.time, ahead: 0 }
}

function sessionVolume(quote: Quote | undefined): number | undefined {
  const told = quote?.volume
  return told !== undefined && told >= 0 && told < Number.POSITIVE_INFINITY ? told : undefined
}

function isContinuous(time: Timestamp, { now, calendar }: VolumeInput): boolean {
  return calendar === undefined || calendar.phase(Number.isFinite(time) ? time : now) === 'continuous'
}

function isNewSession({ toldAt }: MarketVolume, { time }: Quote, calendar: Calendar | undefined): boolean {
  if (!(time > toldAt)) return false
  if (calendar === undefined) return time - toldAt >= pauseOfSessionsMs
  return calendar.sessions(toldAt, time + 1).length > 1 || calendar.day(toldAt).date !== calendar.day(time).date
}
