import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Environment } from '../ports/environment.ts'
import { type SimulatedClock, simulatedClock } from '../ports/environment-simulated.ts'
import { createEnvironment } from '../ports/environment-system.ts'
import type { RateLimit } from './rate-limit.ts'
import { createRateLimiter, type LimitStore, type RateLimiter, type SavedCounts } from './rate-limiter.ts'
import { createStage, settle } from './stage.fixture.ts'

const start = Date.UTC(2026, 10, 23, 4)

describe('a token bucket', () => {
  it('lets a burst go at once and the rest one by one', async () => {
    const { limiter, clock, run } = stage([{ burst: 3, perSecond: 2 }])
    const went = takeMany(limiter, clock, 6)
    await run(10_000)
    expect(went.map((time) => time - start)).toEqual([0, 0, 0, 500, 1_000, 1_500])
  })

  it('never lets more than burst + perSecond go in any second, whoever asks when', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.nat(900), { maxLength: 40 }),
        async (burst, perSecond, pauses) => {
          const { limiter, clock, run } = stage([{ burst, perSecond }])
          const went: number[] = []
          for (const pause of pauses) {
            void limiter.take().then(() => went.push(clock.now()))
            await run(pause)
          }
          await run(60_000)
          expect(went).toHaveLength(pauses.length)
          for (const time of went)
            expect(went.filter((other) => other >= time && other < time + 1_000).length).toBeLessThanOrEqual(
              burst + perSecond,
            )
        },
      ),
      { numRuns: 40 },
    )
  })

  it('fills up to its burst and no further, and gives and takes nothing for a clock that is put back', () => {
    let now = start
    const limiter = createRateLimiter(
      { name: 'x', limits: [{ burst: 2, perSecond: 1 }] },
      createEnvironment({ clock: { now: () => now } }),
    )
    now += 3_600_000
    expect([limiter.tryTake(), limiter.tryTake(), limiter.tryTake()]).toEqual([true, true, false])
    now -= 1_800_000
    expect(limiter.tryTake()).toBe(false)
    // Half an hour in which nobody could cancel would be a high price for a wrong clock.
    expect(limiter.peek().waitMs).toBe(1_000)
    now += 999
    expect(limiter.tryTake()).toBe(false)
    now += 1
    expect([limiter.tryTake(), limiter.tryTake()]).toEqual([true, false])
  })
})

describe('a window of the calendar', () => {
  it('counts seconds as the calendar does, not from the first request', () => {
    const { limiter, clock } = stage([{ count: 2, per: 'second' }])
    clock.advanceTo(start + 900)
    expect([limiter.tryTake(), limiter.tryTake(), limiter.tryTake()]).toEqual([true, true, false])
    expect(limiter.peek()).toEqual({ waitMs: 100, available: 0 })
    clock.advanceTo(start + 1_000)
    expect(limiter.peek()).toEqual({ waitMs: 0, available: 2 })
  })

  it.each([
    ['minute', 'UTC', '2026-11-23T04:00:30Z', '2026-11-23T04:01:00Z'],
    ['hour', 'Asia/Kolkata', '2026-11-23T04:00:00Z', '2026-11-23T04:30:00Z'],
    ['day', 'Asia/Kolkata', '2026-11-23T04:00:00Z', '2026-11-23T18:30:00Z'],
    ['day', 'America/New_York', '2026-03-08T06:00:00Z', '2026-03-09T04:00:00Z'],
    ['day', 'America/New_York', '2026-11-01T05:00:00Z', '2026-11-02T05:00:00Z'],
    ['hour', 'America/New_York', '2026-11-01T05:30:00Z', '2026-11-01T07:00:00Z'],
    ['day', 'America/Santiago', '2026-09-05T12:00:00Z', '2026-09-06T04:00:00Z'],
  ] as const)('of a %s in %s ends, from %s on, at %s', (per, timeZone, from, to) => {
    const clock = simulatedClock(Date.parse(from))
    const limiter = createRateLimiter(
      { name: 'x', limits: [{ count: 1, per, timeZone }] },
      createEnvironment({ clock }),
    )
    limiter.tryTake()
    expect(new Date(clock.now() + limiter.peek().waitMs).toISOString()).toBe(new Date(to).toISOString())
    clock.advanceTo(Date.parse(to) - 1)
    expect(limiter.tryTake()).toBe(false)
    clock.advanceTo(Date.parse(to))
    expect(limiter.tryTake()).toBe(true)
  })

  it('does not begin anew where the clock is put back', () => {
    let now = start
    const limiter = createRateLimiter(
      { name: 'x', limits: [{ count: 1, per: 'day' }] },
      createEnvironment({ clock: { now: () => now } }),
    )
    expect(limiter.tryTake()).toBe(true)
    now -= 86_400_000
    expect(limiter.tryTake()).toBe(false)
  })
})

