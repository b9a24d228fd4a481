import { type Bars, createBars, type DataProvider, exchangeOf, ShagunError, symbolOf } from '@shagun/core'
import type { BarQuery, MarketReport } from '@shagun/core/adapter'
import { day, halved, infy, minute, ranges, secret, tcs, type World } from './honest-provider.fixture.ts'

/** A provider that breaks one promise, and the cases that must notice; all others must not. */
export interface Broken {
  readonly how: string
  readonly fails: readonly string[]
  breaks(provider: DataProvider, world: World): DataProvider
}

type Methods = Required<DataProvider>

export const brokenProviders: readonly Broken[] = [
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
        return joined(bars, [{ time: to, open: 1, high: 1, low: 1, close: 1 }])
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

  {
    how: 'quotes the first of many',
    fails: ['quotes/known'],
    breaks: (provider) =>
      withQuotes(provider, ({ quotes, missing }) => ({
        quotes: quotes.slice(0, 1),
        missing: [...missing, ...quotes.slice(1).map(({ instrument }) => instrument)],
      })),
  },
  {
    how: 'invents a quote of what nobody has',
    fails: ['quotes/missing'],
    breaks: (provider, { clock }) =>
      withQuotes(provider, ({ quotes, missing }) => ({
        quotes: [...quotes, ...missing.map((instrument) => ({ instrument, time: clock.now(), last: 1 }))],
        missing: [],
      })),
  },
  {
    how: 'lists what it quotes as missing',
    fails: ['quotes/accounted-for'],
    breaks: (provider) =>
      withQuotes(provider, ({ quotes, missing }) => ({ quotes, missing: missing.length > 0 ? [...missing, tcs] : [] })),
  },
  {
    how: 'quotes twice what was asked for twice',
    fails: ['quotes/repeated'],
    breaks: (provider) =>
      withQuotes(provider, ({ quotes, missing }, asked) => ({
        quotes: asked.flatMap((instrument) => quotes.filter((quote) => quote.instrument === instrument)),
        missing,
      })),
  },
  {
    how: 'refuses a question for no quotes',
    fails: ['quotes/none'],
    breaks: (provider) =>
      withQuotes(provider, (batch, asked) => {
        if (asked.length === 0) throw unsupported('no quotes')
        return batch
      }),
  },
  {
    how: 'quotes a bid of 0 where there is none',
    fails: ['quotes/sane'],
    breaks: (provider) =>
      withQuotes(provider, ({ quotes, missing }) => ({
        quotes: quotes.map((quote) => ({ ...quote, bid: 0 })),
        missing,
      })),
  },
  {
    how: 'stamps quotes in seconds',
    fails: ['quotes/time'],
    breaks: (provider) =>
      withQuotes(provider, ({ quotes, missing }) => ({
        quotes: quotes.map((quote) => ({ ...quote, time: quote.time / 1000 })),
        missing,
      })),
  },
  {
    how: 'stamps quotes in the zone of its exchange',
    fails: ['quotes/time'],
    breaks: (provider) =>
      withQuotes(provider, ({ quotes, missing }) => ({
        quotes: quotes.map((quote) => ({ ...quote, time: quote.time + 330 * minute })),
        missing,
      })),
  },

  {
    how: 'lists half of an exchange',
    fails: ['instruments/known'],
    breaks: (provider) => withInstruments(provider, (listed) => listed.filter(({ id }) => id !== tcs)),
  },
  {
    how: 'lists those of another exchange, too',
    fails: ['instruments/exchange'],
    breaks: (provider) =>
      withInstruments(provider, (listed) =>
        listed.flatMap((each) => [each, { ...each, id: `NSE:${symbolOf(each.id)}` }]),
      ),
  },
  {
    how: 'lists instruments twice',
    fails: ['instruments/once'],
    breaks: (provider) => withInstruments(provider, (listed) => [...listed, ...listed]),
  },
  {
    how: 'lists everything for an exchange that there is not',
    fails: ['instruments/undeclared-exchange'],
    breaks: (provider) => ({
      ...provider,
      fetchInstruments: (exchange, signal) =>
        provider.fetchInstruments!(exchange === 'NOWHERE' ? 'BSE' : exchange, signal),
    }),
  },

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

  {
    how: 'hands on what the network threw',
    fails: ['faults/unreachable'],
    breaks: (provider) => withErrors(provider, 'unreachable', () => new Error('connect ECONNREFUSED')),
  },
  {
    how: 'takes being asked to wait for a vendor that is down',
    fails: ['faults/rate-limited'],
    breaks: (provider) => withErrors(provider, 'rate-limited', unreachable),
  },
  {
    how: 'says to wait for what is no number',
    fails: ['faults/rate-limited'],
    breaks: (provider) =>
      withErrors(provider, 'rate-limited', () => {
        const details = { source: 'acme', retryAfterMs: Number.NaN }
        return new ShagunError('rate-limited', 'acme was asked too often. Wait.', { details })
      }),
  },
  {
    how: 'takes refused credentials for a vendor that is down',
    fails: ['faults/unauthenticated'],
    breaks: (provider) => withErrors(provider, 'unauthenticated', unreachable),
  },
  {
    how: 'hands on whatever the vendor says',
    fails: ['faults/garbage'],
    breaks: (provider, { vendor }) => ({
      ...provider,
      async fetchBars(query, signal) {
        const bars = await vendor.fetchBars(query, signal)
        return bars.close.some(Number.isNaN) ? bars : provider.fetchBars(query, signal)
      },
    }),
  },
  {
    how: 'never tries again',
    fails: ['faults/recovers'],
    breaks: (provider) => {
      let isDown = false
      const given = withErrors(provider, 'unreachable', (error) => {
        isDown = true
        return error
      })
      return {
        ...given,
        async fetchBars(query, signal) {
          if (isDown) throw unreachable()
          return given.fetchBars(query, signal)
        },
      }
    },
  },
  {
    how: 'asks although the caller gave up before',
    fails: ['faults/aborted-before'],
    breaks: (provider) => withSignal(provider, (signal) => (signal?.aborted ? undefined : signal)),
  },
  {
    how: 'does not listen to the signal once it has asked',
    fails: ['faults/aborted-while-asked'],
    breaks: (provider) => withSignal(provider, (signal) => (signal?.aborted ? signal : undefined)),
  },
  {
    how: 'says in its own words that the caller gave up',
    fails: ['faults/aborted-before', 'faults/aborted-while-asked'],
    breaks: (provider) => ({
      ...provider,
      fetchQuotes: (instruments, signal) =>
        provider.fetchQuotes!(instruments, signal).catch((error: unknown) => {
          throw signal?.aborted ? new Error('canceled') : error
        }),
    }),
  },

  {
    how: 'gives questions that come at once one answer',
    fails: ['concurrency/own-answers'],
    breaks: (provider) => {
      let shared: Promise<Bars> | undefined
      return {
        ...provider,
        fetchBars(query, signal) {
          if (signal !== undefined) return provider.fetchBars(query, signal)
          shared ??= provider.fetchBars(query).finally(() => {
            shared = undefined
          })
          return shared
        },
      }
    },
  },
  {
    how: 'gives up for all when the first one does',
    fails: ['concurrency/aborted-alone'],
    breaks: (provider) => {
      const flights = new Map<string, Promise<Bars>>()
      async function fly(query: BarQuery, signal: AbortSignal | undefined): Promise<Bars> {
        const bars = await provider.fetchBars(query, signal)
        signal?.throwIfAborted()
        return bars
      }
      return {
        ...provider,
        fetchBars(query, signal) {
          const key = JSON.stringify(query)
          const flight = flights.get(key) ?? fly(query, signal).finally(() => flights.delete(key))
          flights.set(key, flight)
          return flight
        },
      }
    },
  },

  {
    how: 'shows in a cause where it asked',
    fails: ['secrets/errors'],
    breaks: (provider) =>
      withErrors(provider, 'not-found', ({ message }) => {
        const cause = new Error(`GET /bars?key=${encodeURIComponent(secret)}`)
        return new ShagunError('not-found', message, { details: { source: 'acme', name: 'BSE:NOSUCH' }, cause })
      }),
  },
  {
    how: 'logs what it asks',
    fails: ['secrets/log'],
    breaks: (provider) =>
      withBars(provider, (bars) => {
        provider.environment.log.debug('asked', { headers: { authorization: `Bearer ${secret}` } })
        return bars
      }),
  },
  {
    how: 'has a log of its own',
    fails: ['secrets/log'],
    breaks: (provider) => ({
      ...provider,
      environment: { ...provider.environment, log: { debug() {}, warn() {}, error() {} } },
    }),
  },
]

