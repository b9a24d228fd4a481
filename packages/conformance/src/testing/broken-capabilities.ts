import type { DataProvider } from '@shagun/core'
import type { Broken } from './broken.ts'
import { underAnotherExchange, withBars, withQuery } from './wrap.ts'

export const brokenCapabilities: readonly Broken[] = [
  {
    how: 'declares a timeframe twice',
    fails: ['capabilities/declaration'],
    breaks: (provider) => ({ ...provider, supports: { ...provider.supports, timeframes: ['1m', '1d', '1m'] } }),
  },
  {
    how: 'has a method that is none',
    fails: ['capabilities/methods'],
    breaks: (provider) => ({ ...provider, fetchInstruments: undefined }) as unknown as DataProvider,
  },
  {
    how: 'has nothing of a timeframe that it declares',
    fails: ['capabilities/timeframes'],
    breaks: (provider) => withBars(provider, (bars) => (bars.timeframe === '1m' ? bars.slice(0, 0) : bars)),
  },
  {
    how: 'gives the bars of another timeframe for one that it has not',
    fails: ['capabilities/undeclared-timeframe'],
    breaks: (provider) =>
      withQuery(provider, (query) =>
        provider.supports.timeframes.includes(query.timeframe) ? query : { ...query, timeframe: '1d' },
      ),
  },
  {
    how: 'takes the symbol for the instrument, whatever its exchange',
    fails: ['capabilities/undeclared-exchange'],
    breaks: (provider) => underAnotherExchange(provider, 'NOWHERE'),
  },
  {
    how: 'gives unasked what it does not list first',
    fails: ['capabilities/adjustments'],
    breaks: (provider) => withQuery(provider, (query) => ({ adjustment: 'splits', ...query })),
  },
  {
    how: 'ignores an adjustment that it has not',
    fails: ['capabilities/undeclared-adjustment'],
    breaks: (provider) =>
      withQuery(provider, ({ adjustment = 'none', ...query }) =>
        provider.supports.adjusted.includes(adjustment) ? { ...query, adjustment } : query,
      ),
  },
  {
    how: 'passes prices of one exchange off as those of another',
    fails: ['capabilities/substitutes'],
    breaks: (provider) => underAnotherExchange(provider, 'NSE'),
  },
]
