import {
  type BrokerOrderId,
  type ClientOrderId,
  createBars,
  createInstrument,
  Decimal,
  type Fill,
  type InstrumentId,
  nse,
} from '@shagun/core'
import { describe, expect, it } from 'vitest'
import type { TransactionCostOptions } from './options.ts'
import { transactionCost } from './transaction-cost.ts'

const second = 1_000
const minute = 60_000
const start = Date.UTC(2026, 0, 5, 4)

const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })
const nifty = createInstrument({
  id: 'NFO:NIFTY26JANFUT',
  kind: 'future',
  currency: 'INR',
  tickSize: '0.05',
  lotSize: 65,
  multiplier: 2,
})

/** 1000 wanted at 100; 600 at 101 and 200 at 102, seen at 100.50 at arrival and 103 at the end. */
const bought: TransactionCostOptions = {
  instrument: infy,
  side: 'buy',
  quantity: 1000,
  decisionPrice: '100',
  decisionTime: start - minute,
  arrivalPrice: '100.5',
  arrivalTime: start,
  endPrice: '103',
  endTime: start + 10 * minute,
  fills: [
    { time: start + 2 * minute, quantity: 600, price: '101', fees: '12.5' },
    { time: start + 5 * minute, quantity: 200, price: '102', fees: '7.25' },
  ],
}

const money = (amounts: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, String(amount)]))
const partsOf = ({ shortfall: { delay, trading, opportunity, fees, total } }: ReturnType<typeof transactionCost>) =>
  money({ delay, trading, opportunity, fees, total })
const noteOn = ({ notes }: ReturnType<typeof transactionCost>, about: string) =>
  notes.find((note) => note.about === about)?.text

