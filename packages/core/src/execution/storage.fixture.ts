import type { JournalEntry, Storage } from '../ports/storage.ts'
import { memory } from '../ports/storage-memory.ts'

/** A storage that takes its time, fails, and loses what was not durable when its process died. */
export interface FaultyStorage extends Storage {
  /** Whether what is appended is durable at once, a moment later, or when it is let through. */
  appends: 'at once' | 'soon' | 'held'
  /** Whose appends are held. Default: everybody's. */
  holds: (journal: string) => boolean
  /** What an append fails with. */
  fails: (journal: string, entries: readonly JournalEntry[]) => Error | undefined
  /** What became durable, in its order: `journal type`. */
  readonly log: string[]
  /** Lets through what is held, the oldest first. */
  release(): Promise<void>
  /** Nothing that is open now is ever heard of again; the next process finds what is durable. */
  crash(): void
}

export function createFaultyStorage(): FaultyStorage {
  const journals = new Map<string, JournalEntry[]>()
  let held: (() => void)[] = []
  let generation = 0

  const storage: FaultyStorage = {
    id: 'faulty',
    bars: memory().bars,
    async close() {},
    appends: 'at once',
    holds: () => true,
    fails: () => undefined,
    log: [],
    async release() {
      for (let i = 0; i < 20; i++) {
        const now = held
        held = []
        for (const each of now) each()
        await undefined
      }
    },
    crash() {
      generation++
      held = []
    },
    async openJournal(name) {
      const mine = generation
      const entries = journals.get(name) ?? []
      journals.set(name, entries)
      const write = (added: readonly JournalEntry[]): void => {
        for (const entry of added) {
          entries.push({ ...entry })
          storage.log.push(`${name} ${entry.type}`)
        }
      }
      return {
        append(added) {
          if (mine !== generation) return new Promise(() => {})
          const failure = storage.fails(name, added)
          if (storage.appends === 'at once') {
            if (failure !== undefined) throw failure
            return write(added)
          }
          return new Promise((resolve, reject) => {
            const land = (): void => {
              if (mine !== generation) return
              if (failure !== undefined) return reject(failure)
              write(added)
              resolve()
            }
            if (storage.appends === 'held' && storage.holds(name)) held.push(land)
            else queueMicrotask(land)
          })
        },
        async *read(after = -1) {
          yield* entries.slice(after + 1)
        },
        async saveSnapshot() {},
        loadSnapshot: async () => undefined,
        async close() {},
      }
    },
  }
  return storage
}
