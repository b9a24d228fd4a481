import { barClose, createPeriods } from '../model/bar-period.ts'
import { type Bar, barAt } from '../model/bars.ts'
import type { Calendar } from '../model/calendar.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Quote, Trade } from '../model/quote.ts'
import type { Timeframe, Timestamp } from '../model/time.ts'
import type { Environment, Unsubscribe } from '../ports/environment.ts'
import type { TimeRange } from '../ports/storage.ts'
import { createBarBuilder } from './bar-builder.ts'
import type { LabeledBars } from './history.ts'

/** The bars of one instrument and timeframe as they close, made of whatever its stream brings. */
export interface LiveBars {
  addTrade(trade: Trade): void
  addQuote(quote: Quote): void
  /** A complete bar: of this timeframe it is told as it is, a shorter one is a part of it. */
  addBar(bar: Bar): void
  /** Closes what is over by then. */
  advance(now: Timestamp): void
  /** Ticks are missed from now on. */
  lost(now: Timestamp): void
  /** They flow again, perhaps from another source: what was missed is fetched. */
  restored(now: Timestamp): void
  end(): void
}

/** What live bars are made for. */
export interface LiveBarsOptions {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  readonly calendar: Calendar | undefined
  readonly environment: Environment
  /** How long after its end a bar still waits for a tick that belongs to it. */
  readonly graceMs: number
  /** How far the stream lags behind the market, now. */
  readonly delayMs: () => number
  /** A bar is over, and the stream has not told so: somebody is to call `advance`. */
  readonly due: (close: Timestamp) => void
  /** The bars of a range from history; `undefined` where nobody can serve them in time. */
  readonly fetchMissed: (range: TimeRange) => Promise<LabeledBars | undefined>
  readonly told: (bar: Bar, isPartial: boolean, history?: LabeledBars) => void
}

/** Vendors need a moment until history has the bar that has just closed. */
const secondTryMs = 5_000

/**
 * A bar is never a mixture of two sources, and never made of half of its ticks: where a gap touches it, it comes from
 * history, and only where that fails it is told as it is, marked as partial.
 */
export function createLiveBars(options: LiveBarsOptions): LiveBars {
  const { instrument, timeframe, calendar, graceMs, delayMs, fetchMissed, told } = options
  const { clock, timers } = options.environment
  const periodAt = createPeriods(timeframe, calendar)
  const builder = createBarBuilder({ instrument, timeframes: [timeframe], calendar, onBar: closed })
  let lastTold = Number.NEGATIVE_INFINITY
  let isReported = false
  /** Since when ticks may be missing, and until when; open while the line is down. */
  let gap: { from: Timestamp; to: Timestamp } | undefined
  let waiting: { readonly bar: Bar; readonly close: Timestamp }[] = []
  let isHealing = false
  let isEnded = false
  let closesAt = Number.NEGATIVE_INFINITY
  let cancelTimer: Unsubscribe = () => {}
  // Who comes in the middle of a bar has missed its beginning.
  const begun = clock.now()
  const first = periodAt(begun)
  if (first !== undefined && first.open < begun) gap = { from: first.open, to: begun }

  function tell(bar: Bar, isPartial: boolean, history?: LabeledBars): void {
    if (bar.time <= lastTold || isEnded) return
    lastTold = bar.time
    told(bar, isPartial, history)
  }

  function closed(bar: Bar, close: Timestamp): void {
    if (isHealing) waiting.push({ bar, close })
    else if (gap === undefined || gap.from >= close) tell(bar, false)
    else void heal(close, bar)
  }

  /** What was missed up to a moment, from history; the bar that was made meanwhile is told where that does not have it. */
  async function heal(until: Timestamp, made?: Bar): Promise<void> {
    const from = Math.max(periodAt(gap!.from)?.open ?? gap!.from, lastTold + 1)
    if (gap!.to <= until) gap = undefined
    else gap!.from = until
    isHealing = true
    if (from < until) {
      const missed = await fetchWith(made?.time, { from, to: until })
      if (missed !== undefined) for (let i = 0; i < missed.bars.length; i++) tell(barAt(missed.bars, i), false, missed)
    }
    if (made !== undefined) tell(made, true)
    isHealing = false
    const next = waiting
    waiting = []
    for (const { bar, close } of next) closed(bar, close)
  }

  async function fetchWith(wanted: Timestamp | undefined, range: TimeRange): Promise<LabeledBars | undefined> {
    const missed = await fetchMissed(range)
    const last = missed?.bars.time[missed.bars.length - 1]
    if (wanted === undefined || isEnded || (last !== undefined && last >= wanted)) return missed
    const { promise, resolve } = Promise.withResolvers<void>()
    timers.after(secondTryMs, resolve)
    await promise
    return (await fetchMissed(range)) ?? missed
  }

  /** Closes the bar of this moment when its time is over, also where no tick comes after it. */
  function close(time: Timestamp): void {
    if (time < closesAt) return
    const period = periodAt(time)
    if (period === undefined) return
    const { close } = period
    closesAt = close
    cancelTimer()
    cancelTimer = timers.after(close + delayMs() + graceMs - clock.now(), () => options.due(close))
  }

  return {
    addTrade(trade) {
      if (isReported) return
      builder.addTrade(trade)
      close(trade.time)
    },
    addQuote(quote) {
      if (isReported) return
      builder.addQuote(quote)
      close(quote.time)
    },
    addBar(bar) {
      if (bar.timeframe !== timeframe) return builder.addBar(bar)
      isReported = true
      if (isHealing) waiting.push({ bar, close: barClose(bar.time, timeframe, calendar) })
      else tell(bar, false)
    },
    advance: builder.advance,
    lost(now) {
      if (gap === undefined) gap = { from: now, to: Number.POSITIVE_INFINITY }
      else gap.to = Number.POSITIVE_INFINITY
    },
    restored(now) {
      gap = { from: gap?.from ?? now, to: now }
      // A bar that is told complete was not made here, so that nothing is missing from it.
      const open = isReported ? undefined : periodAt(now)?.open
      const until = open ?? now
      if (gap.from >= until || isHealing) return
      void heal(until)
    },
    end() {
      isEnded = true
      cancelTimer()
    },
  }
}
