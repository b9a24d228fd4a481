import { describe, expect, it } from 'vitest'
import {
  asked,
  barsFrom,
  close,
  createStage,
  day,
  hour,
  infy,
  minute,
  open,
  quoteOf,
  second,
  settled,
  tcs,
} from './stage.fixture.ts'
import type { MarketUpdate } from './updates.ts'

type Stage = ReturnType<typeof createStage>

/** Everything that somebody hears, in words. */
function listen(stage: Stage, options: Partial<Parameters<Stage['data']['subscribe']>[0]> = {}) {
  const heard: string[] = []
  const updates: MarketUpdate[] = []
  const subscription = stage.data.subscribe({ instruments: [infy], ...options }, (update) => {
    updates.push(update)
    heard.push(inWords(update))
  })
  return { heard, updates, subscription }
}

function inWords(update: MarketUpdate): string {
  switch (update.type) {
    case 'quote':
      return `${update.source} ${update.quote.last}${update.stale ? ' stale' : ''}`
    case 'trade':
      return `${update.source} trade ${update.trade.price}`
    case 'depth':
      return `${update.source} depth`
    case 'bar': {
      const { bar, origin, isPartial } = update
      return `${bar.timeframe} ${(bar.time - open) / minute}: ${bar.close}${origin === 'history' ? ' from history' : ''}${isPartial ? ' partial' : ''}`
    }
    case 'lost':
      return `lost ${update.source}: ${update.cause}`
    case 'confirmed':
      return `confirmed ${update.quote.last}${update.stale ? ' stale' : ''}`
    case 'restored':
      return `restored ${update.source} after ${update.gap.to - update.gap.from}`
    case 'switched':
      return `${update.from} to ${update.to} after ${update.gap.to - update.gap.from}`
  }
}

const tick = ({ clock }: Stage, last: number, instrument = infy) =>
  ({ type: 'quote', quote: quoteOf(instrument as typeof infy, clock.now(), last) }) as const

