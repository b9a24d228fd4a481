import type { Bars } from '../model/bars.ts'
import type { JournalEventType } from '../model/events.ts'
import type { Timestamp } from '../model/time.ts'
import type { Awaitable } from './awaitable.ts'
import type { Factory } from './broker.ts'
import type { BarQuery } from './data-provider.ts'
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
  readonly type: JournalEventType
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

/** History that was fetched once. */
export interface BarStore {
  /** What it holds of that range; `undefined` where it holds nothing. */
  load(query: BarQuery): Promise<Bars | undefined>
  /** A bar that is there already is replaced. */
  save(bars: Bars): Promise<void>
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
