import { scheduler } from 'node:timers/promises'
import { type Bar, type Bars, barAt, barClose, type SimulatedClock, type Timestamp } from '@shagun/core'

/** Who is told what, while time goes by. */
export interface ReplayOptions {
  readonly series: readonly Bars[]
  /** Bars that opened before are history already. */
  readonly begin: Timestamp
  readonly clock: SimulatedClock
  readonly venue: { openBar(bar: Bar): void; closeBar(bar: Bar): void }
  readonly show: (bar: Bar) => void
  /** All bars that close at this moment have been shown, and all that comes of them is done. */
  readonly closed: (time: Timestamp) => void
  /** A promise where something is still under way. */
  readonly settle: () => Promise<void> | undefined
  readonly signal?: AbortSignal
  readonly onProgress?: (done: number, total: number) => void
}

interface Cursor {
  readonly bars: Bars
  /** Whether its bars fill orders: the finest series of each instrument does. */
  readonly trades: boolean
  /** How long its bars last, where that is the same for all of them. */
  readonly length: number | undefined
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
  const { clock, venue, show, closed, settle, signal, onProgress } = options
  const cursors = createCursors(options.series, options.begin)
  const total = cursors.reduce((sum, { bars, index }) => sum + bars.length - index, 0)
  let pending: Promise<void> | undefined
  let done = 0
  onProgress?.(0, total)

  for (let now = earliest(cursors); now < Number.POSITIVE_INFINITY; now = earliest(cursors)) {
    clock.advanceTo(now)
    if ((pending = settle()) !== undefined) await pending
    let shown = 0
    for (const cursor of cursors)
      if (cursor.next === now && cursor.current !== undefined) {
        shown++
        if (cursor.trades) venue.closeBar(cursor.current)
      }
    if (shown > 0) {
      if ((pending = settle()) !== undefined) await pending
      for (const cursor of cursors)
        if (cursor.next === now && cursor.current !== undefined) {
          const bar = cursor.current
          advance(cursor)
          show(bar)
          if ((pending = settle()) !== undefined) await pending
        }
      closed(now)
    }
    for (const cursor of cursors)
      if (cursor.next === now && cursor.current === undefined) {
        open(cursor)
        if (cursor.trades) venue.openBar(cursor.current!)
        if ((pending = settle()) !== undefined) await pending
      }
    const before = done
    done += shown
    if (Math.floor(before / breathEvery) !== Math.floor(done / breathEvery)) {
      onProgress?.(done, total)
      await scheduler.yield()
      signal?.throwIfAborted()
    }
  }
  onProgress?.(done, total)
}

function createCursors(series: readonly Bars[], begin: Timestamp): Cursor[] {
  const finest = new Map<string, Bars>()
  for (const bars of series) {
    const other = finest.get(bars.instrument)
    if (other === undefined || lengthOf(bars) < lengthOf(other)) finest.set(bars.instrument, bars)
  }
  return series.map((bars) => {
    const first = bars.time.findIndex((time) => time >= begin)
    const index = first === -1 ? bars.length : first
    return {
      bars,
      trades: finest.get(bars.instrument) === bars,
      length: bars.timeframe.endsWith('mo') ? undefined : lengthOf(bars),
      index,
      current: undefined,
      next: bars.time[index] ?? Number.POSITIVE_INFINITY,
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
  const { bars, index, length } = cursor
  const bar = barAt(bars, index)
  cursor.current = bar
  const close = length === undefined ? barClose(bar.time, bar.timeframe) : bar.time + length
  cursor.next = Math.min(close, bars.time[index + 1] ?? Number.POSITIVE_INFINITY)
}

function advance(cursor: Cursor): void {
  cursor.current = undefined
  cursor.index++
  cursor.next = cursor.bars.time[cursor.index] ?? Number.POSITIVE_INFINITY
}
