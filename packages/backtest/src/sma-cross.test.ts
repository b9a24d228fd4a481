import { percentFees } from '@shagun/broker-mock'
import type { Bars, Strategy } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { backtest } from './backtest.ts'
import { randomBars } from './testing/history.ts'

const [fast, slow] = [10, 30]
const cash = 1_000_000
const feePercent = 0.1

/** The mean of the `count` values up to and including `last`. */
function mean(values: Readonly<Float64Array>, last: number, count: number): number {
  let sum = 0
  for (let i = last - count + 1; i <= last; i++) sum += values[i]!
  return sum / count
}

type Size = (equity: number, close: number) => number

function smaCross(size: Size): Strategy {
  return {
    name: 'sma-cross',
    watch: [{ instrument: 'X:A', timeframe: '1m' }],
    onBar({ instrument }, trader) {
      const { close, length } = trader.getBars(instrument, '1m')
      if (length < slow) return
      const isUp = mean(close, length - 1, fast) > mean(close, length - 1, slow)
      const held = trader.view.getQuantity(instrument)
      if (isUp && held.isZero()) {
        const quantity = size(trader.view.getEquity(), close[length - 1]!)
        void trader.place({ instrument, side: 'buy', quantity, type: 'market' })
      } else if (!isUp && held.gt(0)) void trader.place({ instrument, side: 'sell', quantity: held, type: 'market' })
    },
  }
}

/** The same, written over the columns and nothing else. */
function plainLoop({ open, close, length }: Bars, size: Size): { equity: Float64Array; fills: number } {
  const equity = new Float64Array(length)
  let money = cash
  let held = 0
  let wanted = 0
  let fills = 0
  for (let i = 0; i < length; i++) {
    if (wanted !== 0) {
      money -= wanted * open[i]! + (Math.abs(wanted) * open[i]! * feePercent) / 100
      held += wanted
      fills++
    }
    wanted = 0
    equity[i] = money + held * close[i]!
    if (i < slow - 1) continue
    const isUp = mean(close, i, fast) > mean(close, i, slow)
    if (isUp && held === 0) wanted = size(equity[i]!, close[i]!)
    else if (!isUp && held > 0) wanted = -held
  }
  return { equity, fills }
}

describe('a crossing of two averages', () => {
  const sizes: readonly (readonly [string, Size])[] = [
    ['a hundred shares', () => 100],
    ['nine tenths of equity', (equity, close) => Math.floor((0.9 * equity) / close)],
  ]
  const seeds = [1, 2, 3, 4, 5, 6]

  it.each(sizes.flatMap(([name, size]) => seeds.map((seed) => [name, seed, size] as const)))(
    'with %s comes to the same as a plain loop over the columns, seed %i',
    async (_name, seed, size) => {
      const bars = randomBars(seed, 4_000, { timeframe: '1m' })
      const plain = plainLoop(bars, size)
      const fees = percentFees(feePercent)
      const result = await backtest({ bars, strategy: smaCross(size), cash, fees })
      expect(plain.fills).toBeGreaterThan(50)
      expect(result.fills).toHaveLength(plain.fills)
      expect(result.equity).toHaveLength(plain.equity.length)
      for (const [i, equity] of plain.equity.entries())
        if (!(Math.abs(result.equity[i]! / equity - 1) <= 1e-9)) expect(result.equity[i]).toBe(equity)
      expect(Math.abs(result.finalEquity.toNumber() / plain.equity.at(-1)! - 1)).toBeLessThanOrEqual(1e-9)
    },
  )
})
