import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barClose } from '../model/bar-period.ts'
import { type BarRow, type Bars, createBars } from '../model/bars.ts'
import type { InstrumentId } from '../model/ids.ts'
import { createInstrument } from '../model/instrument.ts'
import type { Timeframe } from '../model/time.ts'
import type { BarQuery, DataProvider, MarketReport } from '../ports/data-provider.ts'
import { systemEnvironment } from '../ports/environment-system.ts'
import { createHub } from './hub.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** A provider that notes what it is asked, as text. */
function provider(
  id: string,
  asked: string[],
  {
    exchanges = ['*'],
    timeframes = ['1m', '1h', '1d', '1w', '1mo'],
    ...methods
  }: Partial<Omit<DataProvider, 'supports'> & DataProvider['supports']> = {},
): DataProvider {
  return {
    id,
    supports: { timeframes, exchanges, delayedBySec: 0, adjusted: ['none'] },
    environment: systemEnvironment,
    async fetchBars({ instrument, timeframe }) {
      asked.push(`${id} ${instrument} ${timeframe}`)
      return createBars(instrument, timeframe, [])
    },
    ...methods,
  }
}

const rowAt = (time: number): BarRow => ({ time, open: 1, high: 1, low: 1, close: 1 })

/** A market whose bars open at these moments; like a careless provider it gives all of them, whatever is asked. */
const marketOf = (times: readonly number[], queries: BarQuery[] = []) =>
  createHub([
    provider('market', [], {
      async fetchBars(query) {
        queries.push(query)
        return createBars(query.instrument, query.timeframe, times.map(rowAt))
      },
    }),
  ])

const timesOf = (bars: Bars) => [...bars.time]

const unsupported = (feature: string, by: string) =>
  expect.objectContaining({
    code: 'unsupported',
    message: `Nobody serves ${feature}; plugged in: ${by}. Add a data provider that does.`,
    details: { feature, by },
  })

