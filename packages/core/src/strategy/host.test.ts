import { mock } from '@shagun/broker-mock'
import { describe, expect, it } from 'vitest'
import { type Bar, type Bars, createBars } from '../model/bars.ts'
import type { OrderEvent } from '../model/events.ts'
import type { ClientOrderId, InstrumentId } from '../model/ids.ts'
import { createInstrument } from '../model/instrument.ts'
import type { Label } from '../model/label.ts'
import type { Quote } from '../model/quote.ts'
import type { Supports } from '../model/supports.ts'
import type { Timeframe } from '../model/time.ts'
import { defineDataProvider, type MarketReport } from '../ports/data-provider.ts'
import { seededRandom, simulatedClock } from '../ports/environment-simulated.ts'
import { createEnvironment } from '../ports/environment-system.ts'
import type { Strategy } from '../ports/strategy.ts'
import type { Trader } from '../ports/trader.ts'
import { createTrader } from '../trader/create-trader.ts'
import { createStrategyHost, type StrategyHost } from './host.ts'

const label: Label = {
  source: 'x',
  asOf: 0,
  receivedAt: 0,
  delayedBySec: 0,
  adjustment: 'none',
  stale: false,
  attempts: [],
}

const minute = 60_000

const barAt = (index: number, instrument: InstrumentId = 'NSE:INFY', timeframe: Timeframe = '1m'): Bar => {
  const close = 100 + index
  return {
    instrument,
    timeframe,
    time: index * minute,
    open: close,
    high: close + 1,
    low: close - 1,
    close,
    volume: 10,
  }
}
const quoteOf = (instrument: InstrumentId, last: number): Quote => ({ instrument, time: 0, last })
const accepted = (id: string): OrderEvent => ({
  type: 'order.accepted',
  time: 0,
  clientOrderId: id as ClientOrderId,
  brokerOrderIds: [],
  complete: true,
})

/** `count` bars a minute apart from `from` on. */
const history = (from: number, count: number, instrument: InstrumentId = 'NSE:INFY'): Bars =>
  createBars(
    instrument,
    '1m',
    Array.from({ length: count }, (_, i) => barAt(from + i)),
  )

/** A strategy that notes what it was told, as text. */
function listener(name: string, watch: Strategy['watch'], heard: string[]): Strategy {
  return {
    name,
    watch,
    onStart: () => void heard.push(`${name} starts`),
    onBar: (bar) => void heard.push(`${name} ${bar.instrument} ${bar.timeframe} ${bar.time / minute}`),
    onQuote: (quote) => void heard.push(`${name} ${quote.instrument} ${quote.last}`),
    onOrder: (event) => void heard.push(`${name} ${event.type}`),
  }
}

const noHistory = async (instrument: InstrumentId, timeframe: Timeframe) => createBars(instrument, timeframe, [])

function hostOf(
  strategies: readonly Strategy[],
  failures: unknown[] = [],
  faceOf = (strategy: Strategy) => ({ account: strategy.name }) as Trader,
): StrategyHost {
  return createStrategyHost({
    strategies,
    faceOf,
    failed: (strategy, cause) => failures.push([strategy, cause]),
    now: () => Date.UTC(2026, 0, 1),
  })
}

