import { memory, type RunResult, type Storage, type Watch } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backtest } from './backtest.ts'
import { randomBars, silent } from './testing/history.ts'
import { slow } from './testing/slow-storage.ts'
import { createWanderer, type Decision } from './testing/wanderer.ts'

const watch: readonly Watch[] = [
  { instrument: 'X:A', timeframe: '1m', warmUpBars: 5 },
  { instrument: 'X:B', timeframe: '5m' },
]

async function run(
  marketSeed: number,
  strategySeed: number,
  options: { readonly seed?: number; readonly storage?: Storage } = {},
): Promise<{ readonly result: RunResult; readonly decisions: readonly Decision[] }> {
  const bars = [
    randomBars(marketSeed, 100, { timeframe: '1m' }),
    randomBars(marketSeed + 1, 20, { instrument: 'X:B', timeframe: '5m' }),
  ]
  const { strategy, decisions } = createWanderer(watch, strategySeed)
  const common = { strategy, cash: 100_000, shortSelling: true, log: silent }
  const result = await backtest({ ...common, ...options, bars })
  return { result, decisions }
}

/** What was traded, without the names that orders were given. */
function tradesOf({ fills, finalEquity }: RunResult): unknown {
  return {
    finalEquity: finalEquity.toFixed(),
    fills: fills.map(({ instrument, side, quantity, price, fees, time }) =>
      [instrument, side, quantity, price, fees, time].join(' '),
    ),
  }
}

describe('the same inputs', () => {
  const seeds = fc.integer({ min: 1, max: 1e6 })

  it('give the same orders, fills and equity, to the last digit', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, seeds, async (market, strategy) => {
        const [first, second] = [await run(market, strategy), await run(market, strategy)]
        expect(second.decisions).toEqual(first.decisions)
        expect(second.result.orderHash).toBe(first.result.orderHash)
        expect(second.result.equity).toEqual(first.result.equity)
        expect(tradesOf(second.result)).toEqual(tradesOf(first.result))
      }),
      { numRuns: 20 },
    )
  })

  it('give the same whatever the storage, be it slow', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, seeds, async (market, strategy) => {
        const nowhere = await run(market, strategy)
        for (const storage of [memory(), memory({ chained: true }), slow()]) {
          const stored = await run(market, strategy, { storage })
          expect(stored.decisions).toEqual(nowhere.decisions)
          expect(stored.result.orderHash).toBe(nowhere.result.orderHash)
        }
      }),
      { numRuns: 15 },
    )
  })

  it('give other order ids and the same trades under another seed', async () => {
    const [first, second] = [await run(1, 1), await run(1, 1, { seed: 2 })]
    const ids = (result: RunResult): string[] => result.orders.map(({ terms }) => terms.clientOrderId)
    expect(first.result.fills.length).toBeGreaterThan(10)
    expect(tradesOf(second.result)).toEqual(tradesOf(first.result))
    expect(new Set([...ids(first.result), ...ids(second.result)]).size).toBe(2 * first.result.orders.length)
    expect(second.result.orderHash).not.toBe(first.result.orderHash)
  })
})
