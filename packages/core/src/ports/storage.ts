import type { Bars } from '../model/bars.ts'
import type { JournalEventType } from '../model/events.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Adjustment } from '../model/label.ts'
import type { Timeframe, Timestamp } from '../model/time.ts'
import type { Awaitable } from './awaitable.ts'
import type { Factory } from './broker.ts'
import type { Environment } from './environment.ts'
import { systemEnvironment } from './environment-system.ts'

/**
 * One event as text and numbers: core encodes, chains and upgrades; a storage just keeps rows.
 *
 * `body` may be worked out when first read, so that a journal in memory costs nothing for what nobody asks.
 */
export interface JournalEntry {
  /** 0, 1, 2, … without a gap. */
  readonly sequence: number
  readonly time: Timestamp
  /** `venue.changed` is what a simulated venue keeps of itself, in a journal of its own. */
  readonly type: JournalEventType | 'venue.changed'
  readonly version: number
  /** Canonical JSON. */
  readonly body: string
  /** SHA-256 over the hash before it and this entry's text; empty in a journal that is not chained. */
  readonly hash: string
}

/** The append-only record of one account; it has one writer. */
export interface Journal {
  /** `false` where nothing outlives the process, so that nobody could have changed it. Default: `true`. */
  readonly chained?: boolean
  /** Atomic and durable when it resolves. Throws `journal-conflict` unless the first sequence is the last one + 1. */
  append(entries: readonly JournalEntry[]): Awaitable<void>
  /** Everything after that sequence, in order. Default: everything. */
  read(after?: number): AsyncIterable<JournalEntry>
  /** Keeps the state after that sequence as text, in place of an earlier one. */
  saveSnapshot(sequence: number, body: string): Promise<void>
  /** The snapshot that was kept last. */
  loadSnapshot(): Promise<{ readonly sequence: number; readonly body: string } | undefined>
  /** Lets somebody else open it. */
  close(): Promise<void>
}

/** One line of history. Those of two sources, or of two adjustments, are two lines: they are never mixed. */
export interface BarSeries {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  /** The provider that it was fetched from. */
  readonly source: string
  readonly adjustment: Adjustment
}

/** From a moment to before another. */
export interface TimeRange {
  readonly from: Timestamp
  readonly to: Timestamp
}

/** What a store holds of a range. */
export interface StoredBars {
  readonly bars: Bars
  /** The parts of the range that were fetched whole, in order and apart from each other: what is not among `bars` there was never traded. */
  readonly known: readonly TimeRange[]
}

/** History that was fetched once. */
export interface BarStore {
  /** What it holds of that range. */
  load(series: BarSeries, range: TimeRange): Promise<StoredBars>
  /** Keeps all that there is of a range: bars that it holds there already are replaced, or gone. */
  save(series: BarSeries, bars: Bars, known: TimeRange): Promise<void>
  /** Lets go of all that it holds of a series, for one that a corporate action has rewritten. */
  forget(series: BarSeries): Promise<void>
}

/** Where journals and bars are kept. */
export interface Storage {
  readonly id: string
  /** Throws `journal-conflict` where that account's journal is open already. */
  openJournal(account: string): Promise<Journal>
  readonly bars: BarStore
  /** Lets go of what it holds open. */
  close(): Promise<void>
}

/**
 * Declares a storage.
 *
 * @param definition - its name, and how one is made
 * @returns the function that applications call: options first, then the environment
 * @example
 * ```ts
 * import { memory } from '@shagun/core'
 * import { defineStorage, type Factory, type Storage } from '@shagun/core/adapter'
 *
 * // In memory, with a line in the log for every entry.
 * export const logged: Factory<Storage> = defineStorage({
 *   id: 'logged',
 *   create: (_options, { log }) => {
 *     const storage = memory()
 *     return {
 *       ...storage,
 *       async openJournal(account) {
 *         const journal = await storage.openJournal(account)
 *         return {
 *           ...journal,
 *           append(entries) {
 *             for (const { sequence, type } of entries) log.debug(`${account} ${sequence}: ${type}`)
 *             return journal.append(entries)
 *           },
 *         }
 *       },
 *     }
 *   },
 * })
 * ```
 */
export function defineStorage<Options>(definition: {
  readonly id: string
  create(options: Options, environment: Environment): Omit<Storage, 'id'>
}): Factory<Storage, Options> {
  const { id, create } = definition
  return (options?: Options, environment: Environment = systemEnvironment) =>
    Object.assign(create(options ?? ({} as Options), environment), { id })
}
