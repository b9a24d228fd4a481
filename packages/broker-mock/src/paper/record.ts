import { hash } from 'node:crypto'
import { type Environment, type Journal, type JournalEntry, ShagunError } from '@shagun/core'
import type { Change } from './changes.ts'
import type { BooksOnRecord, SavedBooks } from './kept-books.ts'
import { pack, unpack } from './pack.ts'

/** The journal of a venue: what was changed there, step by step, and now and then what that came to. */
export interface VenueRecord {
  /** Puts into the books what was kept: the last snapshot, and what came after it. Comes before anything is written. */
  read(): Promise<void>
  /** Durable when it resolves; at once where there is nothing to wait for. Fails once an earlier one has failed. */
  write(change: Change): Promise<void> | undefined
  /** Resolves when all that was written is durable; `undefined` where it is. */
  readonly flight: Promise<void> | undefined
  /** Lets go of the journal, once nothing is under way in it. */
  close(): Promise<void>
}

const type = 'venue.changed'
const version = 1
/** Raised by every change of the shape of what is saved; another one is left aside, and the journal read instead. */
const snapshotVersion = 1
/** So many changes make another snapshot worth keeping; more where the books are so large that it takes long. */
const snapshotEvery = 1_000

export function createRecord(
  journal: Journal,
  account: string,
  books: BooksOnRecord,
  { clock, log }: Pick<Environment, 'clock' | 'log'>,
): VenueRecord {
  let sequence = -1
  let before = '0'.repeat(64)
  /** How many changes there were since the last snapshot, and the one that is being kept. */
  let changes = 0
  let saving: Promise<void> | undefined
  let flight: Promise<void> | undefined
  let queue: JournalEntry[] = []
  let failure: { readonly cause: unknown } | undefined

  function entryOf(change: Change): JournalEntry {
    const entry = { sequence: ++sequence, time: clock.now(), type, version, body: pack(change) } as const
    before = chained(before, entry)
    return { ...entry, hash: before }
  }

  /** One append is under way at a time; what comes meanwhile goes together in the next. */
  function append(): Promise<void> | undefined {
    if (failure !== undefined) throw failure.cause
    const entries = queue
    queue = []
    const keep = snapshot()
    try {
      const appended = journal.append(entries)
      if (appended !== undefined) return appended.then(keep, fail)
    } catch (cause) {
      return fail(cause)
    }
    keep()
    return undefined
  }

  /** What the books are now, to be kept once the journal has come as far. Should it fail, only a start takes longer. */
  function snapshot(): () => void {
    if (changes < Math.max(snapshotEvery, books.size) || saving !== undefined) return () => {}
    changes = 0
    const [at, body] = [sequence, pack({ version: snapshotVersion, hash: before, books: books.save() })]
    return () => {
      saving = journal
        .saveSnapshot(at, body)
        .catch((cause: unknown) => log.warn(`A snapshot of the paper account ${account} could not be kept.`, { cause }))
        .then(() => {
          saving = undefined
        })
    }
  }

  /** The entry that the last snapshot was taken after; `undefined` where there is none that can be read. */
  async function readSnapshot(): Promise<void> {
    const kept = await journal.loadSnapshot()
    const read = kept && readBody(kept.body)
    if (read === undefined) return
    for await (const entry of journal.read(kept!.sequence - 1)) {
      if (entry.type !== type) throw foreign(account, entry)
      if (entry.sequence !== kept!.sequence || entry.hash !== read.hash) break
      books.restore(read.books)
      sequence = entry.sequence
      before = entry.hash
      return
    }
    throw strange(account, kept!.sequence)
  }

  function fail(cause: unknown): never {
    failure = { cause }
    throw cause
  }

  return {
    async read() {
      await readSnapshot()
      for await (const entry of journal.read(sequence)) {
        if (entry.type !== type) throw foreign(account, entry)
        if (entry.version > version) throw newer(entry)
        if (entry.sequence !== sequence + 1 || (journal.chained !== false && entry.hash !== chained(before, entry)))
          throw broken(account, sequence + 1)
        sequence = entry.sequence
        before = entry.hash
        books.apply(unpack(entry.body) as Change)
        changes++
      }
    },
    write(change) {
      if (failure !== undefined) throw failure.cause
      queue.push(entryOf(change))
      books.apply(change)
      changes++
      if (queue.length > 1) return flight
      const begun = flight === undefined ? append() : flight.then(append)
      if (begun === undefined) return undefined
      flight = begun
      const landed = (): void => {
        if (flight === begun) flight = undefined
      }
      begun.then(landed, landed)
      return begun
    },
    get flight() {
      return flight
    },
    async close() {
      // Where it could not be kept, that has been told.
      await flight?.catch(() => {})
      await saving
      await journal.close()
    },
  }
}

interface SnapshotBody {
  readonly hash: string
  readonly books: SavedBooks
}

function readBody(body: string): SnapshotBody | undefined {
  try {
    const read = unpack(body) as SnapshotBody & { readonly version: number }
    return read.version === snapshotVersion ? read : undefined
  } catch {
    // It can be made again from the journal, which is the truth.
    return undefined
  }
}

/** As the journals of accounts are chained, so that `verifyJournal` proves this one, too. */
function chained(before: string, entry: Omit<JournalEntry, 'hash'>): string {
  return hash('sha256', `${before}\n${entry.sequence}\n${entry.time}\n${entry.type}\n${entry.version}\n${entry.body}`)
}

function foreign(account: string, entry: JournalEntry): ShagunError {
  const expected = 'a name that no trader has in this storage'
  const message = `The journal of ${account} holds ${entry.type}, which is of a trader's account; expected ${expected}. Give the paper account another one.`
  return new ShagunError('invalid-options', message, { details: { option: 'account', value: account, expected } })
}

function newer(entry: JournalEntry): ShagunError {
  const message = `The journal holds ${type} in version ${entry.version}, which this release does not know; upgrade @shagun/broker-mock.`
  return new ShagunError('journal-newer', message, { details: { type, version: entry.version } })
}

function broken(account: string, sequence: number): ShagunError {
  const message = `The journal of the paper account ${account} is broken: entry ${sequence} is missing or was changed. Restore it from a backup.`
  return new ShagunError('journal-broken', message, { details: { account, sequence } })
}

function strange(account: string, sequence: number): ShagunError {
  const message =
    `The snapshot of the paper account ${account} was taken after entry ${sequence}, which its journal does not have ` +
    'as it was then: one of the two is of another time. Restore both from the same backup.'
  return new ShagunError('journal-broken', message, { details: { account, sequence } })
}
