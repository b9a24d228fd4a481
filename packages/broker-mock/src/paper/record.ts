import { hash } from 'node:crypto'
import { type Clock, type Journal, type JournalEntry, ShagunError } from '@shagun/core'
import type { Change } from './changes.ts'
import { pack, unpack } from './pack.ts'

/** The journal of a venue: what was changed there, step by step. */
export interface VenueRecord {
  /** Everything that was kept, oldest first; to be read to its end before anything is written. */
  read(): AsyncIterable<Change>
  /** Durable when it resolves; at once where there is nothing to wait for. Fails once an earlier one has failed. */
  write(change: Change): Promise<void> | undefined
  /** Resolves when all that was written is durable; `undefined` where it is. */
  readonly flight: Promise<void> | undefined
}

const type = 'venue.changed'
const version = 1

export function createRecord(journal: Journal, account: string, clock: Clock): VenueRecord {
  let sequence = -1
  let before = '0'.repeat(64)
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
    try {
      const appended = journal.append(entries)
      return appended === undefined ? undefined : appended.catch(fail)
    } catch (cause) {
      return fail(cause)
    }
  }

  function fail(cause: unknown): never {
    failure = { cause }
    throw cause
  }

  return {
    async *read() {
      for await (const entry of journal.read()) {
        if (entry.type !== type) throw foreign(account, entry)
        if (entry.version > version) throw newer(entry)
        if (entry.sequence !== sequence + 1 || (journal.chained !== false && entry.hash !== chained(before, entry)))
          throw broken(account, sequence + 1)
        sequence = entry.sequence
        before = entry.hash
        yield unpack(entry.body) as Change
      }
    },
    write(change) {
      if (failure !== undefined) throw failure.cause
      queue.push(entryOf(change))
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
