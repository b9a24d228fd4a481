import type { Side, TimeInForce } from '@shagun/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Asked, minute, openSession } from './testing/session.ts'

const price = fc.integer({ min: 90, max: 110 })
const asked: fc.Arbitrary<Asked> = fc
  .record({
    side: fc.constantFrom<Side>('buy', 'sell'),
    quantity: fc.integer({ min: 1, max: 9 }),
    type: fc.constantFrom('market', 'limit', 'stop', 'stop-limit'),
    timeInForce: fc.constantFrom<TimeInForce>('gtc', 'gtc', 'day', 'ioc', 'fok'),
    limitPrice: price,
    stopPrice: price,
  })
  .map(({ type, limitPrice, stopPrice, ...rest }) => {
    const limit = type === 'limit' || type === 'stop-limit' ? { limitPrice } : {}
    const stop = type === 'stop' || type === 'stop-limit' ? { stopPrice } : {}
    return { ...rest, type, ...limit, ...stop } as Asked
  })

/** Orders that are placed before a bar, and the prices of all trades within it. */
const step = fc.record({
  orders: fc.array(asked, { maxLength: 3 }),
  ticks: fc.array(price, { minLength: 1, maxLength: 12 }).map((ticks): readonly number[] => ticks),
})
const claim = 'a bar fills no order better, sooner, or at all where the ticks within it would not have'

it(`${claim}, where prices pass through every price on the way`, () => compare('continuous'))

it(`${claim}, where they may jump, and it is told so`, () => compare('jumps'))

async function compare(insideBars: 'continuous' | 'jumps'): Promise<void> {
  let compared = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (drawn) => {
      const steps =
        insideBars === 'jumps' ? drawn : drawn.map(({ ticks, ...rest }) => ({ ...rest, ticks: walk(ticks) }))
      const [byBars, byTicks] = await Promise.all([play(steps, 'bars'), play(steps, 'ticks')])
      for (const [id, { bar, price, side }] of byBars) {
        const tick = byTicks.get(id)
        expect(tick).toBeDefined()
        expect(tick!.bar).toBeLessThanOrEqual(bar)
        if (tick!.bar === bar) {
          compared++
          expect(side === 'buy' ? tick!.price <= price : tick!.price >= price).toBe(true)
        }
      }
    }),
    { numRuns: 500 },
  )
  expect(compared).toBeGreaterThan(500)

  async function play(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[], by: 'bars' | 'ticks') {
    const { broker, clock, place, play, print } = await openSession({ cash: 1e9, shortSelling: true, insideBars })
    const filled = new Map<string, { bar: number; price: number; side: Side }>()
    for (const [bar, { orders, ticks }] of steps.entries()) {
      for (const order of orders) place(order)
      if (by === 'bars') play([ticks[0]!, Math.max(...ticks), Math.min(...ticks), ticks.at(-1)!])
      else {
        for (const tick of ticks) print(tick, 1e9)
        clock.advanceTo(clock.now() + minute)
      }
      const sides = new Map(broker.venue.listOrders().map(({ brokerOrderId, side }) => [brokerOrderId, side]))
      for (const { brokerOrderId, price } of broker.venue.listFills())
        if (!filled.has(brokerOrderId))
          filled.set(brokerOrderId, { bar, price: price.toNumber(), side: sides.get(brokerOrderId)! })
    }
    return filled
  }
}

/** From each price to the next one by one. */
function walk([first = 0, ...others]: readonly number[]): readonly number[] {
  const path = [first]
  for (const to of others) for (let at = path.at(-1)!; at !== to; path.push(at)) at += Math.sign(to - at)
  return path
}
