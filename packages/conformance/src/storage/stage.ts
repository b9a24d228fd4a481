import { type ErrorCode, isShagunError, type ShagunError, seededRandom } from '@shagun/core'
import type { Journal, JournalEntry, Storage } from '@shagun/core/adapter'
import { breach } from '../conformance-case.ts'
import { nameOf } from '../name-of.ts'
import type { OpenStorage } from './cases.ts'

/** A storage that was just opened, with nothing in it, and what a check does with it. */
export interface StorageStage {
  readonly storage: Storage
  readonly random: () => number
  /** Opens the journal of an account. */
  open(account?: string): Promise<Journal>
  /** Ends the storage as it is, and opens another one at the same place. */
  reopen(): Promise<Storage>
  /** Closes what is still open. */
  end(): Promise<void>
}

export async function createStorageStage(open: OpenStorage, where: string, seed: number): Promise<StorageStage> {
  let storage = await open(where)
  return {
    get storage() {
      return storage
    },
    random: seededRandom(seed),
    open: (account = 'main') => storage.openJournal(account),
    async reopen() {
      await storage.close()
      storage = await open(where)
      return storage
    },
    end: () => storage.close(),
  }
}

/** An entry that every journal takes. */
export function entryAt(sequence: number, reason = `reason ${sequence}`): JournalEntry {
  return {
    sequence,
    time: 1_700_000_000_000 + sequence,
    type: 'trading.halted',
    version: 1,
    body: JSON.stringify({ reason }),
    hash: sequence.toString(16).padStart(64, '0'),
  }
}

/** Those from one sequence to before another. */
export function entriesFrom(first: number, end: number, reason?: string): JournalEntry[] {
  return Array.from({ length: end - first }, (_, i) => entryAt(first + i, reason))
}

export async function readAll(journal: Journal, after?: number): Promise<JournalEntry[]> {
  const read: JournalEntry[] = []
  for await (const entry of journal.read(after)) read.push(entry)
  return read
}

const fields = ['sequence', 'time', 'type', 'version', 'body', 'hash'] as const

/** A breach where a journal does not hold these entries and no others. */
export async function expectHeld(journal: Journal, expected: readonly JournalEntry[], after?: number): Promise<void> {
  const found = await readAll(journal, after)
  if (found.length !== expected.length)
    throw breach(
      `The journal gives ${countOf(found)} in place of ${countOf(expected)}.`,
      'Keep what `append` has resolved for, all of it and nothing else, and give it back in order.',
    )
  for (const [i, entry] of expected.entries())
    for (const field of fields)
      if (found[i]![field] !== entry[field])
        throw breach(
          `Entry ${i} of the journal has ${field} ${shortly(found[i]![field])} in place of ${shortly(entry[field])}.`,
          'Keep entries as they are given: the texts to the character, the numbers to the bit.',
        )
}

/** The error that work is refused with; a breach where it is taken, and for any other error. */
export async function expectRefused<C extends ErrorCode>(
  what: string,
  code: C,
  work: () => unknown,
): Promise<ShagunError<C>> {
  try {
    await work()
  } catch (cause) {
    if (isShagunError(cause, code)) return cause as ShagunError<C>
    throw breach(`${what} failed with ${nameOf(cause)}.`, `Throw a ShagunError '${code}'.`, cause)
  }
  throw breach(`${what} was taken.`, `Throw a ShagunError '${code}', and keep nothing of it.`)
}

function countOf(entries: readonly JournalEntry[]): string {
  const [first, last] = [entries[0], entries.at(-1)]
  return first === undefined ? 'no entries' : `${entries.length} entries from ${first.sequence} to ${last!.sequence}`
}

function shortly(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