describe('the shortfall of an order', () => {
  it('is split in delay, trading, opportunity and fees, for a purchase that was filled in part', () => {
    const cost = transactionCost(bought)
    expect(partsOf(cost)).toEqual({
      delay: '400', // 800 at 0.50
      trading: '600', // 600 at 0.50 and 200 at 1.50
      opportunity: '600', // 200 at 3
      fees: '19.75',
      total: '1619.75',
    })
    expect(String(cost.shortfall.paperNotional)).toBe('100000')
    expect(cost.shortfall.bps).toEqual({ delay: 40, trading: 60, opportunity: 60, fees: 1.975, total: 161.975 })
    expect(String(cost.averagePrice)).toBe('101.25')
    expect(cost.fillRate).toBe(0.8)
    expect(cost.arrival.slippageBps).toBeCloseTo((0.75 / 100.5) * 1e4, 9)
    expect(String(cost.arrival.cost)).toBe('600')
    expect(String(cost.notional)).toBe('81000')
    expect(cost.durations).toEqual({
      decisionToArrivalMs: minute,
      arrivalToFirstFillMs: 2 * minute,
      firstToLastFillMs: 3 * minute,
      arrivalToEndMs: 10 * minute,
    })
  })

  it('of a sale at the same prices is the opposite, but for the fees', () => {
    const cost = transactionCost({ ...bought, side: 'sell' })
    expect(partsOf(cost)).toEqual({
      delay: '-400',
      trading: '-600',
      opportunity: '-600',
      fees: '19.75',
      total: '-1580.25',
    })
    expect(cost.arrival.slippageBps).toBeCloseTo((-0.75 / 100.5) * 1e4, 9)
  })

  it('of a sale into a falling market is a cost', () => {
    const cost = transactionCost({
      side: 'sell',
      quantity: 300,
      decisionPrice: 50,
      arrivalPrice: 49,
      endPrice: 46,
      fills: [{ time: start, quantity: 200, price: 48 }],
    })
    expect(partsOf(cost)).toEqual({ delay: '200', trading: '200', opportunity: '400', fees: '0', total: '800' })
  })

  it('counts a future by its multiplier, and says in which currency', () => {
    const cost = transactionCost({ ...bought, instrument: nifty })
    expect(partsOf(cost)).toEqual({
      delay: '800',
      trading: '1200',
      opportunity: '1200',
      fees: '19.75',
      total: '3219.75',
    })
    expect(cost.shortfall.bps.trading).toBe(60)
    expect([cost.currency, cost.instrument, String(cost.multiplier), String(cost.notional)]).toEqual([
      'INR',
      'NFO:NIFTY26JANFUT',
      '2',
      '162000',
    ])
    expect(noteOn(cost, 'multiplier')).toBeUndefined()
    const trades = [{ time: start + minute, price: 100, quantity: 5000 }]
    const { arrival, vwap } = transactionCost({ ...bought, instrument: nifty, trades })
    expect([String(arrival.cost), vwap.cost]).toEqual(['1200', 2000])
  })

  it('says so where nobody told the multiplier', () => {
    expect(noteOn(transactionCost({ ...bought, instrument: 'NSE:INFY' }), 'multiplier')).toMatch(/multiplier of 1/)
    expect(noteOn(transactionCost({ ...bought, instrument: 'NSE:INFY', multiplier: 1 }), 'multiplier')).toBeUndefined()
  })

  it('of an order that nothing came of is all opportunity, and nothing else is known of it', () => {
    const cost = transactionCost({ ...bought, fills: [] })
    expect(partsOf(cost)).toEqual({ delay: '0', trading: '0', opportunity: '3000', fees: '0', total: '3000' })
    expect(cost.averagePrice).toBeNull()
    expect(cost.fillRate).toBe(0)
    for (const benchmark of [cost.decision, cost.arrival, cost.end])
      expect([benchmark.slippageBps, benchmark.cost]).toEqual([null, null])
    for (const { bps } of cost.reversion) expect(bps).toBeNull()
    expect(cost.spread).toMatchObject({ captured: null, effectiveBps: null, quotedBps: null })
    expect([cost.durations.arrivalToFirstFillMs, cost.durations.firstToLastFillMs]).toEqual([null, null])
    expect(noteOn(cost, 'averagePrice')).toMatch(/Nothing was filled/)
  })

  it('needs no price at the end where all is executed', () => {
    const cost = transactionCost({ ...bought, quantity: 800, endPrice: undefined })
    expect(cost.end.price).toBeNull()
    expect(partsOf(cost)).toMatchObject({ opportunity: '0', total: '1019.75' })
  })

  it('begins at arrival where no decision was told, without delay', () => {
    const cost = transactionCost({ ...bought, decisionPrice: undefined, decisionTime: undefined })
    expect(cost.decision).toMatchObject({ source: 'arrival', time: start })
    expect(partsOf(cost)).toMatchObject({ delay: '0', trading: '600', opportunity: '500' })
    expect(Object.is(cost.shortfall.bps.delay, 0)).toBe(true)
    expect(noteOn(cost, 'decision')).toMatch(/taken to be that of the arrival/)
  })

  it('knows of the parts that it has prices for, and of no total without all of them', () => {
    const cost = transactionCost({ ...bought, decisionPrice: undefined })
    expect(cost.decision).toMatchObject({ price: null, source: null, time: start - minute })
    expect(partsOf(cost)).toEqual({
      delay: 'null',
      trading: '600',
      opportunity: 'null',
      fees: '19.75',
      total: 'null',
    })
    for (const part of ['decision', 'shortfall.delay', 'shortfall.opportunity', 'shortfall.total'])
      expect(noteOn(cost, part)).toEqual(expect.any(String))
  })
})

