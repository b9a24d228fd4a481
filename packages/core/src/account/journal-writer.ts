import { hash } from 'node:crypto'
import { ShagunError } from '../errors.ts'
import { encodeEvent, eventVersion } from '../model/codec.ts'
import type { JournalEvent } from '../model/events.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import { isPromise } from '../ports/awaitable.ts'
import type { Journal, JournalEntry } from '../ports/storage.ts'

/** The hash before the first entry. */
export const genesis: string = '0'.repeat(64)

/** SHA-256 over the hash before and the entry's own text: to change one entry is to change every hash after it. */
export function chainHash(before: string, entry: Omit<JournalEntry, 'hash'>): string {
  return hash('sha256', `${before}\n${entry.sequence}\n${entry.time}\n${entry.type}\n${entry.version}\n${entry.body}`)
}

/** Numbers and chains events, and keeps one append at the storage: what comes meanwhile goes together in the next. */
export interface JournalWriter {
  /** Durable when it resolves, all or none. Fails, like everything after it, once an append has failed. */
  write(events: readonly JournalEvent[]): Awaitable<void>
  /** Resolves when all that was written is durable; `undefined` when it is. */
  readonly flight: Promise<void> | undefined
  /** The entry that was written last, durable or not. */
  readonly last: { readonly sequence: number; readonly hash: string } | undefined
}

/**
 * @param last - the entry to go on after, `undefined` for an empty journal
 * @param durable - called for each event in order, once it is on disk
 */
export function createJournalWriter(
  journal: Journal,
  last: { readonly sequence: number; readonly hash: string } | undefined,
  durable: (event: JournalEvent) => void,
): JournalWriter {
  const { chained = true } = journal
  let sequence = last?.sequence ?? -1
  let before = last?.hash ?? genesis
  let flight: Promise<void> | undefined
  let queue: JournalEvent[] | undefined
  let failure: { readonly cause: unknown } | undefined

  function append(events: readonly JournalEvent[]): Awaitable<void> {
    if (failure !== undefined) throw failure.cause
    const publish = (): void => {
      for (const event of events) durable(event)
    }
    const entries = events.map((event) => {
      const entry = lazyEntry(++sequence, event)
      return chained ? { ...entry, hash: (before = chainHash(before, entry)) } : entry
    })
    try {
      const appended = journal.append(entries)
      return isPromise(appended) ? appended.then(publish, fail) : publish()
    } catch (cause) {
      return fail(cause)
    }
  }

  function fail(cause: unknown): never {
    failure = { cause }
    throw cause
  }

  function fly(promise: Promise<void>): Promise<void> {
    flight = promise
    const landed = (): void => {
      if (flight === promise) flight = undefined
    }
    promise.then(landed, landed)
    return promise
  }

  return {
    write(events) {
      if (flight === undefined) {
        const appended = append(events)
        return isPromise(appended) ? fly(appended) : undefined
      }
      if (queue !== undefined) {
        queue.push(...events)
        return flight
      }
      const batch = [...events]
      queue = batch
      return fly(
        flight.then(() => {
          queue = undefined
          return append(batch)
        }),
      )
    },
    get flight() {
      return flight
    },
    get last() {
      return sequence === -1 ? undefined : { sequence, hash: before }
    },
  }
}

/**
 * Reads the journal, proving that it is gap-free and unchanged.
 *
 * @param after - the entry to begin after; from the first where none is given
 */
export async function* readChain(
  journal: Journal,
  account: string,
  after?: { readonly sequence: number; readonly hash: string },
): AsyncGenerator<JournalEntry, void> {
  const { chained = true } = journal
  let sequence = after === undefined ? 0 : after.sequence + 1
  let before = after?.hash ?? genesis
  for await (const entry of journal.read(after?.sequence)) {
    if (entry.sequence !== sequence) throw broken(account, sequence, `entry ${sequence} is missing`)
    if (chained && entry.hash !== chainHash(before, entry))
      throw broken(account, sequence, `entry ${sequence} was changed`)
    yield entry
    before = entry.hash
    sequence++
  }
}

/** Its text is worked out when first read, as its own property, so that a storage may copy it. */
function lazyEntry(sequence: number, event: JournalEvent): JournalEntry {
  let body: string | undefined
  return {
    sequence,
    time: event.time,
    type: event.type,
    version: eventVersion(event.type),
    get body() {
      return (body ??= encodeEvent(event))
    },
    hash: '',
  }
}

function broken(account: string, sequence: number, what: string): ShagunError {
  const message = `The journal of account ${account} is broken: ${what}. Restore it from a backup before trading on.`
  return new ShagunError('journal-broken', message, { details: { account, sequence } })
}
