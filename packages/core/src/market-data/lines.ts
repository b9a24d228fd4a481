import type { Calendar } from '../model/calendar.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Timestamp } from '../model/time.ts'
import type { Environment, Unsubscribe } from '../ports/environment.ts'
import type { Source } from './health.ts'
import { pollEveryMs } from './polling.ts'

/** One subscription at a source. Instruments are added by further ones, and each ends when nobody wants any of it. */
export interface Batch {
  /** By the name that the source knows them under; two venues may have one listing stand in for them. */
  readonly names: Map<InstrumentId, readonly InstrumentId[]>
  end: Unsubscribe
  isEnded: boolean
}

/** All that one source streams. */
export interface Line {
  readonly source: Source
  readonly batches: Set<Batch>
  readonly begun: Timestamp
  /** For so long, in milliseconds, it may say nothing new; 0 for ever. */
  readonly patienceMs: number
  lastSign: Timestamp
  insaneInARow: number
  lostSince: Timestamp | undefined
  /** Those who are held have been tried out already, since it was lost. */
  hasHastened: boolean
  /** What it still has to bring before it takes over; 0 once it has. */
  onTrial: number
  cancelWatch: Unsubscribe
  cancelGrace: Unsubscribe
}

/** The life of lines: what they are made of, whether they are alive, and how they end. */
export interface Lines {
  create(source: Source, onTrial: number, patienceMs: number): Line
  /** Looks whether a line that looks alive is: while its venues trade, something has to come. */
  watch(line: Line): void
  /** Lets go of instruments; a subscription of which nothing is left ends, and so does a line. */
  drop(line: Line, isDropped: (instrument: InstrumentId) => boolean): void
  endBatch(line: Line, batch: Batch): void
  end(line: Line): void
}

export function createLines(
  { clock, timers, log }: Environment,
  calendarAt: (instrument: InstrumentId) => Calendar | undefined,
  silent: (line: Line, forMs: number) => void,
  ended: (line: Line) => void,
): Lines {
  function watch(line: Line): void {
    const { source, patienceMs } = line
    line.cancelWatch()
    if (patienceMs === 0 || line.lostSince !== undefined) return
    const { provider } = source
    const afterMs = provider.subscribe === undefined ? Math.max(patienceMs, 3 * pollEveryMs(provider)) : patienceMs
    const look = (): void => {
      const now = clock.now()
      const dueMs = line.lastSign + afterMs - now
      if (dueMs > 0) line.cancelWatch = timers.after(dueMs, look)
      else if (tradedAllAlong(line, now - afterMs, now)) silent(line, afterMs)
      else line.cancelWatch = timers.after(afterMs, look)
    }
    line.cancelWatch = timers.after(afterMs, look)
  }

  function tradedAllAlong(line: Line, from: Timestamp, to: Timestamp): boolean {
    return instrumentsOf(line).some((instrument) => {
      const calendar = calendarAt(instrument)
      return calendar === undefined || (calendar.isOpen(from) && calendar.isOpen(to))
    })
  }

  function endBatch(line: Line, batch: Batch): void {
    batch.isEnded = true
    line.batches.delete(batch)
    try {
      batch.end()
    } catch (cause) {
      log.warn(`${line.source.id} could not end a subscription.`, { cause })
    }
    batch.end = () => {}
  }

  function end(line: Line): void {
    line.cancelWatch()
    line.cancelGrace()
    for (const batch of line.batches) endBatch(line, batch)
    ended(line)
  }

  return {
    create: (source, onTrial, patienceMs) => ({
      source,
      batches: new Set(),
      begun: clock.now(),
      patienceMs,
      lastSign: clock.now(),
      insaneInARow: 0,
      lostSince: undefined,
      hasHastened: false,
      onTrial,
      cancelWatch: () => {},
      cancelGrace: () => {},
    }),
    watch,
    drop(line, isDropped) {
      for (const batch of line.batches) {
        for (const [name, instruments] of batch.names) {
          const kept = instruments.filter((instrument) => !isDropped(instrument))
          if (kept.length === 0) batch.names.delete(name)
          else if (kept.length < instruments.length) batch.names.set(name, kept)
        }
        if (batch.names.size === 0) endBatch(line, batch)
      }
      if (line.batches.size === 0) end(line)
    },
    endBatch,
    end,
  }
}

/** What a line has subscribed to. */
export function instrumentsOf({ batches }: Line): readonly InstrumentId[] {
  return [...batches].flatMap(subscribedBy)
}

export function subscribedBy({ names }: Batch): readonly InstrumentId[] {
  return [...names.values()].flat()
}