describe('the strategy host', () => {
  it('lists what is watched, each instrument once', () => {
    const host = hostOf([
      listener('a', [{ instrument: 'NSE:INFY' }, { instrument: 'NSE:INFY', timeframe: '1m' }], []),
      listener('b', [{ instrument: 'NSE:TCS', timeframe: '1d' }, { instrument: 'NSE:INFY' }], []),
    ])
    expect(host.watched).toEqual(['NSE:INFY', 'NSE:TCS'])
  })

  it('brings bars only to who watches that instrument in that timeframe', async () => {
    const heard: string[] = []
    const host = hostOf([
      listener('minutes', [{ instrument: 'NSE:INFY', timeframe: '1m' }], heard),
      listener('hours', [{ instrument: 'NSE:INFY', timeframe: '1h' }], heard),
      listener('quotes', [{ instrument: 'NSE:INFY' }], heard),
      listener('other', [{ instrument: 'NSE:TCS', timeframe: '1m' }], heard),
    ])
    await host.start(noHistory)
    heard.length = 0
    host.onBar(barAt(1))
    host.onBar(barAt(2, 'NSE:INFY', '1h'))
    host.onBar(barAt(3, 'NSE:SBIN'))
    expect(heard).toEqual(['minutes NSE:INFY 1m 1', 'hours NSE:INFY 1h 2'])
  })

  it('brings quotes to everybody who watches the instrument, once each', async () => {
    const heard: string[] = []
    const host = hostOf([
      listener('both', [{ instrument: 'NSE:INFY' }, { instrument: 'NSE:INFY', timeframe: '1m' }], heard),
      listener('bars', [{ instrument: 'NSE:INFY', timeframe: '1h' }], heard),
      listener('other', [{ instrument: 'NSE:TCS' }], heard),
    ])
    await host.start(noHistory)
    heard.length = 0
    host.onQuote(quoteOf('NSE:INFY', 1520), label)
    host.onQuote(quoteOf('NSE:SBIN', 800), label)
    expect(heard).toEqual(['both NSE:INFY 1520', 'bars NSE:INFY 1520'])
  })

  it('brings a bar once to who watches the same series twice', async () => {
    const heard: string[] = []
    const twice = { instrument: 'NSE:INFY', timeframe: '1m' } as const
    const host = hostOf([listener('a', [twice, { ...twice, warmUpBars: 2 }], heard)])
    await host.start(noHistory)
    heard.length = 0
    host.onBar(barAt(1))
    expect(heard).toEqual(['a NSE:INFY 1m 1'])
  })

  it('brings order events only to the strategy whose order it is', async () => {
    const heard: string[] = []
    const watch = [{ instrument: 'NSE:INFY' }] as const
    const host = hostOf([listener('a', watch, heard), listener('b', watch, heard)])
    await host.start(noHistory)
    heard.length = 0
    host.onOrder(accepted('order1'), 'b')
    host.onOrder(accepted('order2'), 'nobody')
    expect(heard).toEqual(['b order.accepted'])
  })

  it('hands each strategy the trader that is its own, and calls what it does not hear nothing', async () => {
    const faces: string[] = []
    const watch = [{ instrument: 'NSE:INFY', timeframe: '1m' }] as const
    const note = (_: unknown, trader: Trader) => void faces.push(trader.account)
    const host = hostOf([
      { name: 'a', watch, onStart: (trader) => void faces.push(trader.account), onBar: note, onQuote: note },
      { name: 'b', watch, onOrder: note },
    ])
    await host.start(noHistory)
    host.onBar(barAt(1))
    host.onQuote(quoteOf('NSE:INFY', 1), label)
    host.onOrder(accepted('order1'), 'a')
    host.onOrder(accepted('order1'), 'b')
    expect(faces).toEqual(['a', 'a', 'a', 'b'])
  })

  it('ignores a bar that it has seen, and one from before', async () => {
    const heard: string[] = []
    const host = hostOf([listener('a', [{ instrument: 'NSE:INFY', timeframe: '1m' }], heard)])
    await host.start(noHistory)
    heard.length = 0
    for (const index of [3, 3, 2, 4]) host.onBar(barAt(index))
    expect(heard).toEqual(['a NSE:INFY 1m 3', 'a NSE:INFY 1m 4'])
    expect([...host.getBars('NSE:INFY', '1m').time]).toEqual([3 * minute, 4 * minute])
  })

  it('holds the bar already when the strategy is told of it, and none after it', async () => {
    const held: number[] = []
    const host = hostOf([
      {
        name: 'a',
        watch: [{ instrument: 'NSE:INFY', timeframe: '1m' }],
        onBar: (bar) => void held.push(host.getBars('NSE:INFY', '1m').time.at(-1)! - bar.time),
      },
    ])
    await host.start(noHistory)
    for (let index = 0; index < 5; index++) host.onBar(barAt(index))
    expect(held).toEqual([0, 0, 0, 0, 0])
  })

  it('has no bars of what nobody watches', async () => {
    const host = hostOf([listener('a', [{ instrument: 'NSE:INFY', timeframe: '1m' }], [])])
    await host.start(noHistory)
    host.onBar(barAt(0, 'NSE:TCS'))
    const bars = host.getBars('NSE:TCS', '1m')
    expect([bars.instrument, bars.timeframe, bars.length]).toEqual(['NSE:TCS', '1m', 0])
    expect(host.getBars('NSE:INFY', '1h').length).toBe(0)
  })

  it('warms each series up once, as far as who wants the most, before anybody starts', async () => {
    const asked: string[] = []
    const seen: number[] = []
    const series = { instrument: 'NSE:INFY', timeframe: '1m' } as const
    const strategy = (name: string, warmUpBars: number): Strategy => ({
      name,
      watch: [{ ...series, warmUpBars }, { instrument: 'NSE:TCS' }, { instrument: 'NSE:SBIN', timeframe: '1d' }],
      onStart: () => void seen.push(host.getBars('NSE:INFY', '1m').length),
    })
    const host = hostOf([strategy('a', 2), strategy('b', 5)])
    await host.start(async (instrument, timeframe, count) => {
      asked.push(`${instrument} ${timeframe} ${count}`)
      return history(0, count)
    })
    expect(asked).toEqual(['NSE:INFY 1m 5'])
    expect(seen).toEqual([5, 5])
  })

  it('does not tell again what the warm-up brought', async () => {
    const heard: string[] = []
    const host = hostOf([listener('a', [{ instrument: 'NSE:INFY', timeframe: '1m', warmUpBars: 3 }], heard)])
    await host.start(async () => history(0, 3))
    heard.length = 0
    for (let index = 0; index < 5; index++) host.onBar(barAt(index))
    expect(heard).toEqual(['a NSE:INFY 1m 3', 'a NSE:INFY 1m 4'])
    expect(host.getBars('NSE:INFY', '1m').length).toBe(5)
  })

  it('stops a strategy that throws, and goes on with the others', async () => {
    const heard: string[] = []
    const failures: unknown[] = []
    const watch = [{ instrument: 'NSE:INFY', timeframe: '1m' }] as const
    const cause = new Error('division by zero')
    const broken: Strategy = {
      ...listener('broken', watch, heard),
      onBar() {
        throw cause
      },
    }
    const host = hostOf([broken, listener('sound', watch, heard)], failures)
    await host.start(noHistory)
    heard.length = 0
    host.onBar(barAt(1))
    host.onBar(barAt(2))
    host.onQuote(quoteOf('NSE:INFY', 1), label)
    host.onOrder(accepted('order1'), 'broken')
    expect(failures).toEqual([['broken', cause]])
    expect(heard).toEqual(['sound NSE:INFY 1m 1', 'sound NSE:INFY 1m 2', 'sound NSE:INFY 1'])
  })

  it('stops a strategy whose promise is rejected, too', async () => {
    const failures: unknown[] = []
    let calls = 0
    const host = hostOf(
      [
        {
          name: 'broken',
          watch: [{ instrument: 'NSE:INFY', timeframe: '1m' }],
          async onBar() {
            calls++
            throw new Error('no route')
          },
        },
      ],
      failures,
    )
    await host.start(noHistory)
    host.onBar(barAt(1))
    host.onBar(barAt(2))
    await host.idle()
    host.onBar(barAt(3))
    expect(calls).toBe(1)
    expect(failures).toHaveLength(1)
  })

  it('does not start where a strategy cannot, and names it', async () => {
    const cause = new Error('no model file')
    const host = hostOf([
      {
        name: 'broken',
        watch: [],
        async onStart() {
          throw cause
        },
      },
    ])
    await expect(host.start(noHistory)).rejects.toThrow(
      expect.objectContaining({
        code: 'strategy-failed',
        message: 'The strategy broken threw at 2026-01-01T00:00:00.000Z: no model file',
        details: { strategy: 'broken', time: Date.UTC(2026, 0, 1) },
        cause,
      }),
    )
  })

  it('tells a strategy nothing before it has started', async () => {
    const heard: string[] = []
    const gate = Promise.withResolvers<void>()
    const host = hostOf([
      {
        ...listener('a', [{ instrument: 'NSE:INFY', timeframe: '1m' }], heard),
        onStart: () => gate.promise,
      },
    ])
    const started = host.start(noHistory)
    host.onBar(barAt(0))
    gate.resolve()
    await started
    host.onBar(barAt(1))
    expect(heard).toEqual(['a NSE:INFY 1m 1'])
  })

  it('tells nothing after it was stopped, and begins anew when it is started again', async () => {
    const heard: string[] = []
    const host = hostOf([listener('a', [{ instrument: 'NSE:INFY', timeframe: '1m' }], heard)])
    await host.start(noHistory)
    host.onBar(barAt(5))
    host.stop()
    host.onBar(barAt(6))
    host.onQuote(quoteOf('NSE:INFY', 1), label)
    await host.start(noHistory)
    expect(host.getBars('NSE:INFY', '1m').length).toBe(0)
    host.onBar(barAt(2))
    expect(heard).toEqual(['a starts', 'a NSE:INFY 1m 5', 'a starts', 'a NSE:INFY 1m 2'])
  })

  it('is idle unless a strategy is at work', async () => {
    const gates = new Map<string, PromiseWithResolvers<void>>()
    const slow = (name: string): Strategy => ({
      name,
      watch: [{ instrument: 'NSE:INFY', timeframe: '1m' }],
      onBar() {
        const gate = Promise.withResolvers<void>()
        gates.set(name, gate)
        return gate.promise
      },
    })
    const host = hostOf([slow('a'), slow('b')])
    await host.start(noHistory)
    expect(host.idle()).toBeUndefined()
    host.onBar(barAt(0))
    expect(host.idle()).toBeDefined()
    gates.get('a')!.resolve()
    await host.idle()
    expect(host.idle()).toBeDefined()
    gates.get('b')!.resolve()
    await host.idle()
    expect(host.idle()).toBeUndefined()
  })
})

