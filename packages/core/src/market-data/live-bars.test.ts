import { describe, expect, it } from 'vitest'
import type { Timeframe } from '../model/time.ts'
import type { SubscribeOptions } from './market-data.ts'
import {
  barsFrom,
  createStage,
  day,
  infy,
  minute,
  open,
  quoteOf,
  type Stage,
  second,
  settled,
} from './stage.fixture.ts'

const neverSilent = { stream: { silentAfterMs: 0 } }
const alone = { exchanges: [] }
const prices = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i)
const history = barsFrom(open, prices(10, 20))

const tick = ({ clock }: Stage, last: number) => ({ type: 'quote', quote: quoteOf(infy, clock.now(), last) }) as const
const trade = ({ clock }: Stage, price: number, quantity = 1, ahead = 0) =>
  ({ type: 'trade', trade: { instrument: infy, time: clock.now() + ahead, price, quantity } }) as const

function listen(stage: Stage, timeframes: readonly Timeframe[], options: Partial<SubscribeOptions> = {}) {
  const told: string[] = []
  const wanted = { instruments: [infy], timeframes, types: ['bar'], ...options } as const
  const subscription = stage.data.subscribe(wanted, (update) => {
    if (update.type !== 'bar') return
    const { bar, origin, isPartial } = update
    told.push(`${(bar.time - open) / minute}: ${bar.high} ${bar.volume} ${origin}${isPartial ? ' partial' : ''}`)
  })
  return { told, subscription, opens: () => told.map((line) => Number(line.split(':')[0])) }
}

describe('bars of a source that reports bars', () => {
  it('are made of these alone, and not of its trades as well', async () => {
    const stage = createStage({ at: open - second, options: neverSilent, supports: { streamsBars: ['1m'] } })
    const { told, subscription } = listen(stage, ['5m'])
    await subscription.ready
    await stage.pass(second)
    for (const bar of barsFrom(open, [1, 2, 3, 4, 5])) {
      stage.first.push(trade(stage, 999, 10))
      await stage.pass(minute, minute)
      stage.first.push({ type: 'bar', bar })
    }
    expect(told).toEqual(['0: 5 50 stream'])
  })

  it('are made of ticks once another source takes over that reports none', async () => {
    const stage = createStage({
      at: open - second,
      options: neverSilent,
      supports: { streamsBars: ['1m'] },
      otherSupports: {},
    })
    const { opens, subscription } = listen(stage, ['1m'])
    await subscription.ready
    await stage.pass(61 * second)
    stage.first.push({ type: 'bar', bar: [...history][0]! })
    stage.first.push({ type: 'lost', cause: 'cut' })
    await stage.pass(4 * second)
    for (let i = 0; i < 20; i++) {
      stage.second.push(tick(stage, 100 + i))
      await stage.pass(10 * second)
    }
    expect(opens()).toEqual([0, 1, 2, 3])
  })

  it('miss none, however often the line goes and comes while history is slow', async () => {
    const stage = createStage({
      at: open - second,
      options: neverSilent,
      supports: { streamsBars: ['1m'] },
      otherSupports: alone,
      bars: [history],
    })
    const { opens, subscription } = listen(stage, ['1m'])
    await subscription.ready
    stage.first.fail({ kind: 'slow', delayMs: 15 * second }, 'bars')
    await stage.pass(second + 1)
    for (const [i, bar] of [...history].slice(0, 10).entries()) {
      if (i === 2) stage.first.push({ type: 'lost', cause: 'cut' })
      if (i === 4)
        for (const report of [{ type: 'restored' }, { type: 'lost', cause: 'cut' }, { type: 'restored' }] as const) {
          stage.first.push(report)
          await settled()
        }
      await stage.pass(minute)
      if (i < 2 || i > 4) stage.first.push({ type: 'bar', bar })
    }
    await stage.pass(30 * second)
    expect(opens()).toEqual(prices(0, 10))
  })

  it('that comes again, or late, is told once', async () => {
    const stage = createStage({ at: open + 5 * minute, options: neverSilent, supports: { streamsBars: ['1m'] } })
    const { opens, subscription } = listen(stage, [])
    await subscription.ready
    for (const i of [0, 1, 1, 0, 2]) stage.first.push({ type: 'bar', bar: [...history][i]! })
    expect(opens()).toEqual([0, 1, 2])
  })
})

