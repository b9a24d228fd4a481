import { createBars, nse, type Watch } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { backtest } from './backtest.ts'
import { barsOf, day, flat, hour, minute, monday, type Ohlc, strategyOf } from './testing/history.ts'

const cash = 100_000
const watch: readonly Watch[] = [{ instrument: 'X:A', timeframe: '5m' }]

describe('what is decided on one series', () => {
  it.each([
    ['1h', hour],
    ['1d', day],
  ] as const)('waits for the next bar of an instrument whose %s bar is open', async (timeframe, length) => {
    const fives = flat((2 * length) / (5 * minute), 100, { timeframe: '5m' })
    const rows: Ohlc[] = [
      [50, 60, 40, 55],
      [56, 57, 41, 56],
    ]
    const strategy = strategyOf({
      watch,
      onBar(bar, trader) {
        if (bar.time !== monday + 5 * minute) return
        void trader.place({ instrument: 'X:B', side: 'buy', quantity: 1, type: 'market' })
        void trader.place({ instrument: 'X:B', side: 'buy', quantity: 1, type: 'limit', limitPrice: 42 })
      },
    })
    const coarse = barsOf(rows, { timeframe, instrument: 'X:B' })
    const { fills } = await backtest({ bars: [coarse, fives], strategy, cash })
    expect(fills.map(({ price, time }) => [price.toNumber(), time])).toEqual([
      [56, monday + length],
      [42, monday + 2 * length],
    ])
  })

  it('fills at the next open of the same moment, whichever series is given first', async () => {
    const a = flat(3, 100, { timeframe: '5m' })
    const b = barsOf(
      [
        [50, 50, 50, 50],
        [51, 51, 51, 51],
        [52, 52, 52, 52],
      ],
      { timeframe: '5m', instrument: 'X:B' },
    )
    for (const bars of [
      [a, b],
      [b, a],
    ]) {
      const strategy = strategyOf({
        watch,
        onBar(bar, trader) {
          if (bar.time === monday) void trader.place({ instrument: 'X:B', side: 'buy', quantity: 1, type: 'market' })
        },
      })
      const { fills } = await backtest({ bars, strategy, cash })
      expect(fills.map(({ price, time }) => [price.toNumber(), time])).toEqual([[51, monday + 5 * minute]])
    }
  })
})

describe('of an instrument in two timeframes', () => {
  it('the finer one fills, and the coarser one is seen when it is complete', async () => {
    const ones = barsOf(
      Array.from({ length: 10 }, (_, i) => [100 + i, 100 + i, 100 + i, 100 + i] as const),
      { timeframe: '1m' },
    )
    const fives = barsOf(
      [
        [100, 104, 100, 104],
        [105, 109, 105, 109],
      ],
      { timeframe: '5m' },
    )
    const seen: string[] = []
    const strategy = strategyOf({
      watch: [
        { instrument: 'X:A', timeframe: '1m' },
        { instrument: 'X:A', timeframe: '5m' },
      ],
      onBar({ timeframe, close }, trader) {
        seen.push(`${(trader.view.now - monday) / minute}: ${timeframe} at ${close}`)
        if (timeframe === '5m' && close === 104)
          void trader.place({ instrument: 'X:A', side: 'buy', quantity: 1, type: 'market' })
      },
    })
    const { fills } = await backtest({ bars: [ones, fives], strategy, cash })
    expect(seen.slice(3, 7)).toEqual(['4: 1m at 103', '5: 1m at 104', '5: 5m at 104', '6: 1m at 105'])
    expect(fills.map(({ price, time }) => [price.toNumber(), time])).toEqual([[105, monday + 5 * minute]])
  })
})

