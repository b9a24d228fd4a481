import { percentFees, percentSlippage } from '@shagun/broker-mock'
import { alwaysOpen, createInstrument, type Denial, type RiskRule, type RunResult, type Strategy } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { type BacktestOptions, backtest } from './backtest.ts'
import { barsOf, day, flat, monday, type Ohlc, strategyOf } from './testing/history.ts'

const rows: readonly Ohlc[] = [
  [100, 102, 99, 101],
  [102, 104, 101, 103],
  [104, 106, 103, 105],
  [103, 104, 99, 100],
]
const bars = barsOf(rows)

/** Buys on the first bar and sells on the third, so at the opens of the second and the fourth. */
function roundTrip(instrument = 'X:A' as const, quantity = 10): Strategy {
  return strategyOf({
    onBar(_, trader) {
      const { length } = trader.getBars(instrument, '1d')
      if (length === 1) void trader.place({ instrument, side: 'buy', quantity, type: 'market' })
      if (length === 3) void trader.place({ instrument, side: 'sell', quantity, type: 'market' })
    },
  })
}

function run(rest: Partial<BacktestOptions> = {}): Promise<RunResult> {
  return backtest({ bars, strategy: roundTrip(), cash: 10_000, ...rest })
}

describe('a result', () => {
  it('holds equity at every close, the orders, the fills and what they came to', async () => {
    const result = await run({ fees: percentFees('0.1') })
    // 10 bought at 102 for 1.02 in fees, sold at 103 for 1.03.
    expect(result.strategy).toBe('test')
    expect(result.initialEquity.toFixed()).toBe('10000')
    expect(result.finalEquity.toFixed()).toBe('10007.95')
    expect([...result.time]).toEqual([1, 2, 3, 4].map((days) => monday + days * day))
    expect([...result.equity].map((equity) => equity.toFixed(2))).toEqual([
      '10000.00',
      '10008.98',
      '10028.98',
      '10007.95',
    ])
    expect(result.drawdown[3]).toBeCloseTo(1 - 10_007.95 / 10_028.98, 12)
    expect(result.orders.map(({ lifecycle, terms }) => `${terms.side} ${lifecycle}`)).toEqual([
      'buy filled',
      'sell filled',
    ])
    expect(result.fills.map(({ price, fees }) => `${price} ${fees}`)).toEqual(['102 1.02', '103 1.03'])
    expect(result.roundTrips.map(({ profit, direction }) => `${direction} ${profit}`)).toEqual(['long 7.95'])
    expect(result.bars).toEqual([bars])
    expect(result.orderHash).toMatch(/^[0-9a-f]{64}$/)
  })

  it('counts what is still held at its last price', async () => {
    const { finalEquity, equity, roundTrips } = await run({ bars: bars.slice(0, 3) })
    expect(finalEquity.toFixed()).toBe('10030')
    expect(equity.at(-1)).toBe(10_030)
    expect(roundTrips).toEqual([])
  })

  it('counts what is held at its last price also where the strategy watches nothing', async () => {
    const buysOnce = strategyOf({
      watch: [],
      async onStart(trader) {
        await trader.place({ instrument: 'X:A', side: 'buy', quantity: 10, type: 'market' })
      },
    })
    const { finalEquity, equity } = await run({ strategy: buysOnce })
    expect(finalEquity.toFixed()).toBe('10000')
    expect([...equity]).toEqual([10_010, 10_030, 10_050, 10_000])
  })
})