describe('a stream', () => {
  it('is one subscription upstream for all who listen, and ends with the last of them', async () => {
    const stage = createStage()
    const [one, two] = [listen(stage), listen(stage, { instruments: [tcs, infy] })]
    await Promise.all([one.subscription.ready, two.subscription.ready])
    expect(stage.first.subscriptions).toEqual([[infy], [tcs]])
    stage.first.push(tick(stage, 1521))
    stage.first.push(tick(stage, 3000, tcs))
    expect([one.heard, two.heard]).toEqual([['first 1521'], ['first 1521', 'first 3000']])
    one.subscription.end()
    stage.first.push(tick(stage, 1522))
    expect([one.heard.length, two.heard.length]).toEqual([1, 3])
    two.subscription.end()
    two.subscription.end()
    expect(stage.first.subscriptions).toEqual([])
    expect(stage.data.getQuote(infy)).toBeUndefined()
  })

  it('labels what it brings', async () => {
    const stage = createStage({ supports: { delayedBySec: 900 } })
    const { updates, subscription } = listen(stage)
    await subscription.ready
    const now = stage.clock.now()
    stage.first.push({ type: 'quote', quote: { ...quoteOf(infy, now - 5 * minute, 1520), delayedBySec: 300 } })
    stage.first.push({ type: 'trade', trade: { instrument: infy, time: now - 16 * minute, price: 1520, quantity: 5 } })
    const label = { source: 'first', receivedAt: now, adjustment: 'none', stale: false, attempts: [] }
    expect(updates).toMatchObject([
      { ...label, type: 'quote', asOf: now - 5 * minute, delayedBySec: 300 },
      { ...label, type: 'trade', delayedBySec: 900, stale: false },
    ])
    expect(stage.data.getQuote(infy)).toBe(updates[0])
  })

  it('answers requests for quotes while it stands', async () => {
    const stage = createStage()
    await listen(stage).subscription.ready
    stage.first.push(tick(stage, 1555))
    await stage.pass(20 * second)
    expect((await stage.data.fetchQuote(infy)).quote.last).toBe(1555)
    expect(asked(stage.first, 'quotes')).toBe(0)
  })

  it('leaves out what cannot be, and what is older than what was told', async () => {
    const stage = createStage()
    const { heard, subscription } = listen(stage)
    await subscription.ready
    const now = stage.clock.now()
    stage.first.push(tick(stage, 1521))
    for (const last of [0, -1, Number.NaN, Infinity]) stage.first.push(tick(stage, last))
    stage.first.push({ type: 'quote', quote: quoteOf(infy, now - second, 1519) })
    expect(heard).toEqual(['first 1521'])
    expect(stage.log).toHaveLength(4)
  })

  it('refuses what nobody could stream, and leaves what is subscribed to alone', async () => {
    const stage = createStage({ supports: { exchanges: ['NSE'] } })
    const { heard, subscription } = listen(stage)
    await subscription.ready
    expect(() => stage.data.subscribe({ instruments: [infy, 'NYSE:IBM'] }, () => {})).toThrow(/stream of NYSE:IBM/)
    stage.first.push(tick(stage, 1521))
    expect(heard).toEqual(['first 1521'])
  })

  it('one listener that throws harms no other', async () => {
    const stage = createStage()
    stage.data.subscribe({ instruments: [infy] }, () => {
      throw new Error('x')
    })
    const { heard, subscription } = listen(stage)
    await subscription.ready
    stage.first.push(tick(stage, 1))
    stage.first.push(tick(stage, 2))
    expect(heard).toEqual(['first 1', 'first 2'])
  })

  it('is made of requests where a provider has none, at the pace that it can bear', async () => {
    const stage = createStage({ options: { providers: [] } })
    const { createFakeProvider } = await import('../testing/fake-provider.ts')
    const { createMarketData } = await import('./market-data.ts')
    const polled = createFakeProvider(
      { id: 'polled', supports: { pollEveryMs: 10_000 }, without: ['subscribe'], quotes: [quoteOf(infy, open, 1)] },
      stage.environment,
    )
    const data = createMarketData({ providers: [polled] })
    const heard: string[] = []
    const subscription = data.subscribe({ instruments: [infy] }, (update) => void heard.push(inWords(update)))
    await subscription.ready
    for (let i = 0; i < 6; i++) {
      polled.setQuote(quoteOf(infy, stage.clock.now(), 100 + i))
      await stage.pass(5 * second)
    }
    expect(heard).toEqual(['polled 1', 'polled 101', 'polled 103', 'polled 105'])
    expect(polled.requests).toHaveLength(4)
    subscription.end()
    await stage.pass(minute, 10 * second)
    expect(polled.requests).toHaveLength(4)
  })
})

describe('a slow subscriber', () => {
  it('gets the newest quote of each instrument, and how many it did not see', async () => {
    const stage = createStage()
    const heard: string[] = []
    let release = Promise.withResolvers<void>()
    const subscription = stage.data.subscribe({ instruments: [infy, tcs] }, (update) => {
      heard.push(inWords(update))
      return release.promise
    })
    await subscription.ready
    for (let i = 0; i < 10_000; i++) stage.first.push(tick(stage, 1 + i, i % 2 === 0 ? infy : tcs))
    expect(heard).toEqual(['first 1'])
    const before = release
    release = Promise.withResolvers()
    before.resolve()
    await settled()
    release.resolve()
    await settled()
    expect(heard).toEqual(['first 1', 'first 10000', 'first 9999'])
    expect([subscription.conflated, subscription.dropped]).toEqual([9997, 0])
  })

  it('loses its oldest trades beyond its backlog, and is told how many', async () => {
    const stage = createStage()
    const reader = stage.data.stream({ instruments: [infy], backlog: 3 })
    await reader.ready
    for (let price = 1; price <= 10; price++)
      stage.first.push({ type: 'trade', trade: { instrument: infy, time: stage.clock.now(), price, quantity: 1 } })
    const read: string[] = []
    for await (const update of reader) {
      read.push(inWords(update))
      if (read.length === 3) break
    }
    expect(read).toEqual(['first trade 8', 'first trade 9', 'first trade 10'])
    expect(reader.dropped).toBe(7)
    expect(stage.first.subscriptions).toEqual([])
  })

  it.each([0, -1, 1.5, Number.NaN, Infinity])('is refused a backlog of %s', (backlog) => {
    const { data, first } = createStage()
    expect(() => data.subscribe({ instruments: [infy], backlog }, () => {})).toThrow(
      /backlog is .* whole number above 0/,
    )
    expect(() => data.stream({ instruments: [infy], backlog })).toThrow(/backlog is/)
    expect(first.requests).toEqual([])
  })

  it('reads in a loop what comes while it waits, until it ends', async () => {
    const stage = createStage()
    const reader = stage.data.stream({ instruments: [infy] })
    await reader.ready
    const read: string[] = []
    const done = (async () => {
      for await (const update of reader) read.push(inWords(update))
    })()
    await settled()
    stage.first.push(tick(stage, 1))
    stage.first.push(tick(stage, 2))
    stage.first.push(tick(stage, 3))
    await settled()
    reader.end()
    await done
    expect(read).toEqual(['first 1', 'first 3'])
  })
})