function withBars(provider: DataProvider, change: (bars: Bars, query: BarQuery) => Bars): DataProvider {
  return { ...provider, fetchBars: async (query, signal) => change(await provider.fetchBars(query, signal), query) }
}

function withQuery(provider: DataProvider, change: (query: BarQuery) => BarQuery): DataProvider {
  return { ...provider, fetchBars: (query, signal) => provider.fetchBars(change(query), signal) }
}

function underAnotherExchange(provider: DataProvider, exchange: string): DataProvider {
  return {
    ...provider,
    async fetchBars(query, signal) {
      if (exchangeOf(query.instrument) !== exchange) return provider.fetchBars(query, signal)
      const bars = await provider.fetchBars({ ...query, instrument: `BSE:${symbolOf(query.instrument)}` }, signal)
      return createBars(query.instrument, query.timeframe, bars)
    },
  }
}

function withQuotes(
  provider: DataProvider,
  change: (
    batch: Awaited<ReturnType<Methods['fetchQuotes']>>,
    asked: Parameters<Methods['fetchQuotes']>[0],
  ) => Awaited<ReturnType<Methods['fetchQuotes']>>,
): DataProvider {
  return {
    ...provider,
    fetchQuotes: async (asked, signal) => change(await provider.fetchQuotes!(asked, signal), asked),
  }
}

