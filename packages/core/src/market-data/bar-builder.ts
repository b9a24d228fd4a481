import { invalidOption, type ShagunError } from '../errors.ts'
import { type BarPeriod, barClose, checkMultiple, createPeriods, isWithinDay, tradedFrom } from '../model/bar-period.ts'
import type { Bar, Bars } from '../model/bars.ts'
import type { Calendar } from '../model/calendar.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Quote, Trade } from '../model/quote.ts'
import type { Timeframe, Timestamp } from '../model/time.ts'

/** What a builder of bars is made from. */
export interface BarBuilderOptions {
  readonly instrument: InstrumentId
  readonly timeframes: readonly Timeframe[]
  /** Along which bars open and close. Default: the venue never closes, its days are those of UTC. */
  readonly calendar?: Calendar | undefined
  /**
   * `previous-close` puts a bar without volume, at the last price, where nothing traded during a session; none before
   * the first price. Default: `none`.
   */
  readonly fill?: 'none' | 'previous-close'
  /** Told of each bar once it has closed; where several close together, of the finest first. */
  readonly onBar: (bar: Bar, close: Timestamp) => void
}

/** How much was refused, and why. */
export interface RefusedTicks {
  /** Older than a bar that has closed, or than the one that is open. */
  readonly late: number
  /** While no session was on. */
  readonly outside: number
  /** A time, price or quantity that cannot be. */
  readonly invalid: number
}

/** Bars in the making, of one instrument and several timeframes. */
export interface BarBuilder {
  readonly refused: RefusedTicks
  /** A print of the market; what the opening auction makes before the session belongs to its first bar. */
  addTrade(trade: Trade): void
  /**
   * The latest price, for feeds without trades: once trades have come, quotes tell nothing new.
   *
   * Where quotes say what was traded so far that day, the increase is the volume of the bar, and a quote without an
   * increase is about no trade. The first quote of all starts the count, unless the builder was there before the session.
   */
  addQuote(quote: Quote): void
  /**
   * A finer bar, complete; it also says that time has come to its close.
   *
   * @throws ShagunError `invalid-options` where the builder's timeframes are no multiples of the bar's
   */
  addBar(bar: Bar): void
  /**
   * The same for many, as columns.
   *
   * @throws ShagunError `invalid-options` where the builder's timeframes are no multiples of that of the bars
   */
  addBars(bars: Bars): void
  /** Closes the bars whose time is over, also where no tick tells so. */
  advance(now: Timestamp): void
  /** The bar that is open, so far; `undefined` while nothing has traded in it, or for another timeframe. */
  current(timeframe: Timeframe): Bar | undefined
}

/** A bar in the making, and its period, or the next one while no session is on. */
interface Forming {
  readonly timeframe: Timeframe
  readonly periodAt: (at: Timestamp) => BarPeriod | undefined
  opensAt: Timestamp
  closesAt: Timestamp
  isEmpty: boolean
  open: number
  high: number
  low: number
  close: number
  volume: number
  /** Of what made `open` and `close`, so that ticks of one bar may come in any order. */
  openTime: Timestamp
  closeTime: Timestamp
  /** NaN before the first bar. */
  previousClose: number
}

/**
 * Builds bars of several timeframes in one pass, from trades, quotes or finer bars.
 *
 * A bar is told of once it is complete: because a tick, a finer bar or `advance` says that its time is over. Nothing that
 * comes later changes it.
 *
 * @throws ShagunError `invalid-options` where a timeframe is none, or there is none
 * @example
 * ```ts
 * import { createBarBuilder, nse } from '@shagun/core'
 *
 * const builder = createBarBuilder({
 *   instrument: 'NSE:INFY',
 *   timeframes: ['1m', '1h', '1d'],
 *   calendar: nse(),
 *   onBar: (bar) => console.log(bar.timeframe, bar.close),
 * })
 * const open = Date.UTC(2026, 0, 5, 3, 45)
 * builder.addTrade({ instrument: 'NSE:INFY', time: open + 1_000, price: 1520.05, quantity: 10 })
 * builder.advance(open + 60_000) // 1m 1520.05
 * ```
 */
