import { createPeriods } from '../model/bar-period.ts'
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
  readonly timeframe: Timeframe
  addTrade(trade: Trade): void
  addQuote(quote: Quote): void
  /** A bar that the source says is complete; counts where that is what these bars are made of. */
  addBar(bar: Bar): void
  /** The bars of a source that these are made of; of its ticks where there are none, and never of both. */
  makeOf(part: Timeframe | undefined): void
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
  /** @param close - when it closed, where that is not now */
  readonly told: (bar: Bar, isPartial: boolean, close?: Timestamp, history?: LabeledBars) => void
}

const noGap: TimeRange = { from: Number.POSITIVE_INFINITY, to: Number.POSITIVE_INFINITY }
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
  let madeOf: Timeframe | undefined
  /** Since when ticks may be missing, and until when; open while the line is down. */
  let gap: TimeRange | undefined
  /** Bars, and what has to be known before they can be told: all up to their end, or up to their begin where they came whole. */
  let waiting: { readonly bar: Bar; readonly needs: Timestamp }[] = []
  let isHealing = false
  let isEnded = false
  let closesAt = Number.NEGATIVE_INFINITY
  let cancelTimer: Unsubscribe = () => {}
  // Who comes in the middle of a bar has missed its beginning.
  const begun = clock.now()
  const first = periodAt(begun)
  const beginning = first !== undefined && first.open < begun ? { from: first.open, to: begun } : undefined
  gap = beginning

  function tell(bar: Bar, isPartial: boolean, close?: Timestamp, history?: LabeledBars): void {
    if (bar.time <= lastTold || isEnded) return
    lastTold = bar.time
    told(bar, isPartial, close, history)
  }

  function closed(bar: Bar, needs: Timestamp): void {
    if (isHealing) {
      waiting.push({ bar, needs })
      return
    }
    const { from, to } = gap ?? noGap
    const isTouched = from < needs && to > bar.time
    const until = isTouched ? needs : bar.time
    if (from >= until) tell(bar, false, closeOf(bar, needs))
    else void heal(until, { bar, needs, isPartial: isTouched && needs > bar.time })
  }

  /** What was missed up to a moment, from history; the bar that was made meanwhile is told where that does not have it. */
  async function heal(
    until: Timestamp,
    made?: { readonly bar: Bar; readonly needs: Timestamp; readonly isPartial: boolean },
  ): Promise<void> {
    const missing = gap!
    const from = Math.max(periodAt(missing.from)?.open ?? missing.from, toldUntil())
    gap = missing.to <= until ? undefined : { from: until, to: missing.to }
    isHealing = true
    if (from < until) {
      const missed = await fetchAll({ from, to: until })
      if (missed !== undefined)
        for (let i = 0; i < missed.bars.length; i++) tell(barAt(missed.bars, i), false, undefined, missed)
    }
    if (made !== undefined) tell(made.bar, made.isPartial, closeOf(made.bar, made.needs))
    isHealing = false
    const next = waiting
    waiting = []
    for (const { bar, needs } of next) closed(bar, needs)
  }

  /** Asks twice where the last bar is not there yet. */
  async function fetchAll(range: TimeRange): Promise<LabeledBars | undefined> {
    const missed = await fetchMissed(range)
    const last = missed?.bars.time[missed.bars.length - 1]
    const wanted = periodAt(range.to - 1)?.open
    if (wanted === undefined || wanted < range.from || isEnded || (last !== undefined && last >= wanted)) return missed
    const { promise, resolve } = Promise.withResolvers<void>()
    timers.after(secondTryMs, resolve)
    await promise
    return isEnded ? missed : ((await fetchMissed(range)) ?? missed)
  }

  function toldUntil(): Timestamp {
    return lastTold === Number.NEGATIVE_INFINITY ? lastTold : (periodAt(lastTold)?.close ?? lastTold + 1)
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
    timeframe,
    addTrade(trade) {
      if (madeOf !== undefined) return
      builder.addTrade(trade)
      close(trade.time)
    },
    addQuote(quote) {
      if (madeOf !== undefined) return
      builder.addQuote(quote)
      close(quote.time)
    },
    addBar(bar) {
      if (bar.timeframe !== madeOf) return
      if (madeOf === timeframe) closed(bar, bar.time)
      else builder.addBar(bar)
    },
    makeOf(part) {
      madeOf = part
      // A bar that is told complete was not made here, so that nothing is missing from it.
      if (part === timeframe && gap === beginning) gap = undefined
    },
    advance: builder.advance,
    lost(now) {
      gap = { from: Math.min(gap?.from ?? now, now), to: Number.POSITIVE_INFINITY }
    },
    restored(now) {
      gap = { from: gap?.from ?? now, to: now }
      const open = madeOf === timeframe ? undefined : periodAt(now)?.open
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

/** Of a bar that was made here it is known; one that came whole has closed when it came. */
function closeOf(bar: Bar, needs: Timestamp): Timestamp | undefined {
  return needs > bar.time ? needs : undefined
}
