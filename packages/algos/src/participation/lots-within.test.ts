import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lotsOfVolume, lotsWithin, type OwnVolume, requireShare } from './lots-within.ts'

const of = (rate: number, volume: number, ownVolume: OwnVolume = 'inclusive', lotSize = 1) => ({
  rate,
  volume,
  ownVolume,
  lotSize,
})

describe('lotsOfVolume', () => {
  it('is rate times volume where our own is in it, and rate / (1 - rate) times volume where it is not', () => {
    expect(lotsOfVolume(of(0.1, 10_000))).toBe(1000)
    expect(lotsOfVolume(of(0.1, 9000, 'exclusive'))).toBe(1000)
    expect(lotsOfVolume(of(0.2, 8000, 'exclusive', 25))).toBe(80)
    expect(lotsOfVolume(of(0.25, 1003))).toBe(250)
    expect(lotsOfVolume(of(0.5, 0))).toBe(0)
    expect(lotsOfVolume(of(1, 10, 'exclusive'))).toBe(Number.POSITIVE_INFINITY)
  })

  it('takes no lot less for the way floats are', () => {
    for (let percent = 1; percent <= 100; percent++)
      for (let hundreds = 1; hundreds <= 100; hundreds++)
        expect(lotsOfVolume(of(percent / 100, hundreds * 100))).toBe(percent * hundreds)
  })

  it('comes to the same share of the whole either way', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.95, noNaN: true }),
        fc.integer({ min: 1, max: 1e9 }),
        (rate, others) => {
          const own = lotsOfVolume(of(rate, others, 'exclusive'))
          expect(Math.abs(lotsOfVolume(of(rate, others + own)) - own)).toBeLessThanOrEqual(1)
        },
      ),
    )
  })
})

describe('lotsWithin', () => {
  it('takes off what is filled and what is open, and is never below 0', () => {
    expect(lotsWithin(of(0.1, 10_000), { filledLots: 600, openLots: 150 })).toBe(250)
    expect(lotsWithin(of(0.1, 10_000), { filledLots: 900, openLots: 150 })).toBe(0)
  })
})

describe('requireShare', () => {
  it('takes what is above 0 and at most 1, and nothing else', () => {
    for (const share of [1e-9, 0.1, 1]) expect(() => requireShare('maxParticipation', share)).not.toThrow()
    for (const share of [0, -0.1, 1.0001, 10, Number.NaN, '0.1' as never])
      expect(() => requireShare('maxParticipation', share)).toThrow(
        expect.objectContaining({
          code: 'invalid-options',
          details: expect.objectContaining({ option: 'maxParticipation' }),
        }),
      )
  })
})
