import { setImmediate } from 'node:timers/promises'
import { isShagunError, memory, type Storage } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { type BacktestOptions, backtest } from './backtest.ts'
import { day, flat, hour, monday, silent, strategyOf } from './testing/history.ts'

const market = { instrument: 'X:A', side: 'buy', quantity: 1, type: 'market' } as const
const bars = flat(3, 100)

function run(strategy: BacktestOptions['strategy'], rest: Partial<BacktestOptions> = {}) {
  return backtest({ bars, strategy, cash: 100_000, log: silent, ...rest })
}

async function failureOf(work: Promise<unknown>) {
  return work.then(
    () => expect.unreachable('it ended well'),
    (error: unknown) => (isShagunError(error) ? error : expect.unreachable(String(error))),
  )
}

describe('a strategy that throws ends the run, with the time and what was thrown', () => {
  const cause = new Error('out of ideas')
  const fail = (): never => {
    throw cause
  }
  const failLater = async (): Promise<never> => {
    await setImmediate()
    throw cause
  }

  it.each([
    ['on its start', strategyOf({ onStart: fail }), 0],
    ['on its start, later', strategyOf({ onStart: failLater }), 0],
    ['on a bar', strategyOf({ onBar: (bar) => void (bar.time === monday + day && fail()) }), 2],
    [
      'on a bar, later',
      strategyOf({ onBar: async (bar) => void (bar.time === monday + day && (await failLater())) }),
      2,
    ],
    ['on the last bar', strategyOf({ onBar: (bar) => void (bar.time === monday + 2 * day && fail()) }), 3],
    [
      'on the last bar, later',
      strategyOf({ onBar: async (bar) => void (bar.time === monday + 2 * day && (await failLater())) }),
      3,
    ],
    [
      'on an order',
      strategyOf({
        onBar: (_, trader) => void trader.place(market),
        onOrder: ({ type }) => void (type === 'order.filled' && fail()),
      }),
      1,
    ],
    ['on a timer', strategyOf({ onStart: ({ environment }) => void environment.timers.after(day, fail) }), 1],
    [
      'on a timer, later',
      strategyOf({
        onStart: ({ environment, place }) =>
          void environment.timers.after(day, async () => {
            await place(market)
            fail()
          }),
      }),
      1,
    ],
  ] as const)('%s', async (_, strategy, days) => {
    const error = await failureOf(run(strategy))
    const time = monday + days * day
    expect(error).toMatchObject({ code: 'strategy-failed', details: { strategy: 'test', time } })
    expect(error.cause).toBe(cause)
    expect(error.message).toBe(`The strategy test threw at ${new Date(time).toISOString()}: out of ideas`)
  })

  it('and what was thrown need not be an error', async () => {
    const strategy = strategyOf({
      onBar() {
        throw 'out of ideas'
      },
    })
    const error = await failureOf(run(strategy))
    expect(error.message).toMatch(/: out of ideas$/)
    expect(error.cause).toBe('out of ideas')
  })

  it('and is called no more', async () => {
    let calls = 0
    const strategy = strategyOf({
      onBar() {
        calls++
        throw cause
      },
    })
    await failureOf(run(strategy))
    expect(calls).toBe(1)
  })

  it('and leaves the journal closed, with what happened until then', async () => {
    const storage = memory()
    const strategy = strategyOf({
      async onBar(_, trader) {
        await trader.place(market)
        throw cause
      },
    })
    await failureOf(run(strategy, { storage }))
    const journal = await storage.openJournal('backtest')
    const types = []
    for await (const { type } of journal.read()) types.push(type)
    expect(types.slice(-2)).toEqual(['order.submitted', 'order.accepted'])
  })
})

describe('a request that can never be right', () => {
  it('fails the strategy that awaits it, and only that call of one that catches it', async () => {
    const off = { ...market, type: 'limit', limitPrice: '99.999' } as const
    const awaiting = strategyOf({ onBar: async (_, trader) => void (await trader.place(off)) })
    const error = await failureOf(run(awaiting))
    expect(error.code).toBe('strategy-failed')
    expect(error.cause).toMatchObject({ code: 'invalid-order' })
    const catching = strategyOf({ onBar: (_, trader) => trader.place(off).then(undefined, () => {}) })
    expect((await run(catching)).orders).toEqual([])
  })
})