describe('a line', () => {
  it('that comes back within 3 s goes on, and says how long it was away', async () => {
    const stage = createStage()
    const { heard, subscription } = listen(stage)
    await subscription.ready
    stage.first.push(tick(stage, 1))
    stage.first.push({ type: 'lost', cause: 'reset' })
    expect(stage.data.getQuote(infy)?.stale).toBe(true)
    await stage.pass(2 * second)
    stage.first.push({ type: 'restored' })
    stage.first.push(tick(stage, 2))
    await stage.pass(20 * second)
    expect(heard).toEqual(['first 1', 'lost first: reset', 'restored first after 2000', 'first 2'])
    expect(stage.data.getQuote(infy)?.stale).toBe(false)
  })

  it('that comes back with the quote that it told last confirms it, once, however old it is', async () => {
    const stage = createStage()
    const { heard, updates, subscription } = listen(stage)
    await subscription.ready
    const repeated = tick(stage, 1)
    stage.first.push(repeated)
    for (let beat = 0; beat < 20; beat++) {
      await stage.pass(20 * second)
      stage.first.push({ type: 'alive' })
    }
    stage.first.push({ type: 'lost', cause: 'reset' })
    stage.first.push({ type: 'restored' })
    expect(stage.data.getQuote(infy)?.stale).toBe(true)
    stage.first.push(repeated)
    stage.first.push(repeated)
    expect(heard).toEqual(['first 1', 'lost first: reset', 'restored first after 0', 'confirmed 1'])
    expect(updates.at(-1)).toMatchObject({ asOf: repeated.quote.time, receivedAt: stage.clock.now(), stale: false })
    expect(stage.data.getQuote(infy)?.stale).toBe(false)
  })

  it('that confirms a quote confirms it to who is slow as well', async () => {
    const stage = createStage()
    const reader = stage.data.stream({ instruments: [infy] })
    await reader.ready
    const repeated = tick(stage, 1)
    stage.first.push(repeated)
    stage.first.push({ type: 'lost', cause: 'reset' })
    stage.first.push({ type: 'restored' })
    stage.first.push(repeated)
    const heard: string[] = []
    for (let i = 0; i < 3; i++) heard.push(inWords((await reader.next()).value))
    expect(heard).toEqual(['lost first: reset', 'restored first after 0', 'first 1'])
    reader.end()
  })

  it('that comes back with another quote of that moment, or an older one, confirms nothing', async () => {
    const stage = createStage()
    const { heard, subscription } = listen(stage)
    await subscription.ready
    const { quote } = tick(stage, 1)
    stage.first.push({ type: 'quote', quote })
    stage.first.push({ type: 'lost', cause: 'reset' })
    stage.first.push({ type: 'restored' })
    stage.first.push({ type: 'quote', quote: { ...quote, last: 2 } })
    stage.first.push({ type: 'quote', quote: { ...quote, time: quote.time - 1 } })
    expect(heard).toHaveLength(3)
    expect(stage.data.getQuote(infy)?.stale).toBe(true)
  })

  it.each<[string, number, (stage: Stage) => Promise<void> | void]>([
    ['is lost', 3, ({ first }) => first.push({ type: 'lost', cause: 'reset' })],
    ['falls silent', 30, () => {}],
    [
      'sends garbage',
      0,
      (stage) => {
        for (let i = 0; i < 5; i++) stage.first.push(tick(stage, Number.NaN))
      },
    ],
    [
      'repeats yesterday',
      30,
      async (stage) => {
        for (let i = 0; i < 40; i++) {
          stage.first.push({ type: 'quote', quote: quoteOf(infy, stage.clock.now() - day, 7 + i) })
          await stage.pass(second)
        }
      },
    ],
  ])('that %s gives way to the next after %i s, openly and without a duplicate', async (_, seconds, fails) => {
    const stage = createStage()
    const { heard, updates, subscription } = listen(stage)
    await subscription.ready
    stage.first.push(tick(stage, 1))
    const began = stage.clock.now()
    const failed = fails(stage)
    await stage.pass(seconds * second + 2)
    await failed
    const change = updates.find((update) => update.type === 'switched')
    expect(change).toMatchObject({ from: 'first', to: 'second', instruments: [infy] })
    expect(change?.gap.to).toBe(began + seconds * second)
    expect(stage.first.subscriptions).toEqual([])
    // What the other one tells of the time before is known.
    stage.second.push({ type: 'quote', quote: quoteOf(infy, began, 1) })
    stage.second.push(tick(stage, 2))
    expect(heard.at(-1)).toBe('second 2')
    expect(heard.filter((line) => line.startsWith('second'))).toHaveLength(1)
    expect(updates.some((update) => update.type === 'quote' && !update.stale && update.quote.last === 7)).toBe(false)
    expect(stage.second.requests).toHaveLength(1)
  })

  it('is never thought silent while the venue is closed', async () => {
    const stage = createStage({ at: close - second })
    const { heard, subscription } = listen(stage)
    await subscription.ready
    await stage.pass(14 * hour, minute)
    expect(heard).toEqual([])
    expect(stage.first.requests).toHaveLength(1)
  })

  it('with signs of life is not silent', async () => {
    const stage = createStage()
    const { heard, subscription } = listen(stage)
    await subscription.ready
    for (let i = 0; i < 20; i++) {
      stage.first.push({ type: 'alive' })
      await stage.pass(10 * second)
    }
    expect(heard).toEqual([])
  })

  it('that is silent, and has no other beside it, is made anew', async () => {
    const stage = createStage({ otherSupports: { exchanges: [] } })
    const { heard, subscription } = listen(stage)
    await subscription.ready
    await stage.pass(31 * second)
    expect(heard).toEqual(['lost first: it has said nothing new for 30 s', 'restored first after 30000'])
    stage.first.push(tick(stage, 1))
    expect(heard.at(-1)).toBe('first 1')
    expect(stage.first.subscriptions).toEqual([[infy]])
  })

  it('that nobody takes is tried again, ever more seldom, while somebody listens', async () => {
    const stage = createStage()
    for (const each of [stage.first, stage.second]) each.fail({ kind: 'unreachable' }, 'subscribe')
    const { heard, subscription } = listen(stage)
    await expect(subscription.ready).rejects.toMatchObject({ code: 'unavailable' })
    await stage.pass(5 * minute, second)
    const tries = asked(stage.first, 'subscribe')
    expect(tries).toBeGreaterThan(5)
    expect(tries).toBeLessThan(25)
    stage.second.recover()
    await stage.pass(minute)
    stage.second.push(tick(stage, 1))
    expect(heard.at(-1)).toBe('second 1')
    subscription.end()
    await stage.pass(5 * minute, 10 * second)
    expect(stage.second.subscriptions).toEqual([])
  })

  it('that hangs while it is taken gives way after 10 s, and what comes of it then is ended', async () => {
    const stage = createStage()
    stage.first.fail({ kind: 'slow', delayMs: 15 * second }, 'subscribe')
    const { heard, subscription } = listen(stage)
    await stage.pass(11 * second)
    await subscription.ready
    stage.second.push(tick(stage, 1))
    await stage.pass(5 * second)
    stage.first.push(tick(stage, 2))
    expect(heard).toEqual(['second 1'])
    expect(stage.first.subscriptions).toEqual([])
  })
})

