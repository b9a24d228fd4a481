import { backtest } from '@shagun/backtest'
import { createBars, type Strategy } from '@shagun/core'
import { createRiskMonitor, type RungChange } from '@shagun/risk'
import { expect, it } from 'vitest'

const start = Date.UTC(2026, 0, 5)
const closes = [100, 101, 102, 103, 101, 99, 96, 92, 88, 85, 80, 75, 70]
const bars = createBars(
  'X:A',
  '1h',
  closes.map((close, i) => ({ time: start + i * 3_600_000, open: close, high: close + 1, low: close - 1, close })),
)

async function run() {
  const changes: RungChange[] = []
  const monitor = createRiskMonitor({
    limits: [
      { measure: 'drawdown', at: 0.03, reaction: 'reduce-only' },
      { measure: 'drawdown', at: 0.06, reaction: 'flatten' },
    ],
  })
  monitor.onChange((change) => void changes.push(change))
  const strategy: Strategy = {
    name: 'stubborn',
    watch: [{ instrument: 'X:A', timeframe: '1h' }],
    onStart: (trader) => void monitor.attach(trader),
    onBar: async (bar, trader) => {
      await trader.place({ instrument: bar.instrument, side: 'buy', quantity: 20, type: 'market' })
    },
  }
  const result = await backtest({ bars, strategy, cash: '10000', rules: [monitor.rule] })
  return { result, changes, monitor }
}

it('a monitor acts in a backtest as it does live: what it holds is gone soon after the rung, and nothing is bought since', async () => {
  const { result, changes, monitor } = await run()
  expect(changes.map(({ from, to }) => `${from} -> ${to}`)).toEqual(['clear -> reduce-only', 'reduce-only -> flatten'])
  expect(monitor.getSnapshot()).toMatchObject({ gross: 0, rung: 'flatten' })
  // 80 are held, for 8,140; the close at 92 trips it, and they go at the next open, at 88.
  expect(result.finalEquity.toNumber()).toBe(10_000 - 8_140 + 80 * 88)
  const again = await run()
  expect(again.result.orderHash).toBe(result.orderHash)
  expect(again.changes).toEqual(changes)
})
