import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brokers, happen, histories, openAt, wind } from '../exits/histories.fixture.ts'
import { createRacingVenue } from '../exits/racing-venue.fixture.ts'
import type { TrailingStopParams } from './params.ts'
import { trailingStop } from './trailing-stop.ts'

const variants = fc.record({
  side: fc.constantFrom<'buy' | 'sell'>('buy', 'sell'),
  trailBy: fc.constantFrom({ absolute: 2 }, { percent: 3 }, { ticks: 17 }, { bps: 90 }, { atr: 0.7 }),
  resting: fc.boolean(),
  throttleTicks: fc.constantFrom(1, 5, 40),
  triggerBy: fc.constantFrom<'last' | 'bid-ask' | 'mark'>('last', 'bid-ask', 'mark'),
  confirmPrints: fc.constantFrom<1 | 2>(1, 2),
})
const limits = fc.constantFrom({}, { limitOffset: 0.5 }, { limitOffset: 0.5, escalateAfterMs: 2000 })

function orderOf({
  resting,
  ...variant
}: { readonly resting: boolean } & Omit<TrailingStopParams, 'instrument' | 'quantity' | 'resting'>) {
  return trailingStop({ instrument: 'NSE:INFY', quantity: 50, ...variant, ...(resting ? {} : { resting }) })
}

describe.each(Object.entries(brokers).slice(0, 2))('a trailing stop at %s', (_, supports) => {
  it('never loosens, never sends more than the parent, and ends filled, whatever happens', () => {
    let moved = 0
    fc.assert(
      fc.property(histories, variants, limits, (history, variant, limit) => {
        const venue = createRacingVenue(orderOf({ ...variant, ...limit }), supports)
        const { side } = variant
        let tightest: number | undefined
        const check = (): void => {
          const open = ['stop', 'limit', 'market'].reduce((sum, leg) => sum + openAt(venue, leg), 0)
          expect(venue.position() + open).toBeLessThanOrEqual(10)
          for (const { stopPrice, isAlive } of venue.orders) {
            if (!isAlive || stopPrice === undefined) continue
            if (tightest !== undefined && stopPrice !== tightest) {
              expect(side === 'sell' ? stopPrice : -stopPrice).toBeGreaterThan(side === 'sell' ? tightest : -tightest)
              moved++
            }
            tightest = stopPrice
          }
        }
        venue.tell({ type: 'started' })
        for (const each of history) {
          happen(venue, each)
          check()
        }
        wind(venue, check, 'all')
        expect(venue.finished).toMatchObject({ status: 'done' })
        expect(venue.position()).toBe(10)
      }),
      { numRuns: 700 },
    )
    expect(moved).toBeGreaterThan(80)
  })
})
