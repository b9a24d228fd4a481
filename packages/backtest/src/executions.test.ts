import { type AlgoFactory, type AlgoParams, defineAlgo, type Execution, type ExecutionResult } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { backtest } from './backtest.ts'
import { barsOf, day, flat, hour, minute, monday, silent, strategyOf } from './testing/history.ts'
import { slow } from './testing/slow-storage.ts'

interface DripParams extends AlgoParams {
  readonly everyMs: number
}

/** One lot at a time, until nothing remains. */
const drip: AlgoFactory<DripParams> = defineAlgo({
  name: 'drip',
  version: 1,
  needs: [],
  begin: ({ everyMs }: DripParams, { now }) => ({ everyMs, sent: 0, next: now }),
  step(state, { now, parent }) {
    if (now < state.next || parent.remainingLots === 0) return { state, commands: [] }
    const next = state.next + state.everyMs
    return {
      state: { ...state, sent: state.sent + 1, next },
      commands: [
        { type: 'place', key: `drip-${state.sent}`, lots: 1 },
        { type: 'wake', at: next },
      ],
    }
  },
})

/** Buys everything at once when a quote is at 98 or below. */
const patient: AlgoFactory = defineAlgo({
  name: 'patient',
  version: 1,
  needs: ['quotes'],
  begin: () => ({}),
  step(state, input) {
    if (input.type !== 'quote' || input.quote.last > 98 || input.parent.remainingLots === 0)
      return { state, commands: [] }
    return { state, commands: [{ type: 'place', key: `at-${input.now}`, lots: input.parent.remainingLots }] }
  },
})

const parent = { instrument: 'X:A', side: 'buy', quantity: 3 } as const

describe('an execution inside a strategy', () => {
  it.each([
    ['nowhere', undefined],
    ['a slow storage', slow()],
  ] as const)('slices by the clock of the run and finishes in it, journalled %s', async (_, storage) => {
    let result: ExecutionResult | undefined
    const strategy = strategyOf({
      watch: [{ instrument: 'X:A', timeframe: '1m' }],
      onBar(bar, trader) {
        if (bar.time !== monday + 2 * minute) return
        const execution = trader.execute(drip({ ...parent, everyMs: 90_000 }))
        void execution.finished.then((finished) => {
          result = finished
        })
      },
    })
    const bars = flat(20, 100, { timeframe: '1m' })
    const { fills } = await backtest({
      bars,
      strategy,
      cash: 100_000,
      algos: [drip],
      ...(storage !== undefined && { storage }),
    })
    expect(result).toMatchObject({ status: 'done' })
    expect(result?.filledQuantity.toFixed()).toBe('3')
    // Asked for at 3, 4.5 and 6 minutes; each fills at the next open.
    expect(fills.map(({ time }) => (time - monday) / minute)).toEqual([3, 5, 6])
  })

  it('tells its progress as it goes, to those who listen', async () => {
    const filled = new Map<string, number>()
    const strategy = strategyOf({
      onStart(trader) {
        const execution = trader.execute(drip({ ...parent, everyMs: day }))
        const follow = async (): Promise<void> => {
          for await (const { time, filledQuantity } of execution.progress())
            if (!filled.has(filledQuantity.toFixed())) filled.set(filledQuantity.toFixed(), (time - monday) / day)
        }
        void follow()
      },
    })
    await backtest({ bars: flat(5, 100), strategy, cash: 100_000, algos: [drip] })
    expect([...filled]).toEqual([
      ['0', 0],
      ['1', 0],
      ['2', 1],
      ['3', 2],
    ])
  })

  it('that is not done at the end fails with the run', async () => {
    let result: ExecutionResult | undefined
    const strategy = strategyOf({
      onStart(trader) {
        void trader.execute(drip({ ...parent, everyMs: day })).finished.then((finished) => {
          result = finished
        })
      },
    })
    await backtest({ bars: flat(2, 100), strategy, cash: 100_000, algos: [drip] })
    expect(result).toMatchObject({ status: 'failed' })
    expect(result?.filledQuantity.toFixed()).toBe('2')
  })

  it('that is canceled before it ordered anything has ended at that moment', async () => {
    const ended: number[] = []
    let execution: Execution | undefined
    const strategy = strategyOf({
      onStart(trader) {
        execution = trader.execute(patient(parent))
      },
      onBar(bar, { view }) {
        if (bar.time !== monday + day) return
        void execution?.cancel().then(({ status }) => {
          expect(status).toBe('canceled')
          ended.push((view.now - monday) / day)
        })
      },
    })
    await backtest({ bars: flat(5, 100), strategy, cash: 100_000, algos: [patient] })
    expect(ended).toEqual([2])
  })

  it('of a planner that was not given to the run fails the strategy', async () => {
    const strategy = strategyOf({ onStart: (trader) => void trader.execute(drip({ ...parent, everyMs: hour })) })
    await expect(backtest({ bars: flat(5, 100), strategy, cash: 100_000, log: silent })).rejects.toMatchObject({
      code: 'strategy-failed',
      cause: { code: 'algo-not-registered' },
    })
  })
})

describe('quotes', () => {
  const bars = barsOf([
    [100, 101, 99, 100.5],
    [100, 101, 97, 97.5],
    [99, 99, 99, 99],
  ])

  it('are the closes of bars, just before the bars themselves', async () => {
    const heard: string[] = []
    const strategy = strategyOf({
      onQuote: ({ last, time }) => void heard.push(`quote ${last} on day ${(time - monday) / day}`),
      onBar: ({ close }) => void heard.push(`bar ${close}`),
    })
    await backtest({ bars, strategy, cash: 100_000 })
    expect(heard).toEqual([
      'quote 100.5 on day 1',
      'bar 100.5',
      'quote 97.5 on day 2',
      'bar 97.5',
      'quote 99 on day 3',
      'bar 99',
    ])
  })

  it('reach the algos that need them', async () => {
    const strategy = strategyOf({ onStart: (trader) => void trader.execute(patient(parent)) })
    const { fills } = await backtest({ bars, strategy, cash: 100_000, algos: [patient] })
    expect(fills.map(({ time, price }) => [(time - monday) / day, price.toNumber()])).toEqual([[2, 99]])
  })
})
