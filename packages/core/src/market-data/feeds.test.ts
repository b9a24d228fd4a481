import { describe, expect, it } from 'vitest'
import { ShagunError } from '../errors.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Environment } from '../ports/environment.ts'
import { createEnvironment } from '../ports/environment-system.ts'
import { createFakeProvider } from '../testing/fake-provider.ts'
import { createMarketData, type SubscribeOptions } from './market-data.ts'
import {
  asked,
  barsFrom,
  calendars,
  createStage,
  hour,
  infy,
  minute,
  open,
  quoteOf,
  type Stage,
  second,
  tcs,
} from './stage.fixture.ts'
import type { MarketUpdate } from './updates.ts'

const neverSilent = { stream: { silentAfterMs: 0 } }

const tick = ({ clock }: Stage, last: number, instrument: InstrumentId = infy) =>
  ({ type: 'quote', quote: quoteOf(instrument, clock.now(), last) }) as const

function listen(stage: Stage, options: Partial<SubscribeOptions> = {}) {
  const updates: MarketUpdate[] = []
  const subscription = stage.data.subscribe({ instruments: [infy], ...options }, (update) => void updates.push(update))
  return { updates, subscription, types: () => updates.map(({ type }) => type) }
}

describe('a subscription that is under way', () => {
  it('does not bring back a line that was given up meanwhile', async () => {
    const stage = createStage({ options: neverSilent })
    await listen(stage).subscription.ready
    stage.first.fail({ kind: 'slow', delayMs: 5 * second }, 'subscribe')
    const { types } = listen(stage, { instruments: [tcs] })
    stage.first.push({ type: 'lost', cause: 'cut' })
    await stage.pass(10 * second)
    stage.second.push(tick(stage, 7, tcs))
    expect(types()).toEqual(['lost', 'switched', 'quote'])
    expect(stage.first.subscriptions).toEqual([])
  })

  it('and was ended meanwhile does not take the place of the one that came after it', async () => {
    const stage = createStage({ options: neverSilent })
    stage.first.fail({ kind: 'slow', delayMs: 5 * second }, 'subscribe')
    listen(stage).subscription.end()
    stage.first.recover()
    const { subscription, types } = listen(stage)
    await subscription.ready
    await stage.pass(10 * second)
    stage.first.push(tick(stage, 7))
    expect(types()).toEqual(['quote'])
    expect(stage.first.subscriptions).toEqual([[infy]])
  })

  it('is waited for by all who want the same, and made once', async () => {
    const stage = createStage({
      supports: { exchanges: ['NSE'] },
      otherSupports: { exchanges: ['NYSE'] },
      options: neverSilent,
    })
    for (const each of [stage.first, stage.second]) each.fail({ kind: 'slow', delayMs: 5 * second }, 'subscribe')
    const ready: number[] = []
    for (const [i, instruments] of [[infy, 'NYSE:IBM'] as const, ['NYSE:IBM'] as const].entries())
      void listen(stage, { instruments }).subscription.ready.then(() => ready.push(i))
    await stage.pass(4 * second)
    expect(ready).toEqual([])
    await stage.pass(2 * second)
    expect(ready).toHaveLength(2)
    expect([stage.first.subscriptions, stage.second.subscriptions]).toEqual([[[infy]], [['NYSE:IBM']]])
  })

  it('that nobody takes says of each who refused, and why', async () => {
    const stage = createStage()
    for (const each of [stage.first, stage.second]) each.fail({ kind: 'unreachable' }, 'subscribe')
    await expect(listen(stage).subscription.ready).rejects.toMatchObject({
      details: {
        attempts: [
          { source: 'first', outcome: 'failed', code: 'unreachable' },
          { source: 'second', outcome: 'failed', code: 'unreachable' },
        ],
      },
    })
  })
})