/** A trader on a clock that bars move, each met by the market first and then shown. */
function traderWith(strategies: readonly Strategy[], now: number) {
  const clock = simulatedClock(now)
  const log = { debug() {}, warn() {}, error() {} }
  const environment = createEnvironment({ clock, timers: clock, random: seededRandom(1), log })
  const instruments = [createInstrument({ id: 'NSE:INFY', currency: 'USD' })]
  const broker = mock({ cash: 1_000_000, instruments }, environment)
  let report: (report: MarketReport) => void = () => {}
  const feed = defineDataProvider({
    id: 'feed',
    supports: { timeframes: ['1m'], exchanges: ['*'], delayedBySec: 0, adjusted: ['none'] },
    create: (_: object) => ({
      // A careless provider: it also gives the bar that is open now, and those to come.
      fetchBars: async () => history(0, 100),
      async subscribe(_instruments: unknown, listener: typeof report) {
        report = listener
        return () => {}
      },
    }),
  })
  const trader = createTrader<Supports>({ broker, data: [feed({}, environment)], strategies })
  const show = async (bar: Bar): Promise<void> => {
    clock.advanceTo(bar.time)
    broker.openBar(bar)
    clock.advanceTo(bar.time + minute)
    broker.closeBar(bar)
    report({ type: 'bar', bar })
    await trader.idle()
  }
  return { trader, show }
}

