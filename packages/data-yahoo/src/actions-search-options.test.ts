import { type Bars, createBars, type DatedCorporateAction, Decimal, isShagunError } from '@shagun/core'
import { adjustBars } from '@shagun/core/instruments'
import { describe, expect, it } from 'vitest'
import { createFakeYahoo, type FakeYahooOptions } from './fake/fake-yahoo.ts'
import { createStage, monday } from './stage.fixture.ts'
import { chartOf, createWire } from './wire.fixture.ts'
import { yahoo } from './yahoo.ts'

const dayMs = 86_400_000
const instrument = 'NASDAQ:AAPL'

function createScene(options: FakeYahooOptions = {}) {
  let fake!: ReturnType<typeof createFakeYahoo>
  const stage = createStage((clock) => (fake = createFakeYahoo({ clock, ...options })).network)
  return { fake, stage, data: yahoo({}, stage.environment) }
}

describe('corporate actions of Yahoo', () => {
  const events = {
    dividends: {
      '1596807000': { amount: 0.205, date: 1_596_807_000 },
      '1604673000': { amount: 0.205, date: 1_604_673_000 },
      '1604673001': { amount: 'none', date: 1_604_673_000 },
    },
    splits: { '1598880600': { date: 1_598_880_600, numerator: 4, denominator: 1, splitRatio: '4:1' } },
  }
  const ask = (
    query: { from?: number; to?: number; adjustment?: 'none' | 'splits' } = {},
    body: unknown = chartOf({ events }),
  ) => {
    const wire = createWire(() => ({ body }))
    const stage = createStage(() => wire.network)
    const data = yahoo({}, stage.environment)
    return { ...wire, stage, actions: data.fetchCorporateActions({ instrument, from: 0, to: monday, ...query }) }
  }
  const told = (actions: readonly DatedCorporateAction[]) =>
    actions.map(
      (each) =>
        `${new Date(each.exDate).toISOString()} ${each.action} ${'ratio' in each ? each.ratio : ''}${'amount' in each ? each.amount : ''}`,
    )

  it('are dated by the midnight of the exchange, and dividends are what was paid', async () => {
    const { actions, stage } = ask()
    expect(told(await actions)).toEqual([
      '2020-08-07T04:00:00.000Z dividend 0.82',
      '2020-08-31T04:00:00.000Z split 4',
      '2020-11-06T05:00:00.000Z dividend 0.205',
    ])
    expect(stage.logged.join()).toContain('1 corporate actions could not be believed')
  })

  it('for bars that are adjusted for splits are dividends of a share of today', async () => {
    expect(told(await ask({ adjustment: 'splits' }).actions)).toEqual([
      '2020-08-07T04:00:00.000Z dividend 0.205',
      '2020-11-06T05:00:00.000Z dividend 0.205',
    ])
  })

  it('of a range know of splits after it', async () => {
    const { actions, asked } = ask({ to: Date.UTC(2020, 7, 20) })
    expect(told(await actions)).toEqual(['2020-08-07T04:00:00.000Z dividend 0.82'])
    expect(Number(asked[0]!.searchParams.get('period2')) * 1_000).toBeGreaterThan(monday)
  })

  it('that there are none of are none', async () => {
    expect(await ask({}, chartOf({ quote: {} })).actions).toEqual([])
    expect(await ask({ from: monday + dayMs, to: monday + 2 * dayMs }).actions).toEqual([])
  })

  it('make of bars adjusted for splits what Yahoo makes of them', async () => {
    const exDate = Date.UTC(2026, 10, 18, 5)
    const dividend = { instrument, action: 'dividend', amount: '3.5', exDate } as const
    const rows = [16, 17, 18, 19, 20].map((day, i) => ({
      time: Date.UTC(2026, 10, day, 14, 30),
      open: 100 + i,
      high: 103 + i,
      low: 99 + i,
      close: 101 + i,
      volume: 10,
    }))
    const { stage, data } = createScene({ bars: [createBars(instrument, '1d', rows)], actions: [dividend] })
    const query = { instrument, timeframe: '1d', from: monday - 9 * dayMs, to: monday } as const
    const [plain, adjusted] = [
      await stage.finish(data.fetchBars(query)),
      await stage.finish(data.fetchBars({ ...query, adjustment: 'splits-and-dividends' })),
    ]
    const actions = await stage.finish(data.fetchCorporateActions({ ...query, adjustment: 'splits' }))
    expect(actions).toEqual([{ ...dividend, amount: new Decimal('3.5') }])
    const closes = (bars: Bars) => [...bars.close].map((close) => close.toFixed(4))
    expect(closes(adjustBars(plain, actions, 'splits-and-dividends'))).toEqual(closes(adjusted))
    expect(closes(adjusted)[0]).not.toBe(closes(plain)[0])
  })
})