describe('an instrument that one provider does not know', () => {
  it('is streamed by the next one, which says nothing against the first', async () => {
    const stage = createStage({ options: neverSilent })
    const { subscribe } = stage.first
    stage.first.subscribe = async (names, report) => {
      if (!names.includes(tcs)) return subscribe(names, report)
      throw new ShagunError('not-found', 'first knows no NSE:TCS.', { details: { source: 'first', name: tcs } })
    }
    await listen(stage, { instruments: [tcs] }).subscription.ready
    await listen(stage).subscription.ready
    await stage.pass(5 * minute)
    expect([stage.first.subscriptions, stage.second.subscriptions]).toEqual([[[infy]], [[tcs]]])
    expect(stage.data.getHealth()).toMatchObject([{ held: [] }, { held: [] }])
  })

  it('keeps out none of those that it was asked for together with', async () => {
    const stage = createStage({ options: neverSilent })
    const { subscribe } = stage.first
    stage.first.subscribe = async (names, report) => {
      if (names.includes(tcs))
        throw new ShagunError('not-found', 'No TCS.', { details: { source: 'first', name: tcs } })
      return subscribe(names, report)
    }
    const others = ['NSE:A', 'NSE:B', infy, 'NSE:C', 'NSE:D'] as const
    await listen(stage, { instruments: [...others.slice(0, 2), tcs, ...others.slice(2)] }).subscription.ready
    expect([stage.first.subscriptions.flat().sort(), stage.second.subscriptions]).toEqual([[...others].sort(), [[tcs]]])
  })

  it('and tells so after it has taken it is streamed by the next one', async () => {
    const stage = createStage({ options: neverSilent })
    const { subscription, updates } = listen(stage, { instruments: [infy, tcs] })
    await subscription.ready
    stage.first.push({ type: 'unknown', instrument: tcs })
    await stage.pass(second)
    expect([stage.first.subscriptions, stage.second.subscriptions]).toEqual([[[infy, tcs]], [[tcs]]])
    stage.first.push(tick(stage, 1, tcs))
    stage.second.push(tick(stage, 2, tcs))
    stage.first.push(tick(stage, 3))
    expect(updates).toMatchObject([
      { source: 'second', quote: { instrument: tcs } },
      { source: 'first', quote: { instrument: infy } },
    ])
    expect(stage.log.join()).toContain('first knows no NSE:TCS')
  })

  it('and that stands in for two venues is told to both who listen', async () => {
    const stage = createStage()
    const bse = createFakeProvider(
      { id: 'bse', supports: { exchanges: ['BSE'], substitutes: { NSE: 'BSE' } } },
      stage.environment,
    )
    const data = createMarketData({ providers: [bse] })
    const heard: string[] = []
    const { ready } = data.subscribe({ instruments: [infy, 'BSE:INFY'] }, (update) => {
      if (update.type === 'quote') heard.push(update.quote.instrument)
    })
    await ready
    bse.push(tick(stage, 1, 'BSE:INFY'))
    expect(heard).toEqual([infy, 'BSE:INFY'])
  })
})

describe('what is left behind', () => {
  /** Counts the timers that wait. */
  function counted(environment: Environment): { readonly environment: Environment; readonly waiting: Set<object> } {
    const waiting = new Set<object>()
    const { clock, log, timers } = environment
    const after: typeof timers.after = (ms, run) => {
      const timer = {}
      waiting.add(timer)
      const cancel = timers.after(ms, () => {
        waiting.delete(timer)
        run()
      })
      return () => {
        waiting.delete(timer)
        cancel()
      }
    }
    return { environment: createEnvironment({ clock, log, timers: { after } }), waiting }
  }

  it.each(['lost', 'restored', 'switched'] as const)('is nothing, by who ends when it hears of %s', async (news) => {
    const stage = createStage()
    const { environment, waiting } = counted(stage.environment)
    const [first, other] = ['first', 'second'].map((id) => createFakeProvider({ id }, environment))
    const data = createMarketData({ providers: [first!, other!], calendars })
    const subscription = data.subscribe({ instruments: [infy] }, ({ type }) => {
      if (type === news) subscription.end()
    })
    await subscription.ready
    first!.push({ type: 'lost', cause: 'cut' })
    if (news === 'restored') first!.push({ type: 'restored' })
    await stage.pass(5 * second)
    expect(waiting.size).toBe(0)
    expect([first!.subscriptions, other!.subscriptions]).toEqual([[], []])
  })

  it('is no trial, once nobody listens', async () => {
    const stage = createStage({ options: neverSilent })
    const { subscription } = listen(stage)
    await subscription.ready
    stage.first.push({ type: 'lost', cause: 'cut' })
    await stage.pass(45 * second)
    expect(stage.first.subscriptions).toEqual([[infy]])
    subscription.end()
    expect(stage.first.subscriptions).toEqual([])
    // Whoever comes then finds the trial begun anew.
    const again = listen(stage)
    await again.subscription.ready
    await stage.pass(10 * second)
    expect([stage.first.subscriptions, stage.second.subscriptions]).toEqual([[[infy]], [[infy]]])
  })
})

describe('a provider that is held', () => {
  it('is tried out at once when the one that streams in its place is lost, too', async () => {
    const stage = createStage({ options: { failback: { holdMs: 10 * minute } } })
    const { subscription, updates } = listen(stage)
    await subscription.ready
    const began = stage.clock.now()
    stage.first.push({ type: 'lost', cause: 'cut' })
    await stage.pass(5 * second)
    stage.second.push({ type: 'lost', cause: 'cut' })
    stage.second.fail({ kind: 'unreachable' })
    await stage.pass(5 * second)
    for (let i = 0; i < 4; i++) stage.first.push(tick(stage, 3 + i))
    const gap = { from: began + 5 * second, to: began + 10 * second }
    expect(updates.slice(-2)).toMatchObject([
      { type: 'switched', to: 'first', gap },
      { type: 'quote', source: 'first' },
    ])
  })

  it('takes over as well what others took on while it was tried out', async () => {
    const stage = createStage({ options: neverSilent })
    const { subscription } = listen(stage)
    await subscription.ready
    stage.first.push({ type: 'lost', cause: 'cut' })
    await stage.pass(45 * second)
    const { updates } = listen(stage, { instruments: [tcs] })
    await stage.pass(second)
    expect(stage.second.subscriptions).toEqual([[infy], [tcs]])
    for (let i = 0; i < 3; i++) stage.first.push(tick(stage, i + 1))
    await stage.pass(second)
    expect(updates).toMatchObject([{ type: 'switched', from: 'second', to: 'first' }])
    expect([stage.first.subscriptions, stage.second.subscriptions]).toEqual([[[infy], [tcs]], []])
  })
})

