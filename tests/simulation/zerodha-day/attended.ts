import type { Storage } from '@shagun/core'

/** A storage, each of whose works is told of while it lasts: a disk and its threads take the machine's own time. */
export function attended(storage: Storage, watch: <T>(work: Promise<T>) => Promise<T>): Storage {
  const { bars } = storage
  return {
    ...storage,
    async openJournal(account) {
      const journal = await watch(storage.openJournal(account))
      return {
        ...journal,
        async *read(after) {
          const entries = journal.read(after)[Symbol.asyncIterator]()
          for (let next = await watch(entries.next()); !next.done; next = await watch(entries.next())) yield next.value
        },
      }
    },
    bars: {
      load: (...asked) => watch(bars.load(...asked)),
      save: (...asked) => watch(bars.save(...asked)),
      forget: (...asked) => watch(bars.forget(...asked)),
    },
  }
}