describe('benchmarks', () => {
  const quotes = [
    { time: start - 2 * minute, bid: 99.9, ask: 100.1, last: 99 },
    { time: start - second, bid: 100, ask: 101, last: 99 },
    { time: start + second, bid: 110, ask: 112, last: 99 },
    { time: start + 9 * minute, bid: 102.5, ask: 103.5, last: 99 },
  ]
  const { arrivalPrice: _, decisionPrice: __, endPrice: ___, ...unpriced } = bought

  it('at a moment are the mid of the last quote until then, with its clock', () => {
    const cost = transactionCost({ ...unpriced, quotes })
    expect(money({ decision: cost.decision.price, arrival: cost.arrival.price, end: cost.end.price })).toEqual({
      decision: '100',
      arrival: '100.5',
      end: '103',
    })
    expect(cost.arrival).toMatchObject({ source: 'mid', time: start, observedAt: start - second })
    expect(partsOf(cost)['total']).toBe('1619.75')
  })

  it('fall back from mids to last prices, trades and bars, and never look ahead', () => {
    const at = (market: Partial<TransactionCostOptions>) => transactionCost({ ...unpriced, ...market }).arrival
    const last = [
      { time: start - 1, last: 99 },
      { time: start + 1, last: 98 },
    ]
    expect(at({ quotes: last })).toMatchObject({ source: 'last', observedAt: start - 1 })
    const trades = [
      { time: start + 1, price: 98, quantity: 1 },
      { time: start, price: 97, quantity: 1 },
    ]
    expect(String(at({ trades }).price)).toBe('97')
    const bars = createBars('NSE:INFY', '1m', {
      time: [start - 2 * minute, start - minute, start],
      open: [90, 95, 97],
      high: [96, 97, 99],
      low: [90, 95, 97],
      close: [95, 96, 98],
    })
    // The bar that opens at arrival is not over yet.
    expect(at({ bars })).toMatchObject({ source: 'bar', observedAt: start })
    expect(String(at({ bars }).price)).toBe('96')
    expect(at({ quotes: last.slice(1) })).toMatchObject({ price: null, source: null, slippageBps: null })
  })

  it('that are given go before the market, but for an arrival price of 0, which means that none was seen', () => {
    expect(transactionCost({ ...bought, quotes }).arrival).toMatchObject({ source: 'given', observedAt: null })
    const cost = transactionCost({ ...bought, arrivalPrice: 0, quotes })
    expect(String(cost.arrival.price)).toBe('100.5')
  })

  it('take an ExecutionResult as it is', () => {
    const fill: Fill = {
      fillId: 'f',
      clientOrderId: 'o' as ClientOrderId,
      brokerOrderId: 'b' as BrokerOrderId,
      instrument: 'NSE:INFY',
      side: 'buy',
      quantity: new Decimal(10),
      price: new Decimal(101),
      fees: new Decimal(1),
      time: start + second,
      provisional: false,
    }
    const result = {
      status: 'done' as const,
      time: start + minute,
      instrument: 'NSE:INFY' as InstrumentId,
      side: 'buy' as const,
      quantity: new Decimal(10),
      filledQuantity: new Decimal(10),
      startedAt: start,
      arrivalPrice: 100,
      slippageBps: 100,
      fills: [fill],
    }
    const cost = transactionCost({ ...result, quotes })
    expect(cost.arrival.slippageBps).toBe(100)
    expect(cost.durations).toMatchObject({ arrivalToFirstFillMs: second, arrivalToEndMs: minute })
  })

  const trades = [
    { time: start - 1, price: 1, quantity: 1e6 },
    { time: start, price: 100, quantity: 1000 },
    { time: start + 2 * minute, price: 101, quantity: 600 },
    { time: start + 5 * minute, price: 102, quantity: 400 },
    { time: start + 10 * minute, price: 104, quantity: 2000 },
    { time: start + 10 * minute + 1, price: 1, quantity: 1e6 },
  ]

  it('of the interval are weighted by volume, with our own prints and without', () => {
    const cost = transactionCost({ ...bought, trades })
    const all = (100_000 + 60_600 + 40_800 + 208_000) / 4000
    expect(cost.vwap).toMatchObject({ source: 'trade', from: start, to: start + 10 * minute })
    expect(cost.vwap.price).toBeCloseTo(all, 12)
    expect(cost.vwap.slippageBps).toBeCloseTo(((101.25 - all) / all) * 1e4, 9)
    expect(cost.vwap.cost).toBeCloseTo((101.25 - all) * 800, 9)
    const others = (100_000 + 20_400 + 208_000) / 3200
    expect(cost.vwapOfOthers.price).toBeCloseTo(others, 12)
    expect(cost.participation).toMatchObject({ marketVolume: 4000, rate: 0.2, source: 'trade' })
  })

  it('of a history that does not hold our fills are the same the other way round', () => {
    const cost = transactionCost({ ...bought, trades, ownPrints: 'excluded' })
    expect(cost.vwapOfOthers.price).toBeCloseTo((100_000 + 60_600 + 40_800 + 208_000) / 4000, 12)
    expect(cost.vwap.price).toBeCloseTo((100_000 + 121_200 + 61_200 + 208_000) / 4800, 12)
    expect(cost.participation.rate).toBeCloseTo(800 / 4800, 12)
  })

  it('within the limit leave out what the order could not have had', () => {
    const cost = transactionCost({ ...bought, trades, limitPrice: '102' })
    expect(cost.vwapWithinLimit?.price).toBeCloseTo((100_000 + 60_600 + 40_800) / 2000, 12)
    expect(transactionCost({ ...bought, trades })).not.toHaveProperty('vwapWithinLimit')
    const sold = transactionCost({ ...bought, side: 'sell', trades, limitPrice: '101' })
    expect(sold.vwapWithinLimit?.price).toBeCloseTo((60_600 + 40_800 + 208_000) / 3000, 12)
  })

  it('of less volume than our own are none, because the prints cannot hold our fills', () => {
    const cost = transactionCost({ ...bought, trades: trades.slice(2, 3) })
    expect([cost.vwap.price, cost.vwapOfOthers.price, cost.participation.rate]).toEqual([null, null, null])
    expect(noteOn(cost, 'vwapOfOthers')).toMatch(/ownPrints/)
  })

  it('of others are none where nobody else traded', () => {
    const own = bought.fills.map(({ time, price, quantity }) => ({
      time,
      price: Number(price),
      quantity: Number(quantity),
    }))
    const cost = transactionCost({ ...bought, trades: own })
    expect(cost.vwap.slippageBps).toBeCloseTo(0, 9)
    expect(cost.vwapOfOthers.price).toBeNull()
    expect(cost.participation.rate).toBe(1)
  })

  it('take what a volume in quotes grew by for prints at the last price', () => {
    const cost = transactionCost({
      ...bought,
      quotes: [
        { time: start - minute, last: 100, volume: 5000 },
        { time: start + minute, last: 101, volume: 6000 },
        { time: start + 4 * minute, last: 101, volume: 6000 },
        { time: start + 6 * minute, last: 103, volume: 9000 },
      ],
    })
    expect(cost.vwap).toMatchObject({ source: 'quote-volume' })
    expect(cost.vwap.price).toBeCloseTo((1000 * 101 + 3000 * 103) / 4000, 12)
    expect(cost.participation.marketVolume).toBe(4000)
  })

  it('take a volume that fell for that of a new session', () => {
    const volumes = [5000, 5100, 40, 90]
    const quotes = volumes.map((volume, i) => ({ time: start + i * minute, last: 100, volume }))
    const cost = transactionCost({ ...bought, quotes, ownPrints: 'excluded' })
    expect(cost.participation.marketVolume).toBe(100 + 40 + 50 + 800)
  })

  it('take the typical prices of the bars that lie wholly within, and say how far they reach', () => {
    const bars = createBars('NSE:INFY', '3m', {
      time: [0, 1, 2, 3, 4].map((i) => start - minute + 3 * i * minute),
      open: [1, 100, 102, 103, 1],
      high: [1, 103, 105, 106, 1],
      low: [1, 100, 102, 103, 1],
      close: [1, 100, 102, 103, 1],
      volume: [1e6, 1000, 3000, 4000, 1e6],
    })
    const cost = transactionCost({ ...bought, bars })
    expect(cost.vwap).toMatchObject({ source: 'bar', from: start + 2 * minute, to: start + 8 * minute })
    expect(cost.vwap.price).toBeCloseTo((1000 * 101 + 3000 * 103) / 4000, 12)
    expect(noteOn(cost, 'vwap')).toMatch(/wholly within/)
  })

  it('over time count each mid for as long as it held', () => {
    const cost = transactionCost({
      ...bought,
      quotes: [
        { time: start - minute, bid: 99, ask: 101 },
        { time: start + 4 * minute, bid: 101, ask: 103 },
        { time: start + 9 * minute, bid: 105, ask: 107 },
        { time: start + 11 * minute, bid: 1, ask: 2 },
      ],
    })
    expect(cost.twap.price).toBeCloseTo((4 * 100 + 5 * 102 + 1 * 106) / 10, 12)
    expect(cost.twap).toMatchObject({ source: 'mid', from: start, to: start + 10 * minute })
    expect(noteOn(cost, 'twap')).toBeUndefined()
  })

  it('over time hold the last price until the end, and say so', () => {
    const quotes = [
      { time: start, bid: 99, ask: 101 },
      { time: start + 5 * minute, bid: 101, ask: 103 },
    ]
    const cost = transactionCost({ ...bought, quotes })
    expect(cost.twap.price).toBeCloseTo(101, 12)
    expect(cost.prices?.time.at(-1)).toBe(start + 10 * minute)
    expect(noteOn(cost, 'twap')).toMatch(/held until its end/)
  })

  it('of an order that was over in no time are the price of that moment', () => {
    const fills = [{ time: start, quantity: 1000, price: 101 }]
    const quotes = [
      { time: start - minute, bid: 99, ask: 101 },
      { time: start, bid: 100, ask: 101 },
    ]
    const cost = transactionCost({ ...bought, fills, endTime: start, quotes })
    expect(cost.twap).toMatchObject({ price: 100.5, from: start, to: start })
    expect(cost.durations.arrivalToEndMs).toBe(0)
  })

  it('over time pass over the night where the hours of the venue are known', () => {
    const close = Date.UTC(2026, 0, 5, 10)
    const open = Date.UTC(2026, 0, 6, 3, 45)
    const overnight = {
      ...bought,
      arrivalTime: close - 10 * minute,
      decisionTime: close - 10 * minute,
      endTime: open + 30 * minute,
      fills: [{ time: open, quantity: 1000, price: 101 }],
      quotes: [
        { time: close - 10 * minute, bid: 99, ask: 101 },
        { time: open, bid: 107, ask: 109 },
      ],
    }
    expect(transactionCost({ ...overnight, calendar: nse() }).twap.price).toBeCloseTo((10 * 100 + 30 * 108) / 40, 9)
    expect(transactionCost(overnight).twap.price).toBeLessThan(101)
  })

  it('are none where nothing tells of the market, and a note says why', () => {
    const cost = transactionCost(bought)
    for (const about of ['vwap', 'vwapOfOthers', 'twap'] as const) {
      expect(cost[about]).toEqual({ price: null, source: null, from: null, to: null, slippageBps: null, cost: null })
      expect(noteOn(cost, about)).toEqual(expect.any(String))
    }
    expect(cost.participation.rate).toBeNull()
    expect(noteOn(cost, 'participation')).toEqual(expect.any(String))
    expect(cost.prices).toBeNull()
    const untimed = transactionCost({ ...bought, endTime: undefined, trades })
    expect(noteOn(untimed, 'vwap')).toMatch(/when it ended/)
  })

  it('end with the last fill of an order that was filled whole', () => {
    const cost = transactionCost({ ...bought, quantity: 800, endTime: undefined, trades })
    expect(cost.vwap).toMatchObject({ from: start, to: start + 5 * minute })
  })

  it('cover every fill, where a clock of whole seconds puts one before the arrival', () => {
    const fills = [{ time: start - 400, quantity: 10, price: 101 }]
    const cost = transactionCost({ ...bought, fills, trades: [{ time: start - 100, price: 101, quantity: 10 }] })
    expect(cost.vwap.price).toBe(101)
    expect(noteOn(cost, 'interval')).toMatch(/before the arrival/)
  })

  it('cover a fill that came late, after the end', () => {
    const late = start + 12 * minute
    const fills = [{ time: late, quantity: 10, price: 101 }]
    const trades = [
      { time: start + minute, price: 100, quantity: 30 },
      { time: late, price: 101, quantity: 10 },
    ]
    const cost = transactionCost({ ...bought, fills, trades })
    expect(cost.vwap).toMatchObject({ price: 100.25, to: late })
    expect(cost.durations.arrivalToEndMs).toBe(10 * minute)
  })
})