describe('options', () => {
  it('fees, slippage and short selling are those of the venue', async () => {
    const short = strategyOf({
      onStart: (trader) => void trader.place({ instrument: 'X:A', side: 'sell', quantity: 10, type: 'market' }),
    })
    const { fills, finalEquity } = await run({
      strategy: short,
      shortSelling: true,
      slippage: percentSlippage(1),
      fees: percentFees('0.5'),
    })
    expect(fills.map(({ price, fees }) => `${price} ${fees}`)).toEqual(['99 4.95'])
    expect(finalEquity.toFixed()).toBe('9985.05')
    expect((await run({ strategy: short })).orders[0]?.lifecycle).toBe('rejected')
  })

  it('supports let a strategy meet the limits of its live broker', async () => {
    const stops = strategyOf({
      onStart: (trader) =>
        void trader.place({ instrument: 'X:A', side: 'buy', quantity: 1, type: 'stop', stopPrice: 110 }),
    })
    const supports = {
      orderTypes: ['market'],
      timeInForce: ['day'],
      products: ['delivery'],
      modify: [],
      groups: [],
      idempotency: 'none',
      tagLength: 0,
    } as const
    const { orders } = await run({ strategy: stops, supports })
    expect(orders.map(({ lifecycle }) => lifecycle)).toEqual(['denied'])
  })

  it('instruments that are not given are equities with a tick of a hundredth, in the currency of the others', async () => {
    const future = createInstrument({ id: 'X:F', kind: 'future', currency: 'INR', lotSize: 65, tickSize: '0.05' })
    const seen: string[] = []
    const look = strategyOf({
      onStart({ view }) {
        for (const id of ['X:A', 'X:F'] as const) {
          const { kind, currency, lotSize } = view.getInstrument(id)
          seen.push(`${kind} ${currency} ${lotSize} ${view.getInstrument(id).tickAt(1)}`)
        }
        seen.push([...view.cash.keys()].join())
      },
    })
    await run({ strategy: look, bars: [bars, flat(2, 100, { instrument: 'X:F' })], instruments: [future] })
    expect(seen).toEqual(['equity INR 1 0.01', 'future INR 65 0.05', 'INR'])
  })

  it('the calendar says when the trading day turns', async () => {
    const profits: number[] = []
    const strategy = strategyOf({
      async onStart(trader) {
        await trader.place({ instrument: 'X:A', side: 'buy', quantity: 1, type: 'market' })
      },
      onBar: (_, { view }) => void profits.push(view.getProfit().today),
    })
    const tenDays = (at: number) => monday + (Math.floor((at - monday) / (10 * day)) + 1) * 10 * day
    await run({ strategy, calendar: { ...alwaysOpen(), nextClose: tenDays } })
    expect(profits).toEqual([1, 3, 5, 0])
  })

  it('progress is told in bars after the warm-up', async () => {
    const heard: (readonly [number, number])[] = []
    const watch = [{ instrument: 'X:A', timeframe: '1d', warmUpBars: 1 }] as const
    await run({ strategy: strategyOf({ watch }), onProgress: (done, total) => void heard.push([done, total]) })
    expect(heard).toEqual([
      [0, 3],
      [3, 3],
    ])
  })
})

describe('a future', () => {
  it('moves its profit alone, times its multiplier', async () => {
    const instruments = [createInstrument({ id: 'X:A', kind: 'future', currency: 'USD', multiplier: 50 })]
    const { equity, finalEquity, roundTrips, fills } = await run({ instruments, cash: 1_000, fees: () => 2 })
    expect(fills).toHaveLength(2)
    // 10 x 50 = 500 for each point, from an open of 102: closes of 103 and 105, and the exit at 103.
    expect([...equity]).toEqual([1_000, 1_498, 2_498, 1_496])
    expect(finalEquity.toFixed()).toBe('1496')
    expect(roundTrips.map(({ profit }) => profit.toFixed())).toEqual(['496'])
  })

  it('that is still held counts with its profit so far', async () => {
    const instruments = [createInstrument({ id: 'X:A', kind: 'future', currency: 'USD', multiplier: 50 })]
    const { finalEquity } = await run({ instruments, bars: bars.slice(0, 3), cash: 1_000 })
    expect(finalEquity.toFixed()).toBe('2500')
  })
})

describe('a rule', () => {
  it('that denies an order leaves it in the result, denied and unfilled', async () => {
    const denial: Denial = { rule: 'no-selling', reason: 'Selling is for others.' }
    const rule: RiskRule = {
      name: 'no-selling',
      check: ({ terms }) => (terms.side === 'sell' ? denial : undefined),
    }
    const { orders, fills } = await run({ rules: [rule] })
    expect(orders.map(({ lifecycle }) => lifecycle)).toEqual(['filled', 'denied'])
    expect(fills).toHaveLength(1)
  })

  it('sees the same account as the strategy does', async () => {
    const seen: string[] = []
    const rule: RiskRule = {
      name: 'looks',
      check(_, { now, getQuote, getEquity }) {
        seen.push(`${(now - monday) / day} ${getQuote('X:A')?.last} ${getEquity()}`)
        return undefined
      },
    }
    await run({ rules: [rule] })
    expect(seen).toEqual(['1 101 10000', '3 105 10030'])
  })
})

describe('orders', () => {
  it('of all types go through the real order path', async () => {
    const strategy = strategyOf({
      async onStart({ place }) {
        const order = { instrument: 'X:A', side: 'buy', quantity: 1, timeInForce: 'gtc' } as const
        await place({ ...order, type: 'market' })
        await place({ ...order, type: 'limit', limitPrice: 99 })
        await place({ ...order, type: 'stop', stopPrice: 104 })
        await place({ ...order, type: 'stop-limit', stopPrice: 106, limitPrice: '103.50' })
        await place({ ...order, type: 'limit', limitPrice: 98 })
      },
    })
    const { fills, orders } = await run({ strategy })
    expect(fills.map(({ price, time }) => [price.toNumber(), (time - monday) / day])).toEqual([
      [100, 0],
      [99, 1],
      [104, 2],
      // Triggered on the third day, whose close does not prove that its limit was met after that.
      [103, 3],
    ])
    expect(orders.map(({ lifecycle }) => lifecycle)).toEqual(['filled', 'filled', 'filled', 'filled', 'working'])
  })
})