describe('fetchLatest', () => {
  it('asks the first provider that serves the exchange and the timeframe, in the order given', async () => {
    const asked: string[] = []
    const hub = createHub([
      provider('us', asked, { exchanges: ['NASDAQ', 'NYSE'] }),
      provider('daily', asked, { exchanges: ['NSE'], timeframes: ['1d'] }),
      provider('india', asked, { exchanges: ['NSE', 'BSE'] }),
      provider('all', asked),
    ])
    for (const [instrument, timeframe] of [
      ['NSE:INFY', '1m'],
      ['NSE:INFY', '1d'],
      ['NYSE:IBM', '1d'],
      ['LSE:VOD', '1h'],
    ] as const)
      await hub.fetchLatest(instrument, timeframe, 1, 0)
    expect(asked).toEqual(['india NSE:INFY 1m', 'daily NSE:INFY 1d', 'us NYSE:IBM 1d', 'all LSE:VOD 1h'])
  })

  it('says who was asked where nobody can', async () => {
    const hub = createHub([provider('us', [], { exchanges: ['NYSE'] }), provider('weekly', [], { timeframes: ['1w'] })])
    await expect(hub.fetchLatest('NSE:INFY', '1m', 1, 0)).rejects.toThrow(
      unsupported('1m bars of NSE:INFY', 'us, weekly'),
    )
    await expect(createHub([]).fetchLatest('NSE:INFY', '1m', 1, 0)).rejects.toThrow(
      unsupported('1m bars of NSE:INFY', 'no provider'),
    )
  })

  it('hands on what a provider throws, and asks nobody else', async () => {
    const asked: string[] = []
    const cause = new Error('down')
    const broken = provider('broken', asked, {
      async fetchBars() {
        throw cause
      },
    })
    await expect(createHub([broken, provider('other', asked)]).fetchLatest('NSE:INFY', '1d', 1, 0)).rejects.toBe(cause)
    expect(asked).toEqual([])
  })

  it('gives the last bars that were complete, and not the one that is still open', async () => {
    const hub = marketOf([0, 1, 2, 3, 4].map((i) => i * minute))
    const latest = async (count: number, now: number) =>
      timesOf(await hub.fetchLatest('NSE:INFY', '1m', count, now)).map((time) => time / minute)
    expect(await latest(2, 3.5 * minute)).toEqual([1, 2])
    expect(await latest(2, 4 * minute - 1)).toEqual([1, 2])
    expect(await latest(2, 4 * minute)).toEqual([2, 3])
    expect(await latest(2, 1000 * minute)).toEqual([3, 4])
  })

  it('gives fewer where history is short, and none where there is none', async () => {
    expect(timesOf(await marketOf([0, minute]).fetchLatest('NSE:INFY', '1m', 9, hour))).toEqual([0, minute])
    expect(timesOf(await marketOf([0, minute]).fetchLatest('NSE:INFY', '1m', 9, minute - 1))).toEqual([])
    expect(timesOf(await marketOf([]).fetchLatest('NSE:INFY', '1m', 9, hour))).toEqual([])
    expect(timesOf(await marketOf([0, minute]).fetchLatest('NSE:INFY', '1m', 0, hour))).toEqual([])
  })

  it('knows when a month is over', async () => {
    const months = [10, 11, 12, 13, 14].map((month) => Date.UTC(2025, month, 1))
    const latest = async (now: string) =>
      timesOf(await marketOf(months).fetchLatest('NSE:INFY', '1mo', 2, Date.parse(now))).map((time) =>
        new Date(time).toISOString().slice(0, 7),
      )
    expect(await latest('2026-01-31T23:59:59.999Z')).toEqual(['2025-11', '2025-12'])
    expect(await latest('2026-02-01T00:00:00Z')).toEqual(['2025-12', '2026-01'])
    expect(await latest('2026-02-28T23:59:59.999Z')).toEqual(['2025-12', '2026-01'])
    expect(await latest('2026-03-01T00:00:00Z')).toEqual(['2026-01', '2026-02'])
  })

  it('never gives a bar that is not complete, nor more than it was asked for, nor leaves one out', async () => {
    const timeframe = fc.constantFrom<Timeframe>('1m', '1h', '1d', '1w', '1mo')
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(400 * day), { maxLength: 30 }),
        timeframe,
        fc.nat(8),
        fc.nat(420 * day),
        async (opens, each, count, now) => {
          const times = opens.toSorted((a, b) => a - b)
          const complete = times.filter((open) => barClose(open, each) <= now)
          const expected = count === 0 ? [] : complete.slice(-count)
          expect(timesOf(await marketOf(times).fetchLatest('NSE:INFY', each, count, now))).toEqual(expected)
        },
      ),
    )
  })

  it('asks for nothing beyond now', async () => {
    const queries: BarQuery[] = []
    await marketOf([], queries).fetchLatest('NSE:INFY', '1h', 10, 1e12)
    expect(queries).toEqual([{ instrument: 'NSE:INFY', timeframe: '1h', from: expect.any(Number), to: 1e12 }])
  })

  it.each<[Timeframe, number, number]>([
    ['1m', 1, 390],
    ['1m', 100, 390],
    ['1m', 20_000, 390],
    ['1m', 100_000, 390],
    ['1h', 2_000, 390],
    ['1h', 2_000, 300],
    ['1d', 1, 390],
    ['1d', 500, 390],
    ['1d', 5_000, 390],
    ['1w', 300, 390],
    ['1mo', 60, 390],
  ])(
    'reaches over nights, weekends and holidays for bars of %s, %i of them, of days of %i minutes',
    async (timeframe, count, open) => {
      const now = Date.UTC(2026, 0, 5, 9, 15)
      const queries: BarQuery[] = []
      await marketOf([], queries).fetchLatest('NSE:INFY', timeframe, count, now)
      expect(barsFrom(queries[0]!.from, now, timeframe, open)).toBeGreaterThanOrEqual(count)
    },
  )
})

/** How many bars a venue makes in that time which trades so many minutes on weekdays and has a week off at the year's end. */
function barsFrom(from: number, to: number, timeframe: Timeframe, openMinutes: number): number {
  if (timeframe === '1w' || timeframe === '1mo') {
    let count = 0
    for (let time = from; barClose(time, timeframe) <= to; time = barClose(time, timeframe)) count++
    return count
  }
  const inADay = timeframe === '1d' ? 1 : Math.ceil((openMinutes * minute) / barClose(0, timeframe))
  let count = 0
  for (let time = Math.ceil(from / day) * day; time + day <= to; time += day) {
    const date = new Date(time)
    const weekend = date.getUTCDay() === 0 || date.getUTCDay() === 6
    const holidays = date.getUTCMonth() === 11 && date.getUTCDate() > 24
    if (!weekend && !holidays) count += inADay
  }
  return count
}