describe('createRateLimiter', () => {
  it('holds every limit at once, and takes from all or from none', async () => {
    const { limiter, clock, run } = stage([
      { burst: 2, perSecond: 2 },
      { count: 3, per: 'minute' },
    ])
    const went = takeMany(limiter, clock, 4)
    await run(59_999)
    expect(went.map((time) => time - start)).toEqual([0, 0, 500])
    expect(limiter.tryTake()).toBe(false)
    await run(1)
    expect(went.map((time) => time - start)).toEqual([0, 0, 500, 60_000])
  })

  it('counts together who is given the same one', () => {
    const { limiter } = stage([{ count: 5, per: 'second' }])
    const [orders, books] = [limiter, limiter]
    for (let i = 0; i < 5; i++) expect((i % 2 === 0 ? orders : books).tryTake()).toBe(true)
    expect([orders.tryTake(), books.tryTake()]).toEqual([false, false])
  })

  it('serves first come, first served, and lets nobody take in front of who waits', async () => {
    const { limiter, run } = stage([{ burst: 1, perSecond: 1 }])
    const went: number[] = []
    for (let i = 0; i < 5; i++) void limiter.take({ cost: 1 }).then(() => went.push(i))
    await run(2_500)
    expect(went).toEqual([0, 1, 2])
    expect(limiter.tryTake()).toBe(false)
    await run(5_000)
    expect(went).toEqual([0, 1, 2, 3, 4])
  })

  it('lets urgent requests go first, and use what is kept for them', async () => {
    const { limiter, run } = stage([{ count: 5, per: 'minute', reserve: 2 }])
    expect([1, 2, 3, 4].map(() => limiter.tryTake())).toEqual([true, true, true, false])
    const went: string[] = []
    void limiter.take().then(() => went.push('order'))
    expect(limiter.tryTake({ urgent: true })).toBe(true)
    expect(limiter.tryTake({ urgent: true })).toBe(true)
    expect(limiter.tryTake({ urgent: true })).toBe(false)
    void limiter.take({ urgent: true }).then(() => went.push('cancel'))
    await run(60_000)
    expect(went).toEqual(['cancel', 'order'])
  })

  it('lets a large request wait for its turn, and small ones not past it', async () => {
    const { limiter, clock, run } = stage([{ burst: 10, perSecond: 10 }])
    const went: [string, number][] = []
    void limiter.take({ cost: 8 }).then(() => went.push(['first', clock.now() - start]))
    void limiter.take({ cost: 10 }).then(() => went.push(['large', clock.now() - start]))
    void limiter.take({ cost: 1 }).then(() => went.push(['small', clock.now() - start]))
    await run(5_000)
    expect(went).toEqual([
      ['first', 0],
      ['large', 800],
      ['small', 900],
    ])
  })

  it('lets go who gives up, and the next one pass', async () => {
    const { limiter, run } = stage([{ burst: 5, perSecond: 1 }])
    limiter.tryTake({ cost: 5 })
    const stop = new AbortController()
    const large = limiter.take({ cost: 5, signal: stop.signal })
    const went: string[] = []
    void limiter.take().then(() => went.push('small'))
    await run(2_000)
    const reason = new Error('enough')
    stop.abort(reason)
    await expect(large).rejects.toBe(reason)
    await run(0)
    expect(went).toEqual(['small'])
    await expect(limiter.take({ signal: stop.signal })).rejects.toBe(reason)
  })

  it('refuses at once who would have to wait too long, and says how long', async () => {
    const { limiter } = stage([{ count: 1, per: 'day', timeZone: 'Asia/Kolkata' }])
    await limiter.take({ maxWaitMs: 0 })
    await expect(limiter.take({ maxWaitMs: 1_000 })).rejects.toMatchObject({
      code: 'rate-limited',
      retryable: true,
      details: { source: 'test', retryAfterMs: 52_200_000, sent: 'no' },
    })
    expect(limiter.peek()).toEqual({ waitMs: 52_200_000, available: 0 })
  })

  it('leaves no timer behind when nobody waits', async () => {
    const world = createStage({})
    const limiter = createRateLimiter({ name: 'test', limits: [{ burst: 1, perSecond: 1 }] }, world.environment)
    takeMany(limiter, world.clock, 3)
    await world.run(0)
    expect(world.waiting).toBe(1)
    await world.run(10_000)
    expect(world.waiting).toBe(0)
  })

  it.each([
    ['limits', []],
    ['limits', [{ burst: Number.POSITIVE_INFINITY, perSecond: 1 }]],
    ['limits', [{ count: Number.NaN, per: 'day' }]],
    ['limits', [{ count: 0, per: 'day' }]],
    ['perSecond', [{ burst: 1, perSecond: Number.POSITIVE_INFINITY }]],
    ['perSecond', [{ burst: 1, perSecond: 0 }]],
    ['reserve', [{ count: 5, per: 'day', reserve: 5 }]],
    ['reserve', [{ burst: 5, perSecond: 1, reserve: -1 }]],
    ['timeZone', [{ count: 5, per: 'day', timeZone: 'Asia/Bombai' }]],
  ] as const)('refuses %s of %j: nobody may ask without an end, or never', (option, limits) => {
    expect(() => stage(limits)).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })

  it('refuses a request that could never go', async () => {
    const { limiter } = stage([{ count: 5, per: 'day', reserve: 2 }])
    for (const cost of [0, -1, Number.NaN, 4]) {
      expect(() => limiter.tryTake({ cost })).toThrow(expect.objectContaining({ code: 'invalid-options' }))
      await expect(limiter.take({ cost })).rejects.toMatchObject({ code: 'invalid-options' })
    }
    expect(limiter.tryTake({ cost: 4, urgent: true })).toBe(true)
  })
})