function withInstruments(
  provider: DataProvider,
  change: (
    listed: Awaited<ReturnType<Methods['fetchInstruments']>>,
  ) => Awaited<ReturnType<Methods['fetchInstruments']>>,
): DataProvider {
  return {
    ...provider,
    fetchInstruments: async (exchange, signal) => change(await provider.fetchInstruments!(exchange, signal)),
  }
}

function withReports(provider: DataProvider, change: (report: MarketReport) => readonly MarketReport[]): DataProvider {
  return {
    ...provider,
    subscribe: (instruments, report) =>
      provider.subscribe!(instruments, (told) => {
        for (const each of change(told)) report(each)
      }),
  }
}

function withEnd(provider: DataProvider, change: (end: () => void) => void): DataProvider {
  return {
    ...provider,
    async subscribe(instruments, report) {
      const end = await provider.subscribe!(instruments, report)
      return () => change(end)
    },
  }
}

function withErrors(provider: DataProvider, code: string, change: (error: Error) => Error): DataProvider {
  const changed = (error: unknown): never => {
    throw error instanceof ShagunError && error.code === code ? change(error) : error
  }
  return {
    ...provider,
    fetchBars: (query, signal) => provider.fetchBars(query, signal).catch(changed),
    fetchQuotes: (instruments, signal) => provider.fetchQuotes!(instruments, signal).catch(changed),
  }
}

function withSignal(
  provider: DataProvider,
  change: (signal: AbortSignal | undefined) => AbortSignal | undefined,
): DataProvider {
  return {
    ...provider,
    fetchBars: (query, signal) => provider.fetchBars(query, change(signal)),
    fetchQuotes: (instruments, signal) => provider.fetchQuotes!(instruments, change(signal)),
  }
}

/** Bars that createBars would refuse: it takes columns as they are, which are changed behind its back. */
function spoiled(
  bars: Bars,
  spoil: (columns: Record<'time' | 'high' | 'low', Float64Array>, row: number) => void,
): Bars {
  const columns = {
    time: bars.time.slice(),
    open: bars.open.slice(),
    high: bars.high.slice(),
    low: bars.low.slice(),
    close: bars.close.slice(),
    volume: bars.volume.slice(),
  }
  const made = createBars(bars.instrument, bars.timeframe, columns)
  for (let row = 0; row < bars.length; row++) spoil(columns, row)
  return made
}

function joined(
  bars: Bars,
  more: readonly { time: number; open: number; high: number; low: number; close: number }[],
): Bars {
  return createBars(bars.instrument, bars.timeframe, [...bars, ...more])
}

function unreachable(): ShagunError {
  return new ShagunError('unreachable', 'acme cannot be reached. Try again later.', { details: { source: 'acme' } })
}

function notFound(name: string): ShagunError {
  return new ShagunError('not-found', `acme does not know ${name}. Check it.`, { details: { source: 'acme', name } })
}

function unsupported(feature: string): ShagunError {
  return new ShagunError('unsupported', `acme does not serve ${feature}. Ask for more.`, {
    details: { feature, by: 'acme' },
  })
}
