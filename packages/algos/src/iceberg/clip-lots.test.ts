import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clipLots } from './clip-lots.ts'

const question = { hidden: 100, shown: 0, display: 10, variance: 0, chance: 0.5, least: 1, most: 1000 }

describe('clipLots', () => {
  it('is what is to be shown, and what is left at the end', () => {
    expect(clipLots(question)).toBe(10)
    expect(clipLots({ ...question, hidden: 7 })).toBe(7)
  })

  it('fills up what is still shown', () => {
    expect(clipLots({ ...question, shown: 3 })).toBe(7)
  })

  it('differs by whole lots up to its variance, evenly on both sides', () => {
    const at = (chance: number) => clipLots({ ...question, variance: 0.25, chance })
    expect([0, 0.19, 0.2, 0.5, 0.79, 0.8, 0.999].map(at)).toEqual([8, 8, 9, 10, 11, 12, 12])
  })

  it('is never larger than an order may be', () => {
    expect(clipLots({ ...question, variance: 0.5, chance: 0.99, most: 12 })).toBe(12)
  })

  it('leaves enough for a last clip, or takes it along', () => {
    expect(clipLots({ ...question, hidden: 12, least: 4 })).toBe(8)
    expect(clipLots({ ...question, hidden: 12, least: 4, variance: 0.2 })).toBe(12)
    // Two clips of at least 10 cannot be made of 15.
    expect(clipLots({ ...question, hidden: 15, least: 10 })).toBe(10)
  })

  it('waits where what could be shown is smaller than a clip may be', () => {
    expect(clipLots({ ...question, shown: 8, least: 4 })).toBe(0)
    expect(clipLots({ ...question, shown: 8, least: 4, hidden: 2 })).toBe(2)
  })

  it('never shows more than the display and its variance, and splits any order into clips that sum to it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 80 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        (lots, display, variance, smallest, most, chances) => {
          const least = Math.min(smallest, display, most)
          let hidden = lots
          while (hidden > 0) {
            const clip = clipLots({ hidden, shown: 0, display, variance, chance: chances.next().value, least, most })
            expect(Number.isInteger(clip) && clip > 0 && clip <= hidden).toBe(true)
            expect(clip).toBeLessThanOrEqual(Math.min(most, Math.floor(display * (1 + variance) + 1e-9)))
            if (clip < hidden) expect(clip).toBeGreaterThanOrEqual(least)
            hidden -= clip
          }
        },
      ),
    )
  })
})