describe('a provider that comes first', () => {
  it('streams again once it has brought three good reports on trial, and not before half a minute', async () => {
    const stage = createStage()
    const { heard, subscription } = listen(stage)
    await subscription.ready
    stage.first.push({ type: 'lost', cause: 'reset' })
    await stage.pass(4 * second)
    for (let i = 0; i < 60; i++) {
      stage.first.push(tick(stage, 1000 + i))
      stage.second.push(tick(stage, 2000 + i))
      await stage.pass(second)
    }
    const back = heard.findIndex((line) => line.startsWith('second to first'))
    expect(heard.slice(0, 3)).toEqual(['lost first: reset', 'first to second after 3000', 'second 2000'])
    expect(back).toBeGreaterThan(30)
    expect(heard.slice(back + 1).every((line) => line.startsWith('first'))).toBe(true)
    expect(stage.second.subscriptions).toEqual([])
    expect(stage.first.subscriptions).toEqual([[infy]])
    const told = heard.filter((line) => /^(first|second) \d/.test(line)).map((line) => Number(line.slice(-2)))
    expect(told).toEqual([...new Set(told)].sort((a, b) => a - b))
  })

  it('that brings nothing good on trial is tried again later', async () => {
    const stage = createStage()
    const { heard, subscription } = listen(stage)
    await subscription.ready
    stage.first.push({ type: 'lost', cause: 'reset' })
    for (let i = 0; i < 600; i++) {
      stage.second.push(tick(stage, 2000 + i))
      await stage.pass(second)
    }
    expect(heard.some((line) => line.includes('to first'))).toBe(false)
    // The first one, then after half a minute, and twice as long after each that failed.
    expect(asked(stage.first, 'subscribe')).toBeGreaterThanOrEqual(4)
    expect(asked(stage.first, 'subscribe')).toBeLessThanOrEqual(6)
  })
})

