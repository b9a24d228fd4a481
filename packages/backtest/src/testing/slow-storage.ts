import { setImmediate } from 'node:timers/promises'
import { memory, type Storage } from '@shagun/core'

/** A storage in memory whose every append takes a while, as one on a disk does. */
export function slow(): Storage {
  const storage = memory()
  return {
    ...storage,
    async openJournal(account) {
      const journal = await storage.openJournal(account)
      return {
        ...journal,
        async append(entries) {
          await setImmediate()
          await journal.append(entries)
        },
      }
    },
  }
}
