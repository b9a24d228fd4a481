import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brokers, happen, histories, openAt, wind } from '../exits/histories.fixture.ts'
import { createRacingVenue } from '../exits/racing-venue.fixture.ts'
import { oco } from './oco.ts'
import type { OcoParams } from './params.ts'

const terms: OcoParams = { instrument: 'NSE:INFY', side: 'sell', quantity: 50, stopPrice: 95, takeProfitPrice: 110 }

const variants = fc.record({
  legs: fc.constantFrom<'both' | 'one'>('both', 'one'),
  onExitRejected: fc.constantFrom<'flatten' | 'alert'>('flatten', 'alert'),
})
const pairs = Object.entries(brokers).filter(([name]) => !name.endsWith('brackets'))

describe.each(pairs)('a pair at %s', (_, supports) => {
  it('trades what it is for and no more, whatever fills, ends, is refused or crashes in whatever order', () => {
    let done = 0
    let undone = 0
    fc.assert(
      fc.property(histories, variants, fc.boolean(), (history, variant, isCanceled) => {
        const venue = createRacingVenue(oco({ ...terms, ...variant }), supports)
        venue.tell({ type: 'started' })
        for (const each of history) happen(venue, each)
        if (isCanceled) venue.tell({ type: 'canceled' })
        wind(venue, () => {}, 'all')
        expect(venue.finished).toBeDefined()
        venue.settle()
        expect(venue.orders.filter(({ isAlive }) => isAlive)).toEqual([])
        // Its orders are all on its own side; what takes from them are the exits that undo what was too much.
        if (venue.finished?.status === 'done') expect(venue.position()).toBe(10)
        expect(venue.position()).toBeLessThanOrEqual(10)
        if (venue.position() === 10) done++
        if (venue.orders.some(({ key, filled }) => key.startsWith('flat') && filled > 0)) undone++
      }),
      { numRuns: 1000 },
    )
    expect(done).toBeGreaterThan(100)
    if (supports.groups.length === 0) expect(undone).toBeGreaterThan(5)
  })

  it('rests for all that is left of it whenever nothing is on its way', () => {
    let left = 0
    fc.assert(
      fc.property(histories, (history) => {
        const venue = createRacingVenue(oco(terms), supports)
        venue.tell({ type: 'started' })
        for (const each of history)
          if (['arrive', 'hear', 'fill', 'quote', 'wake', 'restart', 'pause', 'resume'].includes(each[0]))
            happen(venue, each)
        venue.settle()
        venue.now += 60_000
        venue.paused = undefined
        venue.tell({ type: 'resumed' })
        venue.settle()
        venue.quote(100)
        venue.settle()
        if (venue.finished !== undefined || venue.position() > 10) return
        expect(openAt(venue, 'stop')).toBe(10 - venue.position())
        expect(openAt(venue, 'target')).toBe(10 - venue.position())
        left++
      }),
      { numRuns: 300 },
    )
    expect(left).toBeGreaterThan(30)
  })
})