describe('bars of a stream', () => {
  const at = open - second
  const options = { stream: { silentAfterMs: 0 } }

  it('are made of its quotes, in every timeframe that somebody wants, and close on time', async () => {
    const stage = createStage({ at, options })
    const { heard, subscription } = listen(stage, { types: ['bar'], timeframes: ['2m', '1m'] })
    await subscription.ready
    await stage.pass(2 * second)
    for (let i = 0; i < 13; i++) {
      stage.first.push(tick(stage, 100 + i))
      await stage.pass(10 * second)
    }
    expect(heard).toEqual(['1m 0: 105', '1m 1: 111', '2m 0: 111'])
    await stage.pass(51 * second)
    expect(heard.at(-1)).toBe('1m 2: 112')
  })

  it('are those that it reports where it does, and longer ones are made of these', async () => {
    const stage = createStage({ at, options, supports: { streamsBars: ['1m'] } })
    const { heard, subscription } = listen(stage, { types: ['bar'], timeframes: ['1m', '5m'] })
    await subscription.ready
    for (const bar of barsFrom(open, [1, 2, 3, 4, 5])) {
      stage.first.push(tick(stage, 999))
      await stage.pass(minute, minute)
      stage.first.push({ type: 'bar', bar })
    }
    expect(heard).toEqual(['1m 0: 1', '1m 1: 2', '1m 2: 3', '1m 3: 4', '1m 4: 5', '5m 0: 5'])
  })

  it('come from history where ticks were missed, whole and in order, and the first of all, too', async () => {
    const stage = createStage({
      at: open + 30 * second,
      options,
      bars: [barsFrom(open, [10, 11, 12, 13, 14, 15])],
    })
    const { heard, subscription } = listen(stage, { types: ['bar', 'lost', 'restored'], timeframes: ['1m'] })
    await subscription.ready
    const ticks = async (last: number, seconds: number) => {
      for (let i = 0; i < seconds; i += 10) {
        stage.first.push(tick(stage, last))
        await stage.pass(10 * second)
      }
    }
    await ticks(900, 60)
    stage.first.push({ type: 'lost', cause: 'reset' })
    stage.first.push({ type: 'restored' })
    await ticks(901, 60)
    expect(heard).toEqual([
      '1m 0: 10 from history',
      'lost first: reset',
      'restored first after 0',
      '1m 1: 11 from history',
    ])
    await ticks(902, 60)
    expect(heard.at(-1)).toBe('1m 2: 902')
  })

  it('that were missed altogether are made up for when the line is back', async () => {
    const stage = createStage({
      at,
      options,
      bars: [barsFrom(open, [10, 11, 12, 13, 14])],
      otherSupports: { exchanges: [] },
    })
    const { heard, subscription } = listen(stage, { types: ['bar'], timeframes: ['1m'] })
    await subscription.ready
    await stage.pass(11 * second)
    stage.first.push(tick(stage, 900))
    stage.first.push({ type: 'lost', cause: 'reset' })
    await stage.pass(3 * minute + 10 * second, 10 * second)
    stage.first.push({ type: 'restored' })
    await settled()
    expect(heard).toEqual(['1m 0: 10 from history', '1m 1: 11 from history', '1m 2: 12 from history'])
    stage.first.push(tick(stage, 903))
    await stage.pass(minute, 10 * second)
    expect(heard.at(-1)).toBe('1m 3: 13 from history')
  })

  it('come from history at once for many instruments, as for one', async () => {
    const instruments = Array.from({ length: 20 }, (_, i) => `NSE:X${i}` as const)
    const stage = createStage({
      at: open + 30 * second,
      options,
      bars: instruments.map((instrument) => barsFrom(open, [10, 11], { instrument })),
    })
    const { heard, subscription } = listen(stage, { instruments, types: ['bar'], timeframes: ['1m'] })
    await subscription.ready
    for (const instrument of instruments)
      stage.first.push({ type: 'quote', quote: quoteOf(instrument, stage.clock.now(), 900) })
    await stage.pass(32 * second)
    expect(heard).toEqual(instruments.map(() => '1m 0: 10 from history'))
  })

  it('are told as partial where nobody can make up for what was missed', async () => {
    const stage = createStage({ at: open + 30 * second, options })
    for (const each of [stage.first, stage.second]) each.fail({ kind: 'unreachable' }, 'bars')
    const { heard, subscription } = listen(stage, { types: ['bar'], timeframes: ['1m'] })
    await subscription.ready
    stage.first.push(tick(stage, 900))
    await stage.pass(40 * second)
    expect(heard).toEqual(['1m 0: 900 partial'])
  })

  it('never mix two sources: the one in which another took over comes from history', async () => {
    const stage = createStage({ at, options, bars: [barsFrom(open, [10, 11, 12])] })
    const { heard, updates, subscription } = listen(stage, { types: ['bar', 'switched'], timeframes: ['1m'] })
    await subscription.ready
    await stage.pass(11 * second)
    stage.first.push(tick(stage, 900))
    stage.first.push({ type: 'lost', cause: 'reset' })
    await stage.pass(4 * second)
    stage.second.push(tick(stage, 950))
    await stage.pass(50 * second)
    stage.second.push(tick(stage, 951))
    await stage.pass(minute)
    expect(heard).toEqual(['first to second after 3000', '1m 0: 10 from history', '1m 1: 951'])
    expect(updates.flatMap((update) => (update.type === 'bar' ? update.source : []))).toEqual(['first', 'second'])
  })
})
