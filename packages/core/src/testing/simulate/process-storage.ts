import { ShagunError } from '../../errors.ts'
import { type Awaitable, andThen, isPromise } from '../../ports/awaitable.ts'
import type { Journal, JournalEntry, Storage } from '../../ports/storage.ts'
import type { FaultKind, storageFaults } from './fault.ts'
import { nothingEver, type Process } from './process.ts'
import type { SteppedClock } from './stepped-clock.ts'

type StorageFault = (typeof storageFaults)[number]

/** The storage as processes that may crash see it, at any step of their journals. */
export interface ProcessStorage {
  openFor(process: Process): Storage
  /** It goes wrong at the append after so many. */
  inject(fault: StorageFault, afterAppends: number): void
  heal(): void
  /** Resolves when nothing that was handed to the storage is under way. */
  settled(): Promise<void>
}

export function createProcessStorage({
  storage,
  clock,
  instant,
  random,
  happened,
  kept,
}: {
  readonly storage: Storage
  readonly clock: SteppedClock
  readonly instant: boolean
  readonly random: () => number
  readonly happened: (fault: FaultKind) => void
  /** Called when entries are on the disk, whether anybody hears of it or not. */
  readonly kept?: (entries: readonly JournalEntry[]) => void
}): ProcessStorage {
  const working = new Set<Promise<unknown>>()
  let armed: { readonly fault: StorageFault; after: number } | undefined

  function watch<T>(work: Promise<T>): Promise<T> {
    const done = (): void => {
      working.delete(work)
    }
    working.add(work)
    work.then(done, done)
    return work
  }

  function keep(journal: Journal, entries: readonly JournalEntry[]): Awaitable<void> {
    return andThen(journal.append(entries), () => kept?.(entries))
  }

  function takeFault(): StorageFault | undefined {
    if (armed === undefined || armed.after-- > 0) return undefined
    const { fault } = armed
    armed = undefined
    happened(fault)
    return fault
  }

  async function appendFaulty(
    process: Process,
    journal: Journal,
    entries: readonly JournalEntry[],
    fault: StorageFault,
  ) {
    if (fault === 'crashed-after-append' || fault === 'append-doubtful')
      await watch(Promise.resolve(keep(journal, entries)))
    if (fault === 'append-failed' || fault === 'append-doubtful') throw full()
    process.kill()
    return nothingEver<void>()
  }

  function wrap(process: Process, journal: Journal): Journal {
    return {
      ...journal,
      append(entries) {
        if (!process.alive) return nothingEver()
        const fault = takeFault()
        if (fault !== undefined) return appendFaulty(process, journal, entries, fault)
        if (instant) {
          const appended = keep(journal, entries)
          return isPromise(appended) ? watch(appended) : appended
        }
        return new Promise<void>((resolve, reject) => {
          clock.after(1 + random() * 5, () => {
            if (process.alive) watch(Promise.resolve().then(() => keep(journal, entries))).then(resolve, reject)
          })
        })
      },
      read: (after) => journal.read(after),
      saveSnapshot: (sequence, body) => (process.alive ? watch(journal.saveSnapshot(sequence, body)) : nothingEver()),
      loadSnapshot: () => watch(journal.loadSnapshot()),
      close: () => watch(journal.close()),
    }
  }

  return {
    openFor: (process) => ({
      ...storage,
      async openJournal(account) {
        if (!process.alive) return nothingEver()
        const journal = await watch(storage.openJournal(account))
        if (!process.alive) {
          await journal.close()
          return nothingEver()
        }
        process.atEnd(() => void watch(journal.close()))
        return wrap(process, journal)
      },
    }),
    inject(fault, after) {
      armed = { fault, after }
    },
    heal() {
      armed = undefined
    },
    async settled() {
      while (working.size > 0) await Promise.allSettled(working)
    },
  }
}

function full(): ShagunError {
  return new ShagunError('storage-failed', 'The simulated disk is full.', { details: { source: 'simulated' } })
}
