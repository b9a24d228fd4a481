import type { MarketReport } from '@shagun/core/adapter'
import type { Broken } from './broken.ts'
import { infy, tcs } from './honest-provider.ts'
import { withEnd, withReports } from './wrap.ts'

export const brokenStreams: readonly Broken[] = [
  {
    how: 'is deaf',
    fails: [
      'stream/reports',
      'stream/only-asked',
      'stream/bars',
      'stream/sane',
      'stream/ends',
      'stream/ends-twice',
      'stream/beside',
      'stream/ended-alone',
      'stream/lost-and-restored',
    ],
    breaks: (provider) => withReports(provider, () => []),
  },
  {
    how: 'reports everything to everybody',
    fails: ['stream/only-asked'],
    breaks: (provider) => ({
      ...provider,
      subscribe: (_, report) => provider.subscribe!([infy, tcs], report),
    }),
  },
  {
    how: 'reports bars that it does not declare',
    fails: ['stream/bars'],
    breaks: (provider, { clock }) =>
      withReports(provider, (report) => {
        const bar = { timeframe: '5m', time: clock.now(), open: 1, high: 1, low: 1, close: 1, volume: 0 } as const
        return report.type === 'quote'
          ? [report, { type: 'bar', bar: { instrument: report.quote.instrument, ...bar } }]
          : [report]
      }),
  },
  {
    how: 'reports prices that are no numbers',
    fails: ['stream/sane'],
    breaks: (provider) =>
      withReports(provider, (report) =>
        report.type === 'quote' ? [{ type: 'quote', quote: { ...report.quote, last: Number.NaN } }] : [report],
      ),
  },
  {
    how: 'stamps what it reports in seconds',
    fails: ['stream/sane'],
    breaks: (provider) =>
      withReports(provider, (report) =>
        report.type === 'quote'
          ? [{ type: 'quote', quote: { ...report.quote, time: report.quote.time / 1_000 } }]
          : [report],
      ),
  },
  {
    how: 'goes on after the end',
    fails: ['stream/ends'],
    breaks: (provider) => withEnd(provider, () => {}),
  },
  {
    how: 'throws at the second end',
    fails: ['stream/ends-twice'],
    breaks: (provider) => {
      const ended = new Set<() => void>()
      return withEnd(provider, (end) => {
        if (ended.has(end)) throw new TypeError('There is no such subscription.')
        ended.add(end)
        end()
      })
    },
  },
  {
    how: 'counts the second end as that of another subscription',
    fails: ['stream/ends-twice'],
    breaks: (provider) => {
      let open = 0
      const deaf = (report: MarketReport): readonly MarketReport[] => (open > 0 ? [report] : [])
      const counted = withEnd(withReports(provider, deaf), (end) => {
        open--
        end()
      })
      return {
        ...counted,
        subscribe(instruments, report) {
          open++
          return counted.subscribe!(instruments, report)
        },
      }
    },
  },
  {
    how: 'has one subscription at a time',
    fails: ['stream/beside'],
    breaks: (provider) => {
      let endLast = () => {}
      return {
        ...provider,
        async subscribe(instruments, report) {
          endLast()
          const end = await provider.subscribe!(instruments, report)
          endLast = end
          return end
        },
      }
    },
  },
  {
    how: 'ends all subscriptions with one',
    fails: ['stream/ended-alone'],
    breaks: (provider) => {
      const ends: (() => void)[] = []
      return {
        ...provider,
        async subscribe(instruments, report) {
          ends.push(await provider.subscribe!(instruments, report))
          return () => {
            for (const end of ends) end()
          }
        },
      }
    },
  },
  {
    how: 'never says that the connection is there again',
    fails: ['stream/lost-and-restored'],
    breaks: (provider) => withReports(provider, (report) => (report.type === 'restored' ? [] : [report])),
  },
  {
    how: 'says twice that the connection is lost',
    fails: ['stream/lost-and-restored'],
    breaks: (provider) => withReports(provider, (report) => (report.type === 'lost' ? [report, report] : [report])),
  },
]