describe('bars that were missed', () => {
  it('while a line seemed to stand are told when it is given up', async () => {
    const options = { stream: { silentAfterMs: 5 * minute } }
    const stage = createStage({ at: open - second, options, bars: [history] })
    const { opens, subscription } = listen(stage, ['1m'])
    await subscription.ready
    await stage.pass(2 * second)
    stage.first.push(tick(stage, 1))
    await stage.pass(310 * second)
    for (let i = 0; i < 14; i++) {
      stage.second.push(tick(stage, 2))
      await stage.pass(10 * second)
    }
    expect(opens()).toEqual([0, 1, 2, 3, 4, 5, 6])
  })

  it('are asked for again where history does not have the last of them yet', async () => {
    const stage = createStage({
      at: open - second,
      options: neverSilent,
      otherSupports: alone,
      bars: [barsFrom(open, prices(10, 2))],
    })
    const { opens, subscription } = listen(stage, ['1m'])
    await subscription.ready
    await stage.pass(10 * second)
    stage.first.push(tick(stage, 1))
    stage.first.push({ type: 'lost', cause: 'cut' })
    await stage.pass(173 * second)
    stage.first.push({ type: 'restored' })
    await stage.pass(2 * second)
    stage.first.setBars(barsFrom(open, prices(10, 3)))
    for (let i = 0; i < 14; i++) {
      stage.first.push(tick(stage, 2))
      await stage.pass(10 * second)
    }
    expect(opens()).toEqual([0, 1, 2, 3, 4])
  })

  it('make no whole bar after them partial', async () => {
    const stage = createStage({ at: open + 30 * second, options: neverSilent })
    const { told, subscription } = listen(stage, ['1m'])
    await subscription.ready
    for (const each of [stage.first, stage.second]) each.fail({ kind: 'unreachable' })
    await stage.pass(minute)
    for (let i = 0; i < 8; i++) {
      stage.first.push(tick(stage, 2))
      await stage.pass(10 * second)
    }
    expect(told).toEqual(['1: 2 0 stream'])
  })

  it('hold nothing up for longer than half a minute', async () => {
    const stage = createStage({ at: open + 30 * second, options: neverSilent })
    const { told, subscription } = listen(stage, ['1m'])
    await subscription.ready
    for (const each of [stage.first, stage.second]) each.fail({ kind: 'stalled' }, 'bars')
    stage.first.push(tick(stage, 2))
    await stage.pass(100 * second)
    expect(told).toEqual(['0: 2 0 stream partial'])
  })
})

describe('what makes no bar', () => {
  it('is a quote of another day', async () => {
    const stage = createStage({ options: neverSilent })
    const { told, subscription } = listen(stage, ['1m'])
    await subscription.ready
    for (let i = 0; i < 10; i++) {
      stage.first.push({ type: 'quote', quote: quoteOf(infy, stage.clock.now() - 3 * day, 7 + i) })
      await stage.pass(30 * second)
    }
    expect(told).toEqual([])
  })

  it.each(['trade', 'depth', 'quote'] as const)('is a %s of the future, and hides nothing after it', async (type) => {
    const stage = createStage({ options: neverSilent })
    const { subscription } = listen(stage, ['1m'])
    const heard: string[] = []
    stage.data.subscribe({ instruments: [infy] }, (update) => void heard.push(update.type))
    await subscription.ready
    const time = stage.clock.now() + 1000 * day
    if (type === 'trade') stage.first.push(trade(stage, 5, 1, 1000 * day))
    if (type === 'depth') stage.first.push({ type, depth: { instrument: infy, time, bids: [], asks: [] } })
    if (type === 'quote') stage.first.push({ type, quote: { ...quoteOf(infy, open, 5), delayedBySec: Number.NaN } })
    stage.first.push({ type: 'lost', cause: 'cut' })
    stage.first.push({ type: 'restored' })
    stage.first.push(tick(stage, 8))
    expect(heard).toEqual(['lost', 'restored', 'quote'])
  })
})

describe('a subscriber', () => {
  it('that asks for another timeframe while it is told has no trade counted twice', async () => {
    const stage = createStage({ at: open - second, options: neverSilent })
    const volumes: number[] = []
    const { ready } = stage.data.subscribe({ instruments: [infy], timeframes: ['1m'], types: ['bar'] }, (update) => {
      if (update.type === 'bar') volumes.push(update.bar.volume)
      if (volumes.length === 1) stage.data.subscribe({ instruments: [infy], timeframes: ['5m'] }, () => {})
    })
    await ready
    // The second trade closes the bar of the first.
    for (const seconds of [60, 1, 60]) {
      await stage.pass(seconds * second, 500)
      stage.first.push(trade(stage, 5, 10))
    }
    await stage.pass(minute)
    expect(volumes).toEqual([10, 10])
  })

  it('that asks for what is no timeframe is refused, and hears nothing later', async () => {
    const stage = createStage()
    const heard: string[] = []
    const wanted = { instruments: [infy], timeframes: ['7x' as Timeframe] } as const
    expect(() => stage.data.subscribe(wanted, ({ type }) => void heard.push(type))).toThrow(/7x/)
    await stage.data.subscribe({ instruments: [infy] }, () => {}).ready
    stage.first.push(tick(stage, 1))
    expect(heard).toEqual([])
  })

  it('that is slow hears no price as fresh after its line was lost', async () => {
    const stage = createStage()
    const heard: string[] = []
    const { promise, resolve } = Promise.withResolvers<void>()
    const { ready } = stage.data.subscribe({ instruments: [infy] }, (update) => {
      heard.push(update.type === 'quote' && update.stale ? 'stale' : update.type)
      return promise
    })
    await ready
    stage.first.push(tick(stage, 1))
    stage.first.push(tick(stage, 2))
    stage.first.push({ type: 'lost', cause: 'cut' })
    resolve()
    await settled()
    expect(heard).toEqual(['quote', 'lost', 'stale'])
  })
})
