import { type Bars, barClose, createBars, type Fill, type RunResult, seededRandom, type Watch } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backtest } from './backtest.ts'
import { minute, monday, randomBars, silent } from './testing/history.ts'
import { createWanderer, type Decision } from './testing/wanderer.ts'

const watch: readonly Watch[] = [
  { instrument: 'X:A', timeframe: '1m', warmUpBars: 5 },
  { instrument: 'X:A', timeframe: '5m' },
  { instrument: 'X:B', timeframe: '5m', warmUpBars: 2 },
  { instrument: 'X:B', timeframe: '1h' },
]

/** Three hours and a bit of two instruments in several timeframes, some bars missing. */
function marketOf(seed: number): Bars[] {
  return [
    withGaps(randomBars(seed, 200, { timeframe: '1m' }), seed),
    randomBars(seed + 1, 40, { timeframe: '5m' }),
    withGaps(randomBars(seed + 2, 40, { instrument: 'X:B', timeframe: '5m' }), seed),
    randomBars(seed + 3, 4, { instrument: 'X:B', timeframe: '1h' }),
  ]
}

function withGaps(bars: Bars, seed: number): Bars {
  const random = seededRandom(seed)
  return rows(
    bars,
    [...bars].filter((_, i) => i === 0 || random() < 0.9),
  )
}

/** Everything that begins at that moment or later is cut off. */
function cutOff(market: readonly Bars[], at: number): Bars[] {
  return market.map((bars) =>
    rows(
      bars,
      [...bars].filter(({ time }) => time < at),
    ),
  )
}

/** Another future: of bars that are open at that moment all but the open changes, and after them everything. */
function changeFuture(market: readonly Bars[], at: number, seed: number): Bars[] {
  const random = seededRandom(seed)
  const price = (): number => 50 + Math.floor(random() * 10_000) / 100
  return market.map((bars) =>
    rows(
      bars,
      [...bars].map((bar) => {
        if (barClose(bar.time, bar.timeframe) <= at) return bar
        const open = bar.time < at ? bar.open : price()
        const [a, b] = [price(), price()]
        const close = price()
        return { ...bar, open, close, high: Math.max(a, open, close), low: Math.min(b, open, close) }
      }),
    ),
  )
}

function rows({ instrument, timeframe }: Bars, data: Parameters<typeof createBars>[2]): Bars {
  return createBars(instrument, timeframe, data)
}

interface Outcome {
  readonly decisions: readonly Decision[]
  readonly result: RunResult
}

async function run(bars: readonly Bars[], seed: number): Promise<Outcome> {
  const { strategy, decisions } = createWanderer(watch, seed)
  const result = await backtest({ bars, strategy, cash: 100_000, shortSelling: true, log: silent })
  return { decisions, result }
}

/** What was decided and what was filled before that moment. */
function before(
  at: number,
  { decisions, result }: Outcome,
): { decisions: readonly Decision[]; fills: readonly Fill[] } {
  return {
    decisions: decisions.filter(({ time }) => time < at),
    fills: result.fills.filter(({ time }) => time < at),
  }
}

describe('no look-ahead: nothing decided or filled before a moment changes', () => {
  const seeds = fc.integer({ min: 1, max: 1e6 })
  const moments = fc.integer({ min: monday + 40 * minute, max: monday + 200 * minute })

  it('when everything that begins later is cut off', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, seeds, moments, async (seed, strategySeed, at) => {
        const market = marketOf(seed)
        const whole = before(at, await run(market, strategySeed))
        const cut = before(at, await run(cutOff(market, at), strategySeed))
        expect(cut).toEqual(whole)
      }),
      { numRuns: 40 },
    )
  })

  it('when the future is another one', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, seeds, moments, async (seed, strategySeed, at) => {
        const market = marketOf(seed)
        const whole = before(at, await run(market, strategySeed))
        const other = before(at, await run(changeFuture(market, at, strategySeed), strategySeed))
        expect(other).toEqual(whole)
      }),
      { numRuns: 40 },
    )
  })

  it('and this is no matter of strategies that do nothing', async () => {
    const { decisions, result } = await run(marketOf(1), 1)
    expect(decisions.length).toBeGreaterThan(200)
    expect(result.orders.length).toBeGreaterThan(50)
    expect(result.fills.length).toBeGreaterThan(20)
    const end = monday + 300 * minute
    const changed = await run(changeFuture(marketOf(1), monday + 60 * minute, 1), 1)
    expect(before(end, changed)).not.toEqual(before(end, { decisions, result }))
  })
})
