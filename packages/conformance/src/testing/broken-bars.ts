import { createBars } from '@shagun/core'
import type { Broken } from './broken.ts'
import { day, halved, minute, ranges } from './honest-provider.ts'
import { notFound, spoiled, unsupported, withBars, withQuery } from './wrap.ts'

export const brokenBars: readonly Broken[] = [
  {
    how: 'gives bars under a name of its own',
    fails: ['bars/identity'],
    breaks: (provider) => withBars(provider, (bars) => createBars('BSE:500209', bars.timeframe, bars)),
  },
  {
    how: 'gives one bar more at the end of a range',
    fails: ['bars/within-range'],
    breaks: (provider) =>
      withBars(provider, (bars, { timeframe, from, to }) => {
        const range = ranges[timeframe as '1m']
        if (to !== range.to || from >= to) return bars
        return createBars(bars.instrument, timeframe, [...bars, { time: to, open: 1, high: 1, low: 1, close: 1 }])
      }),
  },
  {
    how: 'begins after the beginning of a range',
    fails: ['bars/from-inclusive'],
    breaks: (provider) =>
      withBars(provider, (bars, { timeframe, from }) =>
        from > ranges[timeframe as '1m'].from && bars.time[0] === from ? bars.slice(1) : bars,
      ),
  },
  {
    how: 'ends with the bar that opens at the end of a range',
    fails: ['bars/to-exclusive'],
    breaks: (provider) => ({
      ...provider,
      async fetchBars(query, signal) {
        const bars = await provider.fetchBars(query, signal)
        return bars.length === 0 ? bars : provider.fetchBars({ ...query, to: query.to + 1 }, signal)
      },
    }),
  },
  {
    how: 'stamps the last bar as the one before it',
    fails: ['bars/rising'],
    breaks: (provider) =>
      withBars(provider, (bars, { timeframe }) =>
        spoiled(bars, (columns, i) => {
          const step = timeframe === '1m' ? minute : day
          if (columns.time[i] === ranges[timeframe as '1m'].to - step) columns.time[i]! -= step
        }),
      ),
  },
  {
    how: 'gives a high below the low',
    fails: ['bars/sane'],
    breaks: (provider) =>
      withBars(provider, (bars) =>
        spoiled(bars, (columns, i) => {
          if (columns.time[i] === ranges['1d'].from + day) columns.high[i] = columns.low[i]! / 2
        }),
      ),
  },
  {
    how: 'gives every second bar',
    fails: ['bars/timeframe'],
    breaks: (provider) =>
      withBars(provider, (bars) => {
        if (bars.timeframe !== '1m') return bars
        return createBars(
          bars.instrument,
          '1m',
          [...bars].filter(({ time }) => (time / minute) % 2 === 0),
        )
      }),
  },
  {
    how: 'refuses a range without length',
    fails: ['bars/empty-range'],
    breaks: (provider) =>
      withBars(provider, (bars, { from, to }) => {
        if (from === to) throw unsupported('an empty range')
        return bars
      }),
  },
  {
    how: 'takes silence of the vendor for a symbol that is not there',
    fails: ['bars/nothing-traded'],
    breaks: (provider) =>
      withBars(provider, (bars, { from, to }) => {
        if (from < to && bars.length === 0) throw notFound(bars.instrument)
        return bars
      }),
  },
  {
    how: 'takes a range that ends before it begins for an empty one',
    fails: ['bars/reversed-range'],
    breaks: (provider) => withQuery(provider, (query) => ({ ...query, to: Math.max(query.from, query.to) })),
  },
  {
    how: 'thinks better of the third answer',
    fails: ['bars/repeatable'],
    breaks: (provider) => {
      const asked: string[] = []
      return withBars(provider, (bars, query) => {
        asked.push(JSON.stringify(query))
        return asked.length === 3 && asked[0] === asked[2] ? halved(bars) : bars
      })
    },
  },
  {
    how: 'begins with the next bar but one where a range begins between two',
    fails: ['bars/halves'],
    breaks: (provider) => withBars(provider, (bars, { from }) => (bars.time[0]! > from ? bars.slice(1) : bars)),
  },
  {
    how: 'has no bars of a symbol that nobody has, in place of not knowing it',
    fails: ['bars/unknown-instrument'],
    breaks: (provider) => ({
      ...provider,
      fetchBars: (query, signal) =>
        query.instrument === 'BSE:NOSUCH'
          ? Promise.resolve(createBars(query.instrument, query.timeframe, []))
          : provider.fetchBars(query, signal),
    }),
  },
]