describe('a line that says nothing', () => {
  it('is made anew ever more seldom, because what it streams may be traded as seldom', async () => {
    const { clock, environment, pass } = createStage()
    const only = createFakeProvider({ id: 'only' }, environment)
    const data = createMarketData({ providers: [only], calendars })
    await data.subscribe({ instruments: [infy] }, () => {}).ready
    const began = clock.now()
    await pass(20 * minute)
    const made = (): number[] =>
      only.requests.map(({ time, kind }) => (kind === 'subscribe' ? (time - began) / second : Number.NaN))
    expect(made()).toEqual([0, 30, 90, 210, 450, 750, 1050])
    // One that has spoken, and falls silent, is as suspect as the first.
    const spoke = clock.now()
    for (let i = 0; i < 6; i++) {
      only.push({ type: 'quote', quote: quoteOf(infy, clock.now(), i + 1) })
      await pass(minute)
    }
    await pass(minute * 6)
    expect(made().filter((at) => at * second + began > spoke).length).toBeGreaterThan(1)
  })
})

describe('a loss of all providers', () => {
  it('ends with a switch, told with the whole gap', async () => {
    const stage = createStage()
    const { subscription, updates } = listen(stage)
    const switches: string[] = []
    stage.data.on('provider.switched', ({ from, to }) => void switches.push(`${from} to ${to}`))
    await subscription.ready
    for (const each of [stage.first, stage.second]) each.fail({ kind: 'unreachable' })
    const began = stage.clock.now()
    stage.first.push({ type: 'lost', cause: 'cut' })
    await stage.pass(minute)
    stage.second.recover()
    await stage.pass(25 * second)
    expect(switches).toEqual(['first to second'])
    expect(updates.at(-1)).toMatchObject({ type: 'switched', from: 'first', to: 'second', gap: { from: began } })
  })
})

describe('a provider that is polled', () => {
  const names = Array.from({ length: 20 }, (_, i) => `NSE:X${i}` as const)

  function polledStage(instruments: readonly InstrumentId[] = [infy]) {
    const stage = createStage()
    const polled = createFakeProvider(
      {
        id: 'polled',
        supports: { pollEveryMs: 10_000, timeframes: ['1m'] },
        without: ['subscribe'],
        quotes: instruments.map((instrument) => quoteOf(instrument, open, 1)),
        bars: [barsFrom(open, [1])],
      },
      stage.environment,
    )
    return { ...stage, polled, data: createMarketData({ providers: [polled], calendars }) }
  }

  it('is asked at its pace for all subscriptions at once, however many come and go', async () => {
    const { polled, data, pass } = polledStage(names)
    for (let round = 0; round < 6; round++) {
      const all = names.map((name) => data.subscribe({ instruments: [name] }, () => {}))
      await Promise.all(all.map(({ ready }) => ready))
      await pass(5 * second)
      for (const { end } of all) end()
    }
    expect(polled.requests.map(({ time }) => (time - open - hour) / second)).toEqual([0, 10, 20, 30])
    await pass(minute)
    expect(polled.requests).toHaveLength(4)
  })

  it('and has no quote of an instrument says so to who asks for it, and serves the others', async () => {
    const { polled, data, pass } = polledStage(names)
    const heard: string[] = []
    const wanted = { instruments: ['NSE:NOSUCH', names[0]!] as const }
    const { ready } = data.subscribe(wanted, (update) => {
      if (update.type === 'quote') heard.push(update.quote.instrument)
    })
    await expect(ready).rejects.toMatchObject({
      message: expect.stringContaining('NSE:NOSUCH'),
      details: { attempts: [{ source: 'polled', code: 'not-found' }] },
    })
    expect(heard).toEqual([names[0]])
    await pass(10 * minute)
    expect(polled.requests.length).toBeLessThanOrEqual(62)
  })

  it('is left alone for as long as it asks to be, whoever of us was told', async () => {
    const { polled, data, pass } = polledStage()
    await data.subscribe({ instruments: [infy] }, () => {}).ready
    polled.fail({ kind: 'rate-limited', retryAfterMs: 2 * minute })
    const query = { instrument: infy, timeframe: '1m', from: open, to: open + hour } as const
    await expect(data.fetchBars(query)).rejects.toMatchObject({ code: 'unavailable' })
    await pass(115 * second)
    expect(polled.requests.map(({ kind }) => kind)).toEqual(['quotes', 'bars'])
    await pass(minute)
    expect(asked(polled as never, 'quotes')).toBeGreaterThan(1)
  })
})
