import { constantLatency } from '@shagun/broker-mock'
import { createBars, createInstrument, type InstrumentId, type Strategy } from '@shagun/core'
import { expect, it } from 'vitest'
import { backtest } from './backtest.ts'

const minute = 60_000
const bars = createBars(
  'X:A',
  '1m',
  [100, 101, 102, 103].map((open, i) => ({ time: i * minute, open, high: open, low: open, close: open, volume: 50 })),
)
/** Asks for ten once, as soon as it sees a bar. */
const buyOnce: Strategy = {
  name: 'buy-once',
  watch: [{ instrument: 'X:A', timeframe: '1m' }],
  async onBar(bar, trader) {
    if (trader.view.orders.size === 0)
      await trader.place({ instrument: bar.instrument, side: 'buy', quantity: 10, type: 'market' })
  },
}

it('hands on how much of a bar there is for orders, and how long they are under way', async () => {
  const told = async (options: Partial<Parameters<typeof backtest>[0]>) => {
    const { fills } = await backtest({ bars, strategy: buyOnce, cash: 10_000, ...options })
    return fills.map(({ quantity, price }) => `${quantity} at ${price}`)
  }
  expect(await told({})).toEqual(['10 at 101'])
  expect(await told({ participation: 10 })).toEqual(['5 at 101', '5 at 102'])
  expect(await told({ latency: { orders: constantLatency(1_000) } })).toEqual(['10 at 102'])
})

// Bought at 100 and written at 8, each 10 times; the index closes at 106 as they expire, and the future at 107, which is
// 10 x 7 gained. The call at 100 then costs 10 x 6 of the 10 x 8 that it brought.
it('lets contracts expire, so that what they were worth is in cash, and the account goes on with the next bar', async () => {
  const expiry = 3 * minute
  const terms = { currency: 'USD', expiry, underlying: 'I' } as const
  const instruments = [
    createInstrument({ id: 'X:I', kind: 'index', currency: 'USD' }),
    createInstrument({ ...terms, id: 'X:F', kind: 'future' }),
    createInstrument({ ...terms, id: 'X:C', kind: 'option', strike: 100, optionType: 'call' }),
  ]
  const series = (instrument: InstrumentId, closes: readonly number[]) =>
    createBars(
      instrument,
      '1m',
      closes.map((close, i) => ({ time: i * minute, open: close, high: close, low: close, close })),
    )
  const sides = { 'X:F': 'buy', 'X:C': 'sell' } as const
  const toTheEnd: Strategy = {
    name: 'to-the-end',
    watch: [
      { instrument: 'X:F', timeframe: '1m' },
      { instrument: 'X:C', timeframe: '1m' },
    ],
    async onBar({ instrument, time }, trader) {
      if (time > 0) return
      const side = sides[instrument as keyof typeof sides]
      await trader.place({ instrument, side, quantity: 10, type: 'market', product: 'carryforward' })
    },
  }
  const options: Omit<Parameters<typeof backtest>[0], 'bars'> = {
    strategy: toTheEnd,
    cash: 10_000,
    instruments,
    shortSelling: true,
    margins: { carryforward: 20 },
    settlementPrice: ({ kind }, last) => last(kind === 'future' ? 'X:F' : 'X:I'),
  }
  const contracts = [series('X:F', [100, 100, 107]), series('X:C', [8, 8, 6.5])]
  const goesOn = [series('X:I', [100, 100, 106, 106, 106, 106]), ...contracts]
  const { finalEquity, equity, fills, roundTrips } = await backtest({ ...options, bars: goesOn })
  expect(fills.map(({ side, price }) => `${side} at ${price}`)).toEqual(['buy at 100', 'sell at 8'])
  expect(finalEquity.toFixed()).toBe('10090')
  expect([...equity].slice(-2)).toEqual([10_090, 10_090])
  expect(roundTrips.map(({ instrument, profit }) => `${instrument} ${profit}`)).toEqual(['X:F 70', 'X:C 20'])
  const endsThen = await backtest({ ...options, bars: [series('X:I', [100, 100, 106]), ...contracts] })
  expect(endsThen.finalEquity.toFixed()).toBe('10090')
  expect(endsThen.equity.at(-1)).toBe(10_090)
})

it('closes what is for the day at the cut-off', async () => {
  const { finalEquity } = await backtest({
    bars,
    strategy: {
      ...buyOnce,
      async onBar(bar, trader) {
        if (trader.view.orders.size === 0)
          await trader.place({
            instrument: bar.instrument,
            side: 'buy',
            quantity: 10,
            type: 'market',
            product: 'intraday',
          })
      },
    },
    cash: 10_000,
    squareOff: { at: '00:03', timeZone: 'UTC' },
  })
  // In at 101, out at the open of the bar at 00:03, which is 103.
  expect(finalEquity.toFixed()).toBe('10020')
})
