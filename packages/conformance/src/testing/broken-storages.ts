import { type Bars, createBars, isShagunError, ShagunError } from '@shagun/core'
import type { BarSeries, BarStore, Journal, JournalEntry, Storage, TimeRange } from '@shagun/core/adapter'
import { always } from '../storage/held-bars.ts'

/** A storage that breaks one promise, and the case that must notice; all others must not. */
export interface BrokenStorage {
  readonly how: string
  readonly fails: string
  /** @param place - what is there beside the storage, and was when another was there */
  breaks(storage: Storage, place: Set<string>): Storage
}

export const brokenStorages: readonly BrokenStorage[] = [
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
  {
    how: 'fails where nobody has saved anything',
    fails: 'stored-bars/none',
    breaks: (storage, place) =>
      withBars(storage, (bars) => ({
        ...bars,
        load(series, range) {
          return place.has('table') ? bars.load(series, range) : Promise.reject(new Error('There is no such table.'))
        },
        async save(series, added, known) {
          place.add('table')
          await bars.save(series, added, known)
        },
      })),
  },
  {
    how: 'keeps two decimals',
    fails: 'stored-bars/exact',
    breaks: (storage) =>
      withSaved(storage, (series, added, known) => {
        const rounded = (price: number): number => Math.max(0.01, Math.round(price * 100) / 100)
        const rows = [...added].map(({ time, open, high, low, close, volume }) => ({
          time,
          open: rounded(open),
          high: rounded(high),
          low: rounded(low),
          close: rounded(close),
          volume,
        }))
        return [series, createBars(series.instrument, series.timeframe, rows), known]
      }),
  },
  {
    how: 'gives the bar that opens as a range ends',
    fails: 'stored-bars/range',
    breaks: (storage) =>
      withBars(storage, (bars) => ({
        ...bars,
        async load(series, { from, to }) {
          const { known } = await bars.load(series, { from, to })
          return { known, bars: (await bars.load(series, { from, to: from < to ? to + 1 : to })).bars }
        },
      })),
  },
  {
    how: 'tells of what it knows beyond what is asked for',
    fails: 'stored-bars/known',
    breaks: (storage) =>
      withBars(storage, (bars) => ({
        ...bars,
        async load(series, range) {
          const found = await bars.load(series, range)
          const { known } = await bars.load(series, range.from < range.to ? always : range)
          return { ...found, known: known.filter(({ from, to }) => from < range.to && to > range.from) }
        },
      })),
  },
  {
    how: 'knows each range as it was saved',
    fails: 'stored-bars/touching',
    breaks: (storage) =>
      withBars(storage, (bars) => {
        const saved = new Map<string, TimeRange[]>()
        return {
          async load(series, range) {
            const found = await bars.load(series, range)
            const parts = (saved.get(JSON.stringify(series)) ?? found.known).map(({ from, to }) => ({
              from: Math.max(from, range.from),
              to: Math.min(to, range.to),
            }))
            return { ...found, known: parts.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from) }
          },
          async save(series, added, { from, to }) {
            await bars.save(series, added, { from, to })
            const key = JSON.stringify(series)
            if (from < to) saved.set(key, [...(saved.get(key) ?? []), { from, to }])
          },
          async forget(series) {
            saved.delete(JSON.stringify(series))
            await bars.forget(series)
          },
        }
      }),
  },
  {
    how: 'leaves bars that are not there any more',
    fails: 'stored-bars/replaced',
    breaks: (storage) =>
      withBars(storage, (bars) => ({
        ...bars,
        async save(series, added, known) {
          const before = await bars.load(series, known)
          const times = new Set(added.time)
          const kept = [...before.bars, ...added].filter(({ time }, i) => i >= before.bars.length || !times.has(time))
          const rows = kept.sort((a, b) => a.time - b.time)
          await bars.save(series, createBars(series.instrument, series.timeframe, rows), known)
        },
      })),
  },
  {
    how: 'keeps bars beyond the range that is whole',
    fails: 'stored-bars/within-known',
    breaks: (storage) =>
      withBars(storage, (bars) => ({
        ...bars,
        async save(series, added, known) {
          if (known.from < known.to)
            for (const { time, ...prices } of added)
              await bars.save(series, createBars(series.instrument, series.timeframe, [{ time, ...prices }]), {
                from: time,
                to: time + 1,
              })
          await bars.save(series, added, known)
        },
      })),
  },
  {
    how: 'takes a range that ends before it begins for the same one the right way round',
    fails: 'stored-bars/no-range',
    breaks: (storage) =>
      withSaved(storage, (series, added, { from, to }) => [
        series,
        added,
        { from: Math.min(from, to), to: Math.max(from, to) },
      ]),
  },
  {
    how: 'keeps the bars of all sources together',
    fails: 'stored-bars/apart',
    breaks: (storage) =>
      withBars(storage, (bars) => {
        const merged = (series: BarSeries): BarSeries =>
          series.source.startsWith('round') ? series : { ...series, source: 'any' }
        return {
          load: (series, range) => bars.load(merged(series), range),
          save: (series, added, known) => bars.save(merged(series), added, known),
          forget: (series) => bars.forget(merged(series)),
        }
      }),
  },
  {
    how: 'forgets bars and goes on to know of them',
    fails: 'stored-bars/forget',
    breaks: (storage) =>
      withBars(storage, (bars) => ({
        ...bars,
        async forget(series) {
          const { known } = await bars.load(series, always)
          await bars.forget(series)
          for (const range of known) await bars.save(series, createBars(series.instrument, series.timeframe, []), range)
        },
      })),
  },
  {
    how: 'writes into the bars that it has handed out',
    fails: 'stored-bars/handed-out',
    breaks: (storage) =>
      withBars(storage, (bars) => {
        const handed: Bars[] = []
        return {
          ...bars,
          async load(series, range) {
            const found = await bars.load(series, range)
            handed.push(found.bars)
            return found
          },
          async save(series, added, known) {
            await bars.save(series, added, known)
            for (const { time, close } of known.from < known.to ? handed : [])
              for (const [i, at] of time.entries()) {
                const row = added.time.indexOf(at)
                if (row >= 0) (close as Float64Array)[i] = added.close[row]!
              }
          },
        }
      }),
  },
  {
    how: 'forgets its bars with the process',
    fails: 'stored-bars/survives',
    breaks: (storage) =>
      withBars(storage, (bars) => {
        const mine = new Set<string>()
        const nameOf = (series: BarSeries): string => JSON.stringify(series)
        const nothing = { from: 0, to: 0 }
        return {
          ...bars,
          load: (series, range) => bars.load(series, mine.has(nameOf(series)) ? range : nothing),
          async save(series, added, known) {
            mine.add(nameOf(series))
            await bars.save(series, added, known)
          },
        }
      }),
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

function withBars(storage: Storage, change: (bars: BarStore) => BarStore): Storage {
  return { ...storage, bars: change(storage.bars) }
}

function withSaved(
  storage: Storage,
  change: (...given: Parameters<BarStore['save']>) => Parameters<BarStore['save']>,
): Storage {
  return withBars(storage, (bars) => ({ ...bars, save: (...given) => bars.save(...change(...given)) }))
}