describe('the store of a rate limiter', () => {
  const limits: readonly RateLimit[] = [
    { burst: 100, perSecond: 100 },
    { count: 25, per: 'day', timeZone: 'America/New_York' },
  ]

  it('brings the budget of a day over a restart, and not into the next day', async () => {
    const store = memoryStore()
    const first = stage(limits, { store })
    for (let i = 0; i < 20; i++) await first.limiter.take()
    expect(store.saved).toEqual({ 'day America/New_York': { window: '2026-11-22', used: 20 } })
    const second = stage(limits, { store })
    await second.run(0)
    expect(second.limiter.peek()).toEqual({ waitMs: 0, available: 5 })
    await second.run(3_600_000)
    expect(second.limiter.peek()).toEqual({ waitMs: 0, available: 25 })
  })

  it('has written down what goes out before it goes out', async () => {
    const writing = Promise.withResolvers<void>()
    const { limiter, run } = stage(limits, { store: { load: () => undefined, save: () => writing.promise } })
    let went = false
    void limiter.take().then(() => (went = true))
    await run(0)
    expect(went).toBe(false)
    writing.resolve()
    await run(0)
    expect(went).toBe(true)
  })

  it('is written one at a time, and once for all who come meanwhile', async () => {
    let writes = 0
    const store: LimitStore = {
      load: () => undefined,
      save: async () => {
        writes++
        await settle()
      },
    }
    const { limiter } = stage(limits, { store })
    await Promise.all(Array.from({ length: 20 }, () => limiter.take()))
    expect(writes).toBeLessThanOrEqual(3)
  })

  it('lets nobody pass before it has answered, nor when it fails; the next request asks it again', async () => {
    let broken = true
    const store: LimitStore = {
      load: async () => {
        if (broken) throw new Error('no disk')
        return { 'day America/New_York': { window: '2026-11-22', used: 24 } }
      },
      save: () => {},
    }
    const { limiter } = stage(limits, { store })
    expect(limiter.tryTake()).toBe(false)
    await expect(limiter.take()).rejects.toMatchObject({ code: 'storage-failed', retryable: true })
    broken = false
    await limiter.take()
    expect(limiter.tryTake()).toBe(false)
  })

  it('is not believed where it holds no counts', async () => {
    const saved = { 'day America/New_York': { window: '2026-11-22', used: Number.NaN } }
    const { limiter } = stage(limits, { store: memoryStore(saved) })
    await expect(limiter.take()).rejects.toMatchObject({ code: 'storage-failed' })
  })

  it('that cannot write stops nobody, and says so', async () => {
    const warnings: string[] = []
    const store: LimitStore = { load: () => undefined, save: () => Promise.reject(new Error('full')) }
    const log = { debug() {}, error() {}, warn: (message: string) => warnings.push(message) }
    const { limiter } = stage(limits, { store, environment: { log } })
    await limiter.take()
    expect(warnings).toEqual(['test could not save what the day has used; a restart now would count too little.'])
  })

  it('of a clock that was put back counts the later day as this one', async () => {
    const saved = { 'day America/New_York': { window: '2026-11-23', used: 25 } }
    const { limiter, run } = stage(limits, { store: memoryStore(saved) })
    await run(0)
    expect(limiter.tryTake()).toBe(false)
  })
})

function stage(
  limits: readonly RateLimit[],
  { store, environment = {} }: { readonly store?: LimitStore; readonly environment?: Partial<Environment> } = {},
) {
  const world = createStage({})
  const limiter = createRateLimiter(
    { name: 'test', limits, ...(store && { store }) },
    { ...world.environment, ...environment },
  )
  return { ...world, limiter }
}

function takeMany(limiter: RateLimiter, clock: SimulatedClock, count: number): readonly number[] {
  const went: number[] = []
  for (let i = 0; i < count; i++) void limiter.take().then(() => went.push(clock.now()))
  return went
}

function memoryStore(saved?: SavedCounts): LimitStore & { readonly saved: SavedCounts | undefined } {
  return {
    load: () => saved,
    save: (_, counts) => void (saved = counts),
    get saved() {
      return saved
    },
  }
}