export function createBarBuilder(options: BarBuilderOptions): BarBuilder {
  const { instrument, calendar, onBar } = options
  const fillsGaps = options.fill === 'previous-close'
  const forming = createForming(options)
  const refused = { late: 0, outside: 0, invalid: 0 }
  const sources = new Map<Timeframe, Source>()
  /** The session of the last tick; without a calendar it never ends. */
  let sessionOpen = calendar === undefined ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  let sessionClose = -sessionOpen
  /** When the next bar closes, and before which no tick is taken. */
  let due = Number.NEGATIVE_INFINITY
  let floor = Number.NEGATIVE_INFINITY
  let heardFirst = Number.POSITIVE_INFINITY
  let hasTrades = false
  /** What was traded on `volumeDay` as far as quotes told. */
  let dayVolume = 0
  let volumeDay: Timestamp | undefined

  function isInSession(time: Timestamp): boolean {
    if (time >= sessionOpen && time < sessionClose) return true
    const session = calendar?.session(time)
    if (session === undefined || time < session.open || time >= session.close) return false
    sessionOpen = session.open
    sessionClose = session.close
    return true
  }

  function advance(now: Timestamp): void {
    if (now < heardFirst) heardFirst = now
    if (now < due) return
    for (let next = firstToClose(now); next !== undefined; next = firstToClose(now)) {
      if (next.isEmpty && fillsGaps) fillWith(next)
      if (next.isEmpty) {
        move(next, now)
        continue
      }
      const [bar, closedAt] = [barOf(next), next.closesAt]
      next.previousClose = next.close
      next.isEmpty = true
      move(next, closedAt)
      onBar(bar, closedAt)
    }
    due = Number.POSITIVE_INFINITY
    floor = Number.NEGATIVE_INFINITY
    for (const { opensAt, closesAt } of forming) {
      if (closesAt < due) due = closesAt
      if (opensAt > floor) floor = opensAt
    }
  }

  /** The finest first, as they are in order. */
  function firstToClose(now: Timestamp): Forming | undefined {
    let first: Forming | undefined
    for (const each of forming)
      if (each.closesAt <= now && (first === undefined || each.closesAt < first.closesAt)) first = each
    return first
  }

  /** To the period at that time, or the next one. */
  function move(each: Forming, time: Timestamp): void {
    const at = calendar === undefined || calendar.isOpen(time) ? time : calendar.nextOpen(time)
    const { open, close } = each.periodAt(at)!
    each.opensAt = open
    each.closesAt = close
  }

  function add(time: Timestamp, open: number, high: number, low: number, close: number, volume: number): void {
    advance(time)
    if (time < floor) {
      refused.late++
      return
    }
    for (const each of forming) fold(each, time, open, high, low, close, volume)
  }

  function barOf({ timeframe, opensAt, open, high, low, close, volume }: Forming): Bar {
    return { instrument, timeframe, time: opensAt, open, high, low, close, volume }
  }

  /** How much was traded since the quote before; below 0 where quotes came in another order. */
  function increaseOf(time: Timestamp, volume: number): number {
    const day = calendar?.day(time).start ?? Math.floor(time / 86_400_000)
    if (volumeDay !== day) {
      // What was traded before the builder was there is not known to belong to this bar.
      const isCounting = volumeDay !== undefined || heardFirst <= sessionOpen
      volumeDay = day
      dayVolume = isCounting ? 0 : volume
    }
    const increase = volume - dayVolume
    if (increase > 0) dayVolume = volume
    return increase
  }

  function addRow(
    { endOf, within, periodAt }: Source,
    time: Timestamp,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
  ): void {
    if (!(isPrice(low) && low <= high && isPrice(high) && isPrice(open) && isPrice(close) && isAmount(volume))) {
      refused.invalid++
      return
    }
    const end = endOf(time)
    const from = calendar === undefined || isInSession(time) ? time : tradedFrom(time, end, calendar)
    if (from === undefined || !isInSession(from)) {
      refused.outside++
      return
    }
    add(from, open, high, low, close, volume)
    advance(within ? Math.min(end, sessionClose) : periodAt(from)!.close)
  }

  /** A timeframe that the builder is fed with, checked when it comes for the first time. */
  function sourceOf(timeframe: Timeframe): Source {
    let source = sources.get(timeframe)
    if (source === undefined) {
      for (const each of forming) checkMultiple(timeframe, each.timeframe, calendar)
      source = createSource(timeframe, calendar)
      sources.set(timeframe, source)
    }
    return source
  }

  return {
    refused,
    addTrade({ time, price, quantity }) {
      if (!(isPrice(price) && isAmount(quantity) && Number.isFinite(time))) {
        refused.invalid++
        return
      }
      hasTrades = true
      if (isInSession(time)) return add(time, price, price, price, price, quantity)
      const session = calendar?.phase(time) === 'pre-open' ? calendar.session(time) : undefined
      if (session === undefined) refused.outside++
      else add(session.open, price, price, price, price, quantity)
    },
    addQuote({ time, last, volume }) {
      if (hasTrades) return
      if (!(isPrice(last) && isAmount(volume ?? 0) && Number.isFinite(time))) {
        refused.invalid++
        return
      }
      if (!isInSession(time)) {
        refused.outside++
        return
      }
      if (time < floor) {
        refused.late++
        return
      }
      const increase = volume === undefined ? undefined : increaseOf(time, volume)
      if (increase === undefined || increase > 0) add(time, last, last, last, last, increase ?? 0)
      else advance(time)
    },
    addBar({ timeframe, time, open, high, low, close, volume }) {
      addRow(sourceOf(timeframe), time, open, high, low, close, volume)
    },
    addBars({ timeframe, length, time, open, high, low, close, volume }) {
      const source = sourceOf(timeframe)
      for (let i = 0; i < length; i++) addRow(source, time[i]!, open[i]!, high[i]!, low[i]!, close[i]!, volume[i]!)
    },
    advance,
    current(timeframe) {
      const found = forming.find((each) => each.timeframe === timeframe)
      return found === undefined || found.isEmpty ? undefined : barOf(found)
    },
  }
}