describe('fetchInstruments', () => {
  const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR' })
  const ibm = createInstrument({ id: 'NYSE:IBM', currency: 'USD' })
  const lister = (id: string, asked: string[], exchanges: string[], listed: (typeof infy)[]) =>
    provider(id, asked, {
      exchanges,
      async fetchInstruments(exchange) {
        asked.push(`${id} ${exchange}`)
        return listed
      },
    })

  it('asks, for each exchange once, the first that lists it', async () => {
    const asked: string[] = []
    const hub = createHub([
      provider('silent', asked, { exchanges: ['NSE'] }),
      lister('india', asked, ['NSE', 'BSE'], [infy]),
      lister('second', asked, ['NSE'], []),
      lister('us', asked, ['NYSE'], [ibm]),
    ])
    expect(await hub.fetchInstruments(['NSE:INFY', 'NYSE:IBM', 'NSE:TCS'])).toEqual([infy, ibm])
    expect(asked).toEqual(['india NSE', 'us NYSE'])
  })

  it('asks one that serves every exchange, too', async () => {
    const asked: string[] = []
    const hub = createHub([lister('all', asked, ['*'], [infy])])
    expect(await hub.fetchInstruments(['NSE:INFY'])).toEqual([infy])
    expect(asked).toEqual(['all NSE'])
  })

  it('finds none where nobody lists any', async () => {
    expect(await createHub([provider('silent', [])]).fetchInstruments(['NSE:INFY'])).toEqual([])
    expect(await createHub([]).fetchInstruments(['NSE:INFY'])).toEqual([])
  })
})

describe('subscribe', () => {
  /** A stream that a test can feed, and whose end it notes. */
  function streamer(id: string, asked: string[], exchanges: readonly string[]) {
    let listener: (report: MarketReport) => void = () => {}
    const stream = provider(id, asked, {
      exchanges,
      async subscribe(instruments, report) {
        asked.push(`${id} ${instruments.join(' ')}`)
        listener = report
        return () => void asked.push(`${id} ends`)
      },
    })
    return { stream, report: (report: MarketReport) => listener(report) }
  }

  const quote = (instrument: InstrumentId): MarketReport => ({ type: 'quote', quote: { instrument, time: 0, last: 1 } })

  it('asks each provider once for all that it is the first to stream', async () => {
    const asked: string[] = []
    const india = streamer('india', asked, ['NSE', 'BSE'])
    const all = streamer('all', asked, ['*'])
    const hub = createHub([provider('no stream', asked), india.stream, all.stream])
    await hub.subscribe(['NSE:INFY', 'NYSE:IBM', 'BSE:500325'], () => {})
    expect(asked).toEqual(['india NSE:INFY BSE:500325', 'all NYSE:IBM'])
  })

  it('hands on what it hears, and from whom', async () => {
    const heard: [MarketReport, string][] = []
    const [india, us] = [streamer('india', [], ['NSE']), streamer('us', [], ['NYSE'])]
    const hub = createHub([india.stream, us.stream])
    await hub.subscribe(['NSE:INFY', 'NYSE:IBM'], (report, source) => void heard.push([report, source]))
    us.report(quote('NYSE:IBM'))
    india.report({ type: 'restored' })
    expect(heard).toEqual([
      [quote('NYSE:IBM'), 'us'],
      [{ type: 'restored' }, 'india'],
    ])
  })

  it('ends every stream that it began', async () => {
    const asked: string[] = []
    const hub = createHub([streamer('india', asked, ['NSE']).stream, streamer('us', asked, ['NYSE']).stream])
    const end = await hub.subscribe(['NSE:INFY', 'NYSE:IBM'], () => {})
    asked.length = 0
    end()
    expect(asked).toEqual(['india ends', 'us ends'])
  })

  it('begins none where one of the instruments is streamed by nobody, and says which', async () => {
    const asked: string[] = []
    const hub = createHub([streamer('india', asked, ['NSE']).stream, provider('no stream', asked)])
    await expect(hub.subscribe(['NSE:INFY', 'NYSE:IBM'], () => {})).rejects.toThrow(
      unsupported('a stream of NYSE:IBM', 'india, no stream'),
    )
    expect(asked).toEqual([])
  })

  it('leaves no stream behind where a later one cannot begin', async () => {
    const asked: string[] = []
    const cause = new Error('down')
    const broken = provider('broken', asked, {
      exchanges: ['NYSE'],
      async subscribe() {
        throw cause
      },
    })
    const hub = createHub([streamer('india', asked, ['NSE']).stream, broken])
    await expect(hub.subscribe(['NSE:INFY', 'NYSE:IBM'], () => {})).rejects.toBe(cause)
    expect(asked).toEqual(['india NSE:INFY', 'india ends'])
  })

  it('does nothing for nobody', async () => {
    const end = await createHub([]).subscribe([], () => {})
    expect(end()).toBeUndefined()
  })
})