describe('search', () => {
  it('tells what Yahoo found, under our names', async () => {
    const { stage, data } = createScene()
    expect(await stage.finish(data.searchInstruments('reliance'))).toEqual([
      {
        symbol: 'RELIANCE.NS',
        instrument: 'NSE:RELIANCE',
        name: 'RELIANCE.NS Limited',
        kind: 'equity',
        exchange: 'NSE',
      },
      {
        symbol: 'RELIANCE.BO',
        instrument: 'BSE:RELIANCE',
        name: 'RELIANCE.BO Limited',
        kind: 'equity',
        exchange: 'BSE',
      },
    ])
  })

  it('leaves our name out where no exchange stands behind a symbol, and counts what cannot be read', async () => {
    const quotes = [
      { symbol: 'RI.PA', quoteType: 'WEIRD', shortname: 7 },
      { name: 'no symbol' },
      { isYahooFinance: false },
      null,
    ]
    const stage = createStage(() => createWire(() => ({ body: { quotes } })).network)
    expect(await yahoo({}, stage.environment).searchInstruments('ri')).toEqual([{ symbol: 'RI.PA' }])
    expect(stage.logged.join()).toContain('2 search results')
  })
})

describe('option chains', () => {
  it('tell calls and puts by strike, and what nobody bids is no price', async () => {
    const { stage, data } = createScene()
    const chain = await stage.finish(data.fetchOptionChain({ instrument }))
    expect(chain.expiries).toHaveLength(3)
    expect(chain.expiry).toBe(chain.expiries[0])
    expect(chain.calls.map(({ strike }) => strike)).toEqual(chain.puts.map(({ strike }) => strike))
    const [first, second] = chain.calls
    expect(first).toMatchObject({ optionType: 'call', currency: 'USD', last: 5.25, impliedVolatility: 0.25 })
    expect(first).not.toHaveProperty('bid')
    expect(second).toMatchObject({ bid: 6.2, ask: 6.3, openInterest: 1_000 })
    const later = await stage.finish(data.fetchOptionChain({ instrument, expiry: chain.expiries[2]! }))
    expect(later.expiry).toBe(chain.expiries[2])
    expect(later.puts[0]!.expiry).toBe(chain.expiries[2])
  })

  it('are empty in India', async () => {
    const { stage, data } = createScene()
    const chain = await stage.finish(data.fetchOptionChain({ instrument: 'NSE:INFY' }))
    expect(chain).toEqual({ instrument: 'NSE:INFY', expiries: [], calls: [], puts: [] })
  })

  it('of what Yahoo does not know are not found', async () => {
    const { stage, data } = createScene({ unknown: [instrument] })
    await expect(stage.finish(data.fetchOptionChain({ instrument }))).rejects.toSatisfy((e) =>
      isShagunError(e, 'not-found'),
    )
  })

  it('lose no more than the row that cannot be believed', async () => {
    const good = { contractSymbol: 'A', strike: 5, expiration: 1_800_000_000 }
    const body = {
      optionChain: {
        result: [
          {
            expirationDates: [1_800_000_000, 'x'],
            options: [{ expirationDate: 1_800_000_000, calls: [good, { ...good, strike: -1 }, 7], puts: null }],
          },
        ],
      },
    }
    const stage = createStage(() => createWire(() => ({ body })).network)
    const chain = await yahoo({}, stage.environment).fetchOptionChain({ instrument })
    expect(chain.calls).toEqual([{ symbol: 'A', optionType: 'call', strike: 5, expiry: 1_800_000_000_000 }])
    expect(chain.expiries).toEqual([1_800_000_000_000])
    expect(stage.logged.join()).toContain('2 options could not be believed')
  })
})
