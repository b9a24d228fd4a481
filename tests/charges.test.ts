import { backtest } from '@shagun/backtest'
import { type ChargeSchedule, chargedFills, chargesOf, zerodhaCharges } from '@shagun/broker-mock/charges'
import { createBars, createInstrument, Decimal, type RunResult, type Strategy } from '@shagun/core'
import { describe, expect, it } from 'vitest'

const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR' })
const quarterHour = 900_000
const nine = Date.UTC(2026, 7, 10, 3, 30)

/** Three days of quarters of an hour, all at one price unless `wave` moves it. */
function bars(wave = 0) {
  const rows = [0, 1, 2].flatMap((day) =>
    Array.from({ length: 25 }, (_, i) => {
      const open = 1000 + Math.round(wave * Math.sin(day * 25 + i) * 20) / 20
      return { time: nine + day * 86_400_000 + i * quarterHour, open, high: open, low: open, close: open }
    }),
  )
  return createBars('NSE:INFY', '15m', rows)
}

/** What it does at which close, counted from the first. */
function strategyOf(orders: Readonly<Record<number, readonly ['buy' | 'sell', number]>>): Strategy {
  let closes = 0
  return {
    name: 'as told',
    watch: [{ instrument: 'NSE:INFY', timeframe: '15m' }],
    async onBar(_, trader) {
      const order = orders[++closes]
      if (order === undefined) return
      const [side, quantity] = order
      await trader.place({ instrument: 'NSE:INFY', side, quantity, type: 'market', product: 'delivery' })
    },
  }
}

function run(strategy: Strategy, fees: ChargeSchedule, wave = 0): Promise<RunResult> {
  return backtest({ bars: bars(wave), strategy, cash: '10000000', instruments: [infy], fees })
}

describe('a backtest with the charges of Zerodha', () => {
  it('pays 11,124.06 for 5,000 shares that are bought at 1,000 and sold a day later, and 15.34 to the depository', async () => {
    const { finalEquity, fills } = await run(strategyOf({ 1: ['buy', 5000], 30: ['sell', 5000] }), zerodhaCharges())
    expect(fills.map(({ fees }) => fees.toFixed())).toEqual(['5937.03', '5202.37'])
    expect(new Decimal(10_000_000).minus(finalEquity).toFixed()).toBe('11139.4')
  })

  it('pays each day what its contract note says, whatever it did that day, and the same in every run', async () => {
    const orders = {
      2: ['buy', 900],
      5: ['buy', 300],
      9: ['sell', 500],
      28: ['sell', 200],
      31: ['buy', 50],
      40: ['buy', 1000],
      55: ['sell', 1550],
      60: ['buy', 1550],
    } as const
    const zerodha = zerodhaCharges()
    const result = await run(strategyOf(orders), zerodha, 30)
    expect(result.fills).toHaveLength(8)
    expect(result.fills.some(({ fees }) => fees.lt(0))).toBe(true)
    const days = chargesOf(chargedFills(result, [infy]), zerodha)
    expect(days.map(({ date }) => date)).toEqual(['2026-08-10', '2026-08-11', '2026-08-12'])
    for (const { date, charges } of days) {
      const ofDay = result.fills.filter(({ time }) => new Date(time).toISOString().startsWith(date))
      expect(Decimal.sum(...ofDay.map(({ fees }) => fees)).toFixed()).toBe(charges.total.toFixed())
    }
    expect((await run(strategyOf(orders), zerodha, 30)).orderHash).toBe(result.orderHash)
  })
})

describe('the fills of a run', () => {
  it('cannot be charged without their orders', async () => {
    const { fills } = await run(strategyOf({ 1: ['buy', 1] }), zerodhaCharges())
    expect(() => chargedFills({ fills, orders: [] })).toThrow(expect.objectContaining({ code: 'not-found' }))
  })

  it('are of shares in rupees where nobody says otherwise', async () => {
    const { fills, orders } = await run(strategyOf({ 1: ['buy', 1] }), zerodhaCharges())
    const [fill] = chargedFills({ fills, orders })
    expect(fill).toMatchObject({ product: 'delivery', side: 'buy', instrument: { kind: 'equity', currency: 'INR' } })
  })
})