describe('spread and reversion', () => {
  const quotes = [
    { time: start, bid: 100, ask: 101 },
    { time: start + 2 * minute, bid: 100.5, ask: 101.5 },
    { time: start + 4 * minute, bid: 102, ask: 104 },
    { time: start + 6 * minute, bid: 101, ask: 103 },
  ]
  const fillAt = (price: number, time = start + 2 * minute) => ({ ...bought, fills: [{ time, quantity: 10, price }] })

  it('of a purchase at the bid is captured whole, at the mid not at all, at the ask it is paid', () => {
    const captured = (price: number, side: 'buy' | 'sell' = 'buy') =>
      transactionCost({ ...fillAt(price), side, quotes }).spread.captured
    expect([captured(100.5), captured(101), captured(101.5)]).toEqual([1, 0, -1])
    expect([captured(101.5, 'sell'), captured(100.5, 'sell')]).toEqual([1, -1])
  })

  it('is twice the distance from the mid, of which later mids tell what was impact', () => {
    const { spread } = transactionCost({ ...fillAt(101.5), quotes, horizonsMs: [2 * minute, 5 * minute] })
    expect(spread.effectiveBps).toBeCloseTo((2 * 0.5 * 1e4) / 101, 9)
    expect(spread.quotedBps).toBeCloseTo(1e4 / 101, 9)
    expect(spread.realized[0]).toMatchObject({ afterMs: 2 * minute })
    expect(spread.realized[0]!.bps).toBeCloseTo((2 * (101.5 - 103) * 1e4) / 101, 9)
    // No quote comes as late as seven minutes after the start.
    expect(spread.realized[1]).toMatchObject({ bps: null })
  })

  it('is weighted by notional, over those fills that quotes are known of', () => {
    const cost = transactionCost({
      ...bought,
      quotes,
      fills: [
        { time: start - 1, quantity: 100, price: 500 },
        { time: start + 2 * minute, quantity: 30, price: 101.5 },
        { time: start + 4 * minute, quantity: 10, price: 102 },
      ],
    })
    expect(cost.spread.captured).toBeCloseTo((-1 * 3045 + 1 * 1020) / 4065, 12)
    expect(String(cost.spread.notional)).toBe('4065')
    expect(noteOn(cost, 'spread')).toMatch(/7.5 %/)
  })

  it('tells how far the price came back: a cost where it did', () => {
    const reversion = (side: 'buy' | 'sell') =>
      transactionCost({
        ...fillAt(103.5, start + 4 * minute),
        side,
        quotes,
        horizonsMs: [2 * minute, 3 * minute],
      }).reversion
    expect(String(reversion('buy')[0]!.price)).toBe('102')
    expect(reversion('buy')[0]!.bps).toBeCloseTo((1.5 / 103.5) * 1e4, 9)
    expect(reversion('sell')[0]!.bps).toBeCloseTo((-1.5 / 103.5) * 1e4, 9)
    // The data end before, so that nobody knows.
    expect(reversion('buy')[1]).toEqual({ afterMs: 3 * minute, price: null, source: null, bps: null })
  })
})