interface Source {
  /** Whether its bars lie within a day. */
  readonly within: boolean
  /** When a bar that opened then is over, by the length of the timeframe. */
  readonly endOf: (open: Timestamp) => Timestamp
  readonly periodAt: (at: Timestamp) => BarPeriod | undefined
}

function createSource(timeframe: Timeframe, calendar: Calendar | undefined): Source {
  const length = barClose(0, timeframe)
  return {
    within: isWithinDay(timeframe),
    endOf: timeframe.endsWith('mo') ? (open) => barClose(open, timeframe) : (open) => open + length,
    periodAt: createPeriods(timeframe, calendar),
  }
}

/** The finest first, so that of bars that close together the finest is told of first. */
function createForming({ timeframes, calendar }: BarBuilderOptions): readonly Forming[] {
  if (timeframes.length === 0) throw noTimeframes()
  return [...new Set(timeframes)]
    .sort((a, b) => barClose(0, a) - barClose(0, b))
    .map((timeframe) => ({
      timeframe,
      periodAt: createPeriods(timeframe, calendar),
      opensAt: Number.NEGATIVE_INFINITY,
      closesAt: Number.NEGATIVE_INFINITY,
      isEmpty: true,
      open: 0,
      high: 0,
      low: 0,
      close: 0,
      volume: 0,
      openTime: 0,
      closeTime: 0,
      previousClose: Number.NaN,
    }))
}

function fold(
  bar: Forming,
  time: Timestamp,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
): void {
  if (bar.isEmpty) {
    bar.isEmpty = false
    bar.open = open
    bar.high = high
    bar.low = low
    bar.close = close
    bar.volume = volume
    bar.openTime = bar.closeTime = time
    return
  }
  if (high > bar.high) bar.high = high
  if (low < bar.low) bar.low = low
  if (time < bar.openTime) {
    bar.openTime = time
    bar.open = open
  }
  if (time >= bar.closeTime) {
    bar.closeTime = time
    bar.close = close
  }
  bar.volume += volume
}

function fillWith(bar: Forming): void {
  if (Number.isNaN(bar.previousClose)) return
  bar.isEmpty = false
  bar.open = bar.high = bar.low = bar.close = bar.previousClose
  bar.volume = 0
}

function isPrice(price: number): boolean {
  return price > 0 && price < Infinity
}

function isAmount(amount: number): boolean {
  return amount >= 0 && amount < Infinity
}

function noTimeframes(): ShagunError {
  return invalidOption('The timeframes of the bars are', 'timeframes', '[]', 'at least one timeframe')
}