describe('warm-up', () => {
  it('has its bars there when the strategy starts, and the first call is for the bar after them', async () => {
    const bars = barsOf(Array.from({ length: 8 }, (_, i) => [10 + i, 10 + i, 10 + i, 10 + i] as const))
    const seen: (readonly [string, number[], number])[] = []
    const strategy = strategyOf({
      watch: [{ instrument: 'X:A', timeframe: '1d', warmUpBars: 5 }],
      onStart({ getBars, view }) {
        seen.push(['start', [...getBars('X:A', '1d').close], (view.now - monday) / day])
      },
      onBar({ close }, { getBars, view }) {
        seen.push([`bar ${close}`, [...getBars('X:A', '1d').close], (view.now - monday) / day])
      },
    })
    const { time } = await backtest({ bars, strategy, cash })
    expect(seen).toEqual([
      ['start', [10, 11, 12, 13, 14], 5],
      ['bar 15', [10, 11, 12, 13, 14, 15], 6],
      ['bar 16', [10, 11, 12, 13, 14, 15, 16], 7],
      ['bar 17', [10, 11, 12, 13, 14, 15, 16, 17], 8],
    ])
    expect([...time]).toEqual([6, 7, 8].map((days) => monday + days * day))
  })

  it('of one series leaves no gap in another one whose bar is open meanwhile', async () => {
    const seen: number[] = []
    const strategy = strategyOf({
      watch: [
        { instrument: 'X:A', timeframe: '1h', warmUpBars: 30 },
        { instrument: 'X:B', timeframe: '1d', warmUpBars: 1 },
      ],
      onBar(bar, { getBars }) {
        if (bar.timeframe === '1d') seen.push(...getBars('X:B', '1d').time)
      },
    })
    const bars = [flat(48, 100, { timeframe: '1h' }), flat(2, 50, { instrument: 'X:B' })]
    await backtest({ bars, strategy, cash })
    expect(seen).toEqual([monday, monday + day])
  })

  it('fills an order of the start at the first open, and not in a bar that was open already', async () => {
    const strategy = strategyOf({
      watch: [{ instrument: 'X:A', timeframe: '1h', warmUpBars: 30 }],
      async onStart(trader) {
        for (const instrument of ['X:A', 'X:B'] as const)
          await trader.place({ instrument, side: 'buy', quantity: 1, type: 'market', timeInForce: 'gtc' })
      },
    })
    const bars = [flat(72, 100, { timeframe: '1h' }), flat(3, 50, { instrument: 'X:B' })]
    const { fills } = await backtest({ bars, strategy, cash })
    expect(fills.map(({ instrument, time }) => [instrument, (time - monday) / hour])).toEqual([
      ['X:A', 30],
      ['X:B', 48],
    ])
  })
})

describe('along a calendar', () => {
  it('a day and the last hour are seen when the session ends, and not a night later', async () => {
    const calendar = nse()
    const opens = [Date.UTC(2026, 0, 5, 3, 45), Date.UTC(2026, 0, 6, 3, 45)]
    const row = { open: 100, high: 100, low: 100, close: 100 }
    const days = createBars(
      'NSE:A',
      '1d',
      opens.map((time) => ({ time, ...row })),
    )
    const hours = createBars(
      'NSE:A',
      '1h',
      opens.flatMap((open) => Array.from({ length: 7 }, (_, i) => ({ time: open + i * hour, ...row }))),
    )
    const seen: string[] = []
    const strategy = strategyOf({
      watch: [
        { instrument: 'NSE:A', timeframe: '1h' },
        { instrument: 'NSE:A', timeframe: '1d' },
      ],
      onBar({ timeframe }, { view }) {
        seen.push(`${timeframe} ${new Date(view.now).toISOString().slice(8, 16)}`)
      },
    })
    await backtest({ bars: [hours, days], strategy, cash, calendar })
    expect(seen.slice(5, 8)).toEqual(['1h 05T09:45', '1h 05T10:00', '1d 05T10:00'])
    expect(seen.at(-1)).toBe('1d 06T10:00')
  })
})

describe('a timeframe that is not given', () => {
  it('is made of the shorter bars that are, warmed up and seen when it is complete', async () => {
    const calendar = nse()
    const open = Date.UTC(2026, 0, 5, 3, 45)
    const rows = Array.from({ length: 375 }, (_, i) => {
      const price = 100 + i
      return { time: open + i * minute, open: price, high: price, low: price, close: price }
    })
    const seen: string[] = []
    const strategy = strategyOf({
      watch: [{ instrument: 'NSE:A', timeframe: '1h', warmUpBars: 2 }],
      onStart({ getBars }) {
        seen.push(`start ${getBars('NSE:A', '1h').close.join()}`)
      },
      onBar({ close }, { getBars, view }) {
        seen.push(`${(view.now - open) / minute} ${close} of ${getBars('NSE:A', '1h').length}`)
      },
    })
    await backtest({ bars: createBars('NSE:A', '1m', rows), strategy, cash, calendar })
    expect(seen).toEqual([
      'start 159,219',
      '180 279 of 3',
      '240 339 of 4',
      '300 399 of 5',
      '360 459 of 6',
      '375 474 of 7',
    ])
  })

  it('is refused where none that is given makes it up', async () => {
    const strategy = strategyOf({ watch: [{ instrument: 'X:A', timeframe: '3m' }] })
    await expect(backtest({ bars: flat(9, 1, { timeframe: '2m' }), strategy, cash })).rejects.toMatchObject({
      code: 'unsupported',
      details: { feature: '3m bars of X:A' },
    })
  })
})