/** Buys one at market on its first bar, and notes what becomes of it. */
function buyer(name: string, heard: string[], more: Partial<Strategy> = {}): Strategy {
  let bought = false
  return {
    name,
    watch: [{ instrument: 'NSE:INFY', timeframe: '1m' }],
    async onBar(_, trader) {
      if (bought) return
      bought = true
      await trader.place({ instrument: 'NSE:INFY', side: 'buy', quantity: 1, type: 'market', tag: name })
    },
    onOrder: (event) => void heard.push(`${name} ${event.type}`),
    ...more,
  }
}

describe('strategies of a trader', () => {
  it('see history up to now only, whatever the provider gives', async () => {
    let seen: readonly number[] = []
    const strategy: Strategy = {
      name: 'a',
      watch: [{ instrument: 'NSE:INFY', timeframe: '1m', warmUpBars: 3 }],
      onStart: (trader) => void (seen = [...trader.getBars('NSE:INFY', '1m').time]),
    }
    const { trader } = traderWith([strategy], 10.5 * minute)
    await trader.start()
    await trader.stop()
    expect(seen.map((time) => time / minute)).toEqual([7, 8, 9])
  })

  it('hear of their own orders, and of no others', async () => {
    const heard: string[] = []
    const { trader, show } = traderWith([buyer('a', heard), buyer('b', heard)], 0)
    await trader.start()
    await show(barAt(0))
    await trader.place({ instrument: 'NSE:INFY', side: 'buy', quantity: 1, type: 'market' })
    await show(barAt(1))
    await trader.stop()
    const own = ['order.submitted', 'order.accepted', 'order.filled']
    expect(heard.filter((line) => line.startsWith('a'))).toEqual(own.map((type) => `a ${type}`))
    expect(heard.filter((line) => line.startsWith('b'))).toEqual(own.map((type) => `b ${type}`))
    expect(trader.view.orders.size).toBe(3)
  })

  it('go on when one of them fails, which is told once', async () => {
    const heard: string[] = []
    const failed: unknown[] = []
    const cause = new Error('division by zero')
    const broken = buyer('broken', heard, {
      onOrder() {
        throw cause
      },
    })
    const { trader, show } = traderWith([broken, buyer('sound', heard)], 0)
    trader.on('strategy.failed', ({ strategy, error }) => void failed.push([strategy, error]))
    await trader.start()
    for (let index = 0; index < 3; index++) await show(barAt(index))
    await trader.stop()
    expect(failed).toEqual([['broken', cause]])
    expect(heard).toEqual(['sound order.submitted', 'sound order.accepted', 'sound order.filled'])
  })
})