describe('the schedule', () => {
  it('stands in the result beside the fills, exact and in order', () => {
    const cost = transactionCost({
      ...bought,
      fills: bought.fills.toReversed(),
      schedule: [
        { time: start, quantity: 0 },
        { time: start + 10 * minute, quantity: '1000' },
      ],
    })
    expect(cost.schedule?.map(({ quantity }) => String(quantity))).toEqual(['0', '1000'])
    expect(cost.fills.map(({ time }) => time)).toEqual([start + 2 * minute, start + 5 * minute])
    expect(transactionCost(bought).schedule).toBeNull()
  })
})

describe('what cannot be', () => {
  const [fill] = bought.fills
  const quote = { time: start, bid: 1, ask: 2 }
  const trade = { time: start, price: 1, quantity: 1 }
  it.each<[string, object, string, string]>([
    ['a side', { side: 'hold' }, 'invalid-options', 'side'],
    ['a quantity of 0', { quantity: 0 }, 'invalid-options', 'quantity'],
    ['a quantity that is no number', { quantity: 'many' }, 'invalid-options', 'quantity'],
    ['less ordered than filled', { quantity: 799 }, 'invalid-options', 'quantity'],
    ['no list of fills', { fills: undefined }, 'invalid-options', 'fills'],
    ['a decision after the arrival', { decisionTime: start + 1 }, 'invalid-options', 'decisionTime'],
    ['an end before the arrival', { endTime: start - 1 }, 'invalid-options', 'endTime'],
    ['a moment that is none', { arrivalTime: Number.NaN }, 'invalid-options', 'arrivalTime'],
    ['a decision for nothing', { decisionPrice: 0 }, 'invalid-options', 'decisionPrice'],
    ['a price below 0', { endPrice: -1 }, 'invalid-options', 'endPrice'],
    ['a limit of 0', { limitPrice: 0 }, 'invalid-options', 'limitPrice'],
    ['a multiplier of 0', { multiplier: 0 }, 'invalid-options', 'multiplier'],
    ['a horizon in the past', { horizonsMs: [-1] }, 'invalid-options', 'horizonsMs'],
    ['neither in nor out', { ownPrints: 'maybe' }, 'invalid-options', 'ownPrints'],
    ['a fill on the other side', { fills: [{ ...fill, side: 'sell' }] }, 'invalid-data', 'side'],
    ['a fill of nothing', { fills: [{ ...fill, quantity: 0 }] }, 'invalid-data', 'quantity'],
    ['a fill without a price', { fills: [{ ...fill, price: 'NaN' }] }, 'invalid-data', 'price'],
    ['a fill at no time', { fills: [{ ...fill, time: Number.NaN }] }, 'invalid-data', 'time'],
    ['fees that are none', { fills: [{ ...fill, fees: 'some' }] }, 'invalid-data', 'fees'],
    ['a print at NaN', { trades: [{ ...trade, price: Number.NaN }] }, 'invalid-data', 'price'],
    ['a print of less than nothing', { trades: [{ ...trade, quantity: -1 }] }, 'invalid-data', 'quantity'],
    ['a print of another instrument', { trades: [{ ...trade, instrument: 'NSE:TCS' }] }, 'invalid-data', 'instrument'],
    ['a quote at NaN', { quotes: [{ ...quote, bid: Number.NaN }] }, 'invalid-data', 'bid'],
    ['a quote at no time', { quotes: [{ ...quote, time: Infinity }] }, 'invalid-data', 'time'],
    [
      'a plan that falls',
      { schedule: [10, 5].map((quantity) => ({ time: start, quantity })) },
      'invalid-data',
      'quantity',
    ],
    ['a plan that runs back', { schedule: [1, 0].map((time) => ({ time, quantity: 0 })) }, 'invalid-data', 'time'],
  ])('is refused: %s', (_, wrong, code, name) => {
    expect(() => transactionCost({ ...bought, ...wrong })).toThrow(
      expect.objectContaining({
        code,
        details: expect.objectContaining(code === 'invalid-data' ? { field: name } : { option: name }),
      }),
    )
  })
})