describe('a storage that fails', () => {
  it('ends the run with account-halted', async () => {
    const storage = memory()
    let appends = 0
    const full: Storage = {
      ...storage,
      async openJournal(account) {
        const journal = await storage.openJournal(account)
        return {
          ...journal,
          append(entries) {
            if (++appends > 5) throw new Error('The disk is full.')
            return journal.append(entries)
          },
        }
      },
    }
    const strategy = strategyOf({ onBar: async (_, trader) => void (await trader.place(market)) })
    const error = await failureOf(run(strategy, { storage: full }))
    expect(error).toMatchObject({ code: 'account-halted', details: { account: 'backtest' } })
    expect(error.message).toContain('The disk is full.')
  })
})

describe('a model that gives no number', () => {
  it('ends the run with invalid-options', async () => {
    const strategy = strategyOf({ onBar: (_, trader) => void trader.place(market) })
    const error = await failureOf(run(strategy, { fees: () => Number.NaN }))
    expect(error).toMatchObject({ code: 'invalid-options', details: { option: 'fees' } })
  })
})

describe('options that have no meaning', () => {
  it.each([
    ['cash', { cash: -1 }],
    ['bars', { bars: [] }],
    ['bars', { bars: flat(0, 100) }],
    ['bars', { bars: [bars, flat(0, 100, { instrument: 'X:B' })] }],
    ['bars', { bars: [bars, bars] }],
    ['warmUpBars', { strategy: strategyOf({ watch: [{ instrument: 'X:A', timeframe: '1d', warmUpBars: 3 }] }) }],
  ] as const)('are refused: %s', async (option, rest) => {
    const error = await failureOf(run(strategyOf(), rest))
    expect(error).toMatchObject({ code: 'invalid-options', details: { option } })
  })

  it('are refused: a watch that no bars are given for', async () => {
    const error = await failureOf(run(strategyOf({ watch: [{ instrument: 'X:A', timeframe: '1h' }] })))
    expect(error).toMatchObject({
      code: 'unsupported',
      details: { feature: '1h bars of X:A', by: '1d bars of X:A' },
    })
  })
})

describe('an abort', () => {
  it('before the beginning runs nothing', async () => {
    let calls = 0
    const strategy = strategyOf({ onStart: () => void calls++, onBar: () => void calls++ })
    const reason = new Error('not today')
    await expect(run(strategy, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(calls).toBe(0)
  })

  it('from within ends the run at once, with its reason', async () => {
    const controller = new AbortController()
    const reason = new Error('seen enough')
    const seen: number[] = []
    const strategy = strategyOf({
      onBar({ time }) {
        seen.push(time)
        if (time === monday + day) controller.abort(reason)
      },
    })
    await expect(run(strategy, { bars: flat(100, 100), signal: controller.signal })).rejects.toBe(reason)
    expect(seen).toEqual([monday, monday + day])
  })

  it('while the strategy starts ends the run before the first bar', async () => {
    const controller = new AbortController()
    const reason = new Error('too long')
    let calls = 0
    const strategy = strategyOf({ onStart: () => controller.abort(reason), onBar: () => void calls++ })
    await expect(run(strategy, { signal: controller.signal })).rejects.toBe(reason)
    expect(calls).toBe(0)
  })

  it('counts, and not what a strategy throws because of it', async () => {
    const controller = new AbortController()
    const reason = new Error('seen enough')
    const strategy = strategyOf({
      onBar() {
        controller.abort(reason)
        throw new Error('aborted')
      },
    })
    await expect(run(strategy, { signal: controller.signal })).rejects.toBe(reason)
  })

  it('from outside reaches a strategy that never waits', async () => {
    const controller = new AbortController()
    let calls = 0
    const strategy = strategyOf({
      watch: [{ instrument: 'X:A', timeframe: '1m' }],
      onBar: () => void calls++,
    })
    const long = flat(200_000, 100, { timeframe: '1m', from: monday - hour })
    const running = run(strategy, { bars: long, signal: controller.signal })
    await setImmediate()
    controller.abort()
    await expect(running).rejects.toMatchObject({ name: 'AbortError' })
    expect(calls).toBeLessThan(200_000)
  })

  it('is listened to no more when the run has ended', async () => {
    const controller = new AbortController()
    const { signal } = controller
    let listening = 0
    signal.addEventListener = () => void listening++
    signal.removeEventListener = () => void listening--
    await run(strategyOf(), { signal })
    expect(listening).toBe(0)
  })
})
