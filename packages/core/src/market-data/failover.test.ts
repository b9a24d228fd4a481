import { describe, expect, it } from 'vitest'
import type { ProviderFault } from '../testing/provider-fault.ts'
import type { ProviderSwitch } from './route.ts'
import { asked, createStage, infy, minute, quoteOf, second } from './stage.fixture.ts'

const faults: readonly (readonly [string, ProviderFault, number])[] = [
  ['dies', { kind: 'unreachable' }, 0],
  ['stalls', { kind: 'stalled' }, 3 * second],
  ['stalls and does not listen', { kind: 'stalled', ignoresAbort: true }, 3 * second],
  ['slows down to 5 s', { kind: 'slow', delayMs: 5 * second }, 3 * second],
  ['sends garbage', { kind: 'garbage', as: 'nan' }, 0],
  ['sends other instruments', { kind: 'garbage', as: 'wrong-instrument' }, 0],
  ['sends yesterday', { kind: 'yesterday' }, 0],
  ['refuses more requests', { kind: 'rate-limited', retryAfterMs: minute }, 0],
  ['refuses the credentials', { kind: 'unauthenticated' }, 0],
]

describe.each(faults)('a first provider that %s', (_, fault, boundMs) => {
  it(`costs one answer at most ${boundMs} ms, and is not asked again for half a minute`, async () => {
    const { data, first, second: other, clock, pass } = createStage()
    const switches: ProviderSwitch[] = []
    data.on('provider.switched', (change) => switches.push(change))
    await data.fetchQuote(infy)
    await pass(10 * second)
    first.fail(fault)
    const began = clock.now()
    let took = Number.NaN
    for (const each of [first, other]) each.setQuote(quoteOf(infy, began, 1521))
    const answer = data.fetchQuote(infy).then((quote) => {
      took = clock.now() - began
      return quote
    })
    await pass(4 * second)
    expect(await answer).toMatchObject({ source: 'second', stale: false, attempts: [{ source: 'first' }, {}] })
    expect(took).toBe(boundMs)
    expect(switches).toMatchObject([{ ask: 'quotes', from: 'first', to: 'second' }])
    const before = asked(first, 'quotes')
    for (let i = 0; i < 25; i++) {
      other.setQuote(quoteOf(infy, clock.now(), 1530 + i))
      expect(await data.fetchQuote(infy, { allowStale: false })).toMatchObject({ source: 'second', stale: false })
      await pass(second)
    }
    expect(asked(first, 'quotes')).toBe(before)
    expect(switches).toHaveLength(1)
  })

  it('is tried out beside the other, ever more seldom, and serves again after three good answers', async () => {
    const { data, first, second: other, clock, pass } = createStage()
    const switches: string[] = []
    data.on('provider.switched', ({ from, to }) => switches.push(`${from} to ${to}`))
    first.fail(fault)
    /** Somebody wants to know every second. */
    const askFor = async (ms: number): Promise<Set<string>> => {
      const sources = new Set<string>()
      for (const end = clock.now() + ms; clock.now() < end; ) {
        for (const each of [first, other]) each.setQuote(quoteOf(infy, clock.now(), 1520))
        const answer = data.fetchQuote(infy, { allowStale: false })
        await pass(second)
        void answer.then(({ source }) => sources.add(source))
      }
      return sources
    }
    await askFor(10 * second)
    const before = asked(first, 'quotes')
    expect(await askFor(20 * minute)).toEqual(new Set(['second']))
    // Half a minute, one, two, four, eight.
    const tries = asked(first, 'quotes') - before
    expect(tries).toBeGreaterThanOrEqual(4)
    expect(tries).toBeLessThanOrEqual(6)
    expect(switches).toEqual(['first to second'])
    first.recover()
    expect(await askFor(11 * minute)).toEqual(new Set(['first', 'second']))
    expect(switches).toEqual(['first to second', 'second to first'])
    expect(await askFor(10 * second)).toEqual(new Set(['first']))
  })
})

describe('a provider without another one', () => {
  it('is asked again and again, until it fails too often, and then twice a minute', async () => {
    const { data: both, first, clock, pass } = createStage()
    const { createMarketData } = await import('./market-data.ts')
    const data = createMarketData({ providers: [first] })
    expect(both).toBeDefined()
    first.fail({ kind: 'unreachable' })
    for (let i = 0; i < 60; i++) {
      await expect(data.fetchQuote(infy)).rejects.toMatchObject({ code: 'unavailable' })
      await pass(second)
    }
    expect(asked(first, 'quotes')).toBe(6)
    first.recover()
    first.setQuote(quoteOf(infy, clock.now(), 1520))
    await pass(minute)
    expect((await data.fetchQuote(infy)).source).toBe('first')
  })
})

describe('when nobody can serve', () => {
  it('those that others serve in place of are asked, too, before it is said', async () => {
    const { data, first, second: other, pass } = createStage()
    first.fail({ kind: 'unreachable' })
    await data.fetchQuote(infy)
    await pass(10 * second)
    first.recover()
    other.fail({ kind: 'unreachable' })
    expect(await data.fetchQuote(infy)).toMatchObject({
      source: 'first',
      attempts: [
        { source: 'first', outcome: 'skipped', reason: 'another one serves in its place' },
        { source: 'second', outcome: 'failed' },
        { source: 'first', outcome: 'served' },
      ],
    })
  })

  it('a thousand callers cost each provider one request', async () => {
    const { data, first, second: other } = createStage()
    for (const each of [first, other]) each.fail({ kind: 'unreachable' })
    const failures = await Promise.allSettled([...Array(1000)].map(() => data.fetchQuote(infy)))
    expect(failures.every(({ status }) => status === 'rejected')).toBe(true)
    expect([asked(first, 'quotes'), asked(other, 'quotes')]).toEqual([1, 1])
  })

  it('all of it ends by the deadline', async () => {
    const {
      data,
      first,
      second: other,
      clock,
      pass,
    } = createStage({
      options: { quotes: { attemptTimeoutMs: 8 * second, deadlineMs: 10 * second } },
    })
    for (const each of [first, other]) each.fail({ kind: 'stalled' })
    const began = clock.now()
    let took = 0
    const answer = data.fetchQuote(infy).catch((error: unknown) => {
      took = clock.now() - began
      return error
    })
    await pass(20 * second)
    expect(await answer).toMatchObject({ code: 'unavailable' })
    expect(took).toBe(10 * second)
  })
})
