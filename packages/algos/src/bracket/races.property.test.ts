import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brokers, happen, histories, openAt, wind } from '../exits/histories.fixture.ts'
import { createRacingVenue } from '../exits/racing-venue.fixture.ts'
import { bracket } from './bracket.ts'
import type { BracketParams } from './params.ts'

const terms: BracketParams = {
  instrument: 'NSE:INFY',
  side: 'buy',
  quantity: 50,
  stopPrice: 95,
  takeProfitPrice: 110,
  limitPrice: 100,
}

const variants = fc.record({
  legs: fc.constantFrom<'both' | 'one'>('both', 'one'),
  trigger: fc.constantFrom<'partial' | 'full'>('partial', 'full'),
  onExitRejected: fc.constantFrom<'flatten' | 'alert'>('flatten', 'alert'),
  onCancel: fc.constantFrom<'flatten' | 'protect'>('flatten', 'protect'),
})

describe.each(Object.entries(brokers))('a bracket at %s', (_, supports) => {
  it('ends flat, with nothing open, whatever fills, ends, is refused or crashes in whatever order', () => {
    let traded = 0
    fc.assert(
      fc.property(histories, variants, fc.boolean(), (history, variant, isCanceled) => {
        const venue = createRacingVenue(bracket({ ...terms, ...variant }), supports)
        venue.tell({ type: 'started' })
        for (const each of history) {
          if (venue.finished !== undefined) break
          happen(venue, each)
          expect(
            venue.orders.filter(({ exit }) => !exit).reduce((sum, { filled }) => sum + filled, 0),
          ).toBeLessThanOrEqual(10)
        }
        if (isCanceled) venue.tell({ type: 'canceled' })
        wind(venue, () => {})
        expect(venue.finished).toBeDefined()
        venue.settle()
        expect(venue.position()).toBe(0)
        expect(venue.orders.filter(({ isAlive }) => isAlive)).toEqual([])
        if (venue.orders.some(({ exit, filled }) => exit && filled > 0)) traded++
      }),
      { numRuns: 1000 },
    )
    expect(traded).toBeGreaterThan(100)
  })

  it('is protected for all that it holds whenever nothing is on its way', () => {
    let held = 0
    fc.assert(
      fc.property(histories, (history) => {
        const venue = createRacingVenue(bracket(terms), supports)
        venue.tell({ type: 'started' })
        for (const each of history) {
          if (!['arrive', 'hear', 'fill', 'quote', 'wake', 'restart', 'pause', 'resume'].includes(each[0])) continue
          if (venue.finished !== undefined) return
          happen(venue, each)
        }
        venue.settle()
        venue.now += 60_000
        venue.paused = undefined
        venue.tell({ type: 'resumed' })
        venue.settle()
        venue.quote(100)
        venue.settle()
        const position = venue.position()
        if (venue.finished !== undefined || openAt(venue, 'flat') > 0) return
        expect(openAt(venue, 'stop')).toBe(position)
        expect(openAt(venue, 'target')).toBe(position)
        if (position > 0) held++
      }),
      { numRuns: 500 },
    )
    expect(held).toBeGreaterThan(30)
  })

  it('has the same children where it is told the same', () => {
    fc.assert(
      fc.property(histories, variants, (history, variant) => {
        const run = () => {
          const venue = createRacingVenue(bracket({ ...terms, ...variant }), supports)
          venue.tell({ type: 'started' })
          for (const each of history) happen(venue, each)
          return venue.asked
        }
        expect(run()).toEqual(run())
      }),
      { numRuns: 50 },
    )
  })
})

describe('a bracket at a broker that takes no two exits', () => {
  it('never has a stop and a target there at once', () => {
    let targets = 0
    fc.assert(
      fc.property(histories, fc.boolean(), (history, canModify) => {
        const supports = brokers[canModify ? 'a broker that changes quantities' : 'a broker that changes nothing']!
        const venue = createRacingVenue(bracket({ ...terms, legs: 'one' }), supports)
        venue.tell({ type: 'started' })
        const check = (): void => {
          const alive = (leg: string): boolean =>
            venue.orders.some(({ key, isAlive }) => isAlive && key.startsWith(leg))
          expect(alive('stop') && alive('target')).toBe(false)
          if (alive('target')) targets++
        }
        for (const each of history) {
          happen(venue, each)
          check()
        }
        wind(venue, check)
      }),
      { numRuns: 1000 },
    )
    expect(targets).toBeGreaterThan(100)
  })
})
