import { ShagunError } from '../errors.ts'
import type { JournalEntry, Storage } from './storage.ts'
import { createMemoryBars } from './storage-memory-bars.ts'

/**
 * A storage that lives and dies with the process: for backtests and tests, and where nothing must be kept.
 *
 * @param options - `chained`: whether its journals carry the chain of hashes that one on disk does. Default: no.
 * @example
 * ```ts
 * import { memory } from '@shagun/core'
 *
 * const storage = memory()
 * ```
 */
export function memory({ chained = false }: { readonly chained?: boolean } = {}): Storage {
  const journals = new Map<string, JournalEntry[]>()
  const writers = new Set<string>()
  const snapshots = new Map<string, { readonly sequence: number; readonly body: string }>()

  return {
    id: 'memory',
    async openJournal(account) {
      const entries = journals.get(account) ?? []
      journals.set(account, entries)
      if (writers.has(account)) throw conflict(account, entries.length, entries.length)
      writers.add(account)
      let open = true
      return {
        chained,
        append(added) {
          if (!open) throw closed(account)
          added.forEach(({ sequence }, i) => {
            const expected = entries.length + i
            if (sequence !== expected) throw conflict(account, expected, sequence)
          })
          for (const entry of added) entries.push(entry)
        },
        async *read(after = -1) {
          yield* entries.slice(after + 1)
        },
        async saveSnapshot(sequence, body) {
          if (!open) throw closed(account)
          snapshots.set(account, { sequence, body })
        },
        loadSnapshot: async () => snapshots.get(account),
        async close() {
          if (open) writers.delete(account)
          open = false
        },
      }
    },
    bars: createMemoryBars(),
    async close() {},
  }
}

function conflict(account: string, expected: number, found: number): ShagunError {
  const message = `The journal of account ${account} has another writer; close that one first.`
  return new ShagunError('journal-conflict', message, { details: { account, expected, found } })
}

function closed(account: string): ShagunError {
  const message = `The journal of account ${account} is closed; open it again.`
  return new ShagunError('not-started', message, { details: { account } })
}
