import { type Bars, createBars } from '@shagun/core'
import type { BarSeries, BarStore, Storage, TimeRange } from '@shagun/core/adapter'
import { always } from '../../storage/held-bars.ts'
import type { BrokenStorage } from './broken.ts'

export const brokenBarStores: readonly BrokenStorage[] = [
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

function withBars(storage: Storage, change: (bars: BarStore) => BarStore): Storage {
  return { ...storage, bars: change(storage.bars) }
}

function withSaved(
  storage: Storage,
  change: (...given: Parameters<BarStore['save']>) => Parameters<BarStore['save']>,
): Storage {
  return withBars(storage, (bars) => ({ ...bars, save: (...given) => bars.save(...change(...given)) }))
}
