import { createEnvironment, simulatedClock } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLimits, type KiteOrderLimits } from './limits.ts'
import { limitOrder, started } from './stage.fixture.ts'

/** When orders went that all asked at once, in milliseconds, in so long a time. */
async function goneWithin(ms: number, orderLimits: KiteOrderLimits, count: number): Promise<readonly number[]> {
  const clock = simulatedClock(0)
  const { orders, placing } = createLimits({ apiKey: 'key', orderLimits }, createEnvironment({ clock, timers: clock }))
  const gone: number[] = []
  for (let i = 0; i < count; i++)
    void placing
      .take()
      .then(() => orders.take())
      .then(() => gone.push(clock.now()))
  for (; clock.now() < ms; clock.advanceTo(clock.now() + 10)) await new Promise(setImmediate)
  return gone
}

describe('the limits of orders', () => {
  it('hold in any second, whenever it begins, and leave a fifth of it unused, or one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 40 }), async (perSecond) => {
        const gone = await goneWithin(3_000, { perSecond }, 400)
        const within = gone.map((from) => gone.filter((time) => time >= from && time < from + 1_000).length)
        expect(Math.max(...within)).toBeLessThanOrEqual(perSecond)
        expect(gone.length / 3).toBeGreaterThanOrEqual(Math.min(0.8 * perSecond, perSecond - 1))
      }),
      { numRuns: 20 },
    )
  })

  it('are those of everybody where nothing else was agreed: ten a second, 400 a minute, a tenth of it for ways out', async () => {
    const gone = await goneWithin(59_000, {}, 600)
    expect(gone.filter((time) => time < 1_000).length).toBeLessThanOrEqual(10)
    expect(gone).toHaveLength(360)
    expect(await goneWithin(59_000, { perMinute: 200 }, 600)).toHaveLength(180)
    expect(await goneWithin(59_000, { perDay: 100 }, 600)).toHaveLength(90)
  })

  it.each([{ perSecond: 1 }, { perSecond: 2.5 }, { perMinute: 0 }, { perDay: Number.POSITIVE_INFINITY }])(
    'are refused where they mean nothing or have no end: %o',
    (orderLimits) => {
      const [name] = Object.keys(orderLimits)
      const option = `orderLimits.${name}`
      const make = (): unknown => createLimits({ apiKey: 'key', orderLimits }, createEnvironment({}))
      expect(make).toThrow(
        expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
      )
    },
  )

  it('let a strategy that is registered for more place more, without a refusal of Kite', async () => {
    const perSecond = 40
    const { trader, fake, clock, during } = await started(
      { limits: { ordersPerSecond: perSecond, ordersPerMinute: 10_000 } },
      { orderLimits: { perSecond, perMinute: 10_000 } },
    )
    const begin = clock.now()
    const placed = await during(Promise.all(Array.from({ length: 64 }, () => trader.place(limitOrder))))
    expect(placed.map(({ outcome }) => outcome)).toEqual(placed.map(() => 'accepted'))
    expect(fake.requests.filter(({ status }) => status === 429)).toEqual([])
    // Ten a second would take six.
    expect(clock.now() - begin).toBeLessThan(2_500)
  })
})
