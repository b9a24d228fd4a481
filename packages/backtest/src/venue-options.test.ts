import { constantLatency } from '@shagun/broker-mock'
import { createBars, type Strategy } from '@shagun/core'
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
