import { scheduler } from 'node:timers/promises'
import type { MockBroker } from '@shagun/broker-mock'
import { type Bar, type Bars, barAt, barClose, type Calendar, type SimulatedClock, type Timestamp } from '@shagun/core'
import type { SteppedTimers } from './stepped-timers.ts'

/** Who is told what, while time goes by. */
export interface ReplayOptions {
  readonly series: readonly Bars[]
  /** Along which bars close; without it, by the length of their timeframe. */
  readonly calendar?: Calendar | undefined
  /** Bars that were complete before are history already. */
  readonly begin: Timestamp
  readonly clock: SimulatedClock
  readonly timers: SteppedTimers
  readonly venue: Pick<MockBroker, 'openBar' | 'closeBar'>
  readonly show: (bar: Bar) => void
  /** All bars that close at this moment have been shown, and all that comes of them is done. */
  readonly closed: (time: Timestamp) => void
  /** A promise where something is still under way; after `stirred`, also where promises may have been left behind. */
  readonly settle: (stirred?: boolean) => Promise<void> | undefined
  readonly onProgress?: (done: number, total: number) => void
}

interface Cursor {
  readonly bars: Bars
  /** Whether its bars fill orders: the finest series of each instrument does. */
  readonly trades: boolean
  /** How long its bars last, where that is the same for all of them. */
  readonly length: number | undefined
  readonly calendar: Calendar | undefined
  readonly begin: Timestamp
  index: number
  /** The bar that is open now. */
  current: Bar | undefined
  /** When it opens, or closes once it is open. */
  next: Timestamp
}

const breathEvery = 20_000

/**
 * Moves the clock from event to event over all series, in one global order.
 *
 * At one moment: first the venue finishes the bars that close, then they are shown, then the next bars open. So nothing
 * that is decided on a bar can be filled in it, whatever series it is decided on.
 */
export async function replay(options: ReplayOptions): Promise<void> {
  const { clock, timers, venue, show, closed, settle, onProgress } = options
  const cursors = createCursors(options)
  const total = cursors.reduce((sum, { bars, index }) => sum + bars.length - index, 0)
  let pending: Promise<void> | undefined
  let done = 0
  /** Bars that closed at this moment. */
  let shown = 0
  onProgress?.(0, total)

  async function runTimers(until: Timestamp): Promise<void> {
    while (timers.next <= until) {
      timers.run()
      await settle(true)
    }
  }

  function finish(cursor: Cursor): Promise<void> | undefined {
    return cursor.current !== undefined && cursor.trades ? venue.closeBar(cursor.current, settle) : undefined
  }

  function showClosed(cursor: Cursor): Promise<void> | undefined {
    const bar = cursor.current
    if (bar === undefined) return undefined
    advance(cursor)
    show(bar)
    shown++
    return settle()
  }

  function begin(cursor: Cursor): Promise<void> | undefined {
    if (cursor.current !== undefined) return undefined
    open(cursor)
    return cursor.trades ? venue.openBar(cursor.current!, settle) : undefined
  }

  /** Takes a step with each bar that is due. A plain loop that leaves only for a promise: most bars make none. */
  function eachDue(
    now: Timestamp,
    step: (cursor: Cursor) => Promise<void> | undefined,
    from = 0,
  ): Promise<void> | undefined {
    for (let i = from; i < cursors.length; i++) {
      const cursor = cursors[i]!
      const pending = cursor.next === now ? step(cursor) : undefined
      if (pending !== undefined) return pending.then(() => eachDue(now, step, i + 1))
    }
    return undefined
  }

  await settle(true)
  for (let now = earliest(cursors); now < Number.POSITIVE_INFINITY; now = earliest(cursors)) {
    if (timers.next <= now) await runTimers(now)
    clock.advanceTo(now)
    shown = 0
    if ((pending = eachDue(now, finish)) !== undefined) await pending
    if ((pending = eachDue(now, showClosed)) !== undefined) await pending
    if (shown > 0) {
      if (timers.next <= now) await runTimers(now)
      closed(now)
    }
    if ((pending = eachDue(now, begin)) !== undefined) await pending
    const before = done
    done += shown
    if (done < total && Math.floor(before / breathEvery) !== Math.floor(done / breathEvery)) {
      onProgress?.(done, total)
      await scheduler.yield()
    }
  }
  onProgress?.(done, total)
}

function createCursors({ series, begin, calendar }: ReplayOptions): Cursor[] {
  const finest = new Map<string, Bars>()
  for (const bars of series) {
    const other = finest.get(bars.instrument)
    if (other === undefined || lengthOf(bars) < lengthOf(other)) finest.set(bars.instrument, bars)
  }
  return series.map((bars) => {
    const first = bars.time.findIndex((time) => barClose(time, bars.timeframe, calendar) > begin)
    const index = first === -1 ? bars.length : first
    return {
      bars,
      trades: finest.get(bars.instrument) === bars,
      length: calendar !== undefined || bars.timeframe.endsWith('mo') ? undefined : lengthOf(bars),
      calendar,
      begin,
      index,
      current: undefined,
      next: openOf(bars, index, begin),
    }
  })
}

function lengthOf({ timeframe }: Bars): number {
  return barClose(0, timeframe)
}

function earliest(cursors: readonly Cursor[]): Timestamp {
  let time = Number.POSITIVE_INFINITY
  for (const { next } of cursors) if (next < time) time = next
  return time
}

/** The bar opens; it closes after its timeframe, or when the next one opens where that is sooner. */
function open(cursor: Cursor): void {
  const { bars, begin, index, length, calendar } = cursor
  const bar = barAt(bars, index)
  cursor.current = bar
  const close = length === undefined ? barClose(bar.time, bar.timeframe, calendar) : bar.time + length
  cursor.next = Math.min(close, openOf(bars, index + 1, begin))
}

function advance(cursor: Cursor): void {
  cursor.current = undefined
  cursor.index++
  cursor.next = openOf(cursor.bars, cursor.index, cursor.begin)
}

/** When a bar opens; one that opened before the replay began opens with it. */
function openOf({ time }: Bars, index: number, begin: Timestamp): Timestamp {
  return Math.max(begin, time[index] ?? Number.POSITIVE_INFINITY)
}
