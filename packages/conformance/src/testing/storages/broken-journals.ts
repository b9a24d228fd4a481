import { isShagunError, ShagunError } from '@shagun/core'
import type { Journal, JournalEntry, Storage } from '@shagun/core/adapter'
import type { BrokenStorage } from './broken.ts'

export const brokenJournals: readonly BrokenStorage[] = [
  {
    how: 'has a snapshot of nothing where there is none',
    fails: 'journal/empty',
    breaks: (storage) =>
      withJournal(storage, (journal) => ({
        ...journal,
        loadSnapshot: async () => (await journal.loadSnapshot()) ?? { sequence: -1, body: '' },
      })),
  },
  {
    how: 'takes an empty batch for the end of the journal',
    fails: 'journal/order',
    breaks: (storage) =>
      withJournal(storage, (journal) => {
        let isOver = false
        return {
          ...journal,
          append(entries) {
            isOver ||= entries.length === 0
            return isOver ? undefined : journal.append(entries)
          },
        }
      }),
  },
  {
    how: 'forgets a batch that comes while it writes another',
    fails: 'journal/at-once',
    breaks: (storage) =>
      withJournal(storage, (journal) => {
        let isBusy = false
        return {
          ...journal,
          async append(entries) {
            if (isBusy) return
            isBusy = true
            await undefined
            isBusy = false
            await journal.append(entries)
          },
        }
      }),
  },
  {
    how: 'skips the first of what it was to go on from',
    fails: 'journal/after',
    breaks: (storage) =>
      withJournal(storage, (journal) => ({
        ...journal,
        read: (after) => journal.read(after === undefined || after < 0 ? after : after + 1),
      })),
  },
  {
    how: 'begins anew where something is appended while it reads',
    fails: 'journal/while-written',
    breaks: (storage) =>
      withJournal(storage, (journal) => {
        let writes = 0
        return {
          ...journal,
          append(entries) {
            writes++
            return journal.append(entries)
          },
          async *read(after) {
            const before = writes
            for await (const entry of journal.read(after)) {
              yield entry
              if (writes > before) return yield* journal.read(after)
            }
          },
        }
      }),
  },
  {
    how: 'keeps the part of a batch that fits',
    fails: 'journal/atomic',
    breaks: (storage) =>
      withJournal(storage, (journal) => ({
        ...journal,
        append(entries) {
          const first = entries[0]?.sequence ?? 0
          const fits = entries.findIndex(({ sequence }, i) => sequence !== first + i)
          if (fits > 0) journal.append(entries.slice(0, fits))
          return journal.append(fits > 0 ? entries.slice(fits) : entries)
        },
      })),
  },
  {
    how: 'takes a batch that begins with what it has for one that it has',
    fails: 'journal/sequence',
    breaks: (storage) =>
      withJournal(storage, (journal) => {
        let last = -1
        return {
          ...journal,
          append(entries) {
            if (entries.length > 0 && entries[0]!.sequence <= last) return
            journal.append(entries)
            last = entries.at(-1)?.sequence ?? last
          },
        }
      }),
  },
  {
    how: 'says nothing of a conflict but its name',
    fails: 'journal/conflict-details',
    breaks: (storage) =>
      withJournal(storage, (journal) => ({
        ...journal,
        append(entries) {
          try {
            return journal.append(entries)
          } catch (cause) {
            if (!isShagunError(cause, 'journal-conflict')) throw cause
            const { details } = cause
            throw new ShagunError('journal-conflict', 'There is a conflict.', {
              details: { ...details, expected: -1, found: -1 },
            })
          }
        },
      })),
  },
  {
    how: 'takes names that differ in capitals for one',
    fails: 'journal/accounts',
    breaks: (storage) => ({ ...storage, openJournal: (account) => storage.openJournal(account.toLowerCase()) }),
  },
  {
    how: 'cuts texts at a megabyte',
    fails: 'journal/texts',
    breaks: (storage) => withEntries(storage, (entry) => ({ ...entry, body: entry.body.slice(0, 1_000_000) })),
  },
  {
    how: 'keeps times in whole milliseconds',
    fails: 'journal/times',
    breaks: (storage) => withEntries(storage, (entry) => ({ ...entry, time: Math.floor(entry.time) })),
  },
  {
    how: 'keeps the first snapshot',
    fails: 'journal/snapshot',
    breaks: (storage) =>
      withJournal(storage, (journal) => ({
        ...journal,
        async saveSnapshot(sequence, body) {
          if ((await journal.loadSnapshot()) === undefined) await journal.saveSnapshot(sequence, body)
        },
      })),
  },
  {
    how: 'locks an account with the first entry, and not before',
    fails: 'journal/one-writer',
    breaks: (storage) => {
      const unlocked = new Map<string, Journal>()
      return {
        ...storage,
        async openJournal(account) {
          const shared = unlocked.get(account)
          if (shared !== undefined) return shared
          const journal = await storage.openJournal(account)
          const lazy: Journal = {
            ...journal,
            append(entries) {
              unlocked.delete(account)
              return journal.append(entries)
            },
            async close() {
              unlocked.delete(account)
              await journal.close()
            },
          }
          unlocked.set(account, lazy)
          return lazy
        },
      }
    },
  },
  {
    how: 'writes for a writer that has closed',
    fails: 'journal/closed',
    breaks: (storage) => {
      const open = new Map<string, Journal>()
      return withJournal(storage, (journal, account) => {
        open.set(account, journal)
        return { ...journal, append: (entries) => open.get(account)!.append(entries) }
      })
    },
  },
  {
    how: 'closes the journal of whoever has it by then',
    fails: 'journal/closes-once',
    breaks: (storage) => {
      const open = new Map<string, Journal>()
      return withJournal(storage, (journal, account) => {
        open.set(account, journal)
        return { ...journal, close: () => open.get(account)!.close() }
      })
    },
  },
  {
    how: 'forgets its snapshots with the process',
    fails: 'journal/survives',
    breaks(storage) {
      const snapshots = new Map<string, { readonly sequence: number; readonly body: string }>()
      return withJournal(storage, (journal, account) => ({
        ...journal,
        async saveSnapshot(sequence, body) {
          await journal.saveSnapshot(sequence, body)
          snapshots.set(account, { sequence, body })
        },
        loadSnapshot: async () => snapshots.get(account),
      }))
    },
  },
  {
    how: 'leaves journals locked that nobody has closed',
    fails: 'journal/let-go',
    breaks: (storage) => ({ ...storage, async close() {} }),
  },
]

function withJournal(storage: Storage, change: (journal: Journal, account: string) => Journal): Storage {
  return { ...storage, openJournal: async (account) => change(await storage.openJournal(account), account) }
}

function withEntries(storage: Storage, change: (entry: JournalEntry) => JournalEntry): Storage {
  return withJournal(storage, (journal) => ({
    ...journal,
    append: (entries) => journal.append(entries.map(change)),
  }))
}
