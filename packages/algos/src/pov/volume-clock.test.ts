import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginVolume } from '../participation/market-volume.ts'
import { answerVolume, type VolumeClock } from './volume-clock.ts'

const rates = { rate: 0.1, maxRate: 0.12, intervalMs: 5_000, smoothingMs: 0 }
const begun: VolumeClock = { volume: beginVolume({ now: 0 }), lookedAt: 0, looked: 0, behind: 0, answered: 0 }

describe('answerVolume', () => {
  it('answers all of an interval at once', () => {
    expect(answerVolume(counted(begun, 700), 5_000, rates, true)).toMatchObject({ answered: 700, behind: 0 })
  })

  it('answers of a gap what one interval would have brought, and the rest at the largest rate', () => {
    const after = answerVolume(counted(begun, 10_000), 50_000, rates, true)
    expect(after).toMatchObject({ answered: 1_000, behind: 9_000 })
    const next = answerVolume(counted(after, 11_000), 55_000, rates, true)
    expect(next.answered).toBeCloseTo(1_000 + 1_000 * 1.2, 9)
    expect(next.behind).toBeCloseTo(8_800, 9)
  })

  it('keeps for later what traded out of reach', () => {
    const far = answerVolume(counted(begun, 500), 5_000, rates, false)
    expect(far).toMatchObject({ answered: 0, behind: 500 })
  })

  it('answers part of what is due while it smooths, and nothing in no time', () => {
    const smooth = { ...rates, smoothingMs: 5_000 }
    const half = answerVolume(counted(begun, 1_000), 5_000, smooth, true)
    expect(half.answered).toBeCloseTo(1_000 * (1 - Math.exp(-1)), 9)
    expect(answerVolume(half, 5_000, smooth, true).answered).toBe(half.answered)
    expect(answerVolume(half, -50_000, smooth, true).answered).toBe(half.answered)
  })

  it('never answers more than was counted nor takes an answer back, and comes to all of it in time', () => {
    const look = fc.record({
      passed: fc.integer({ min: -60_000, max: 600_000 }),
      fresh: fc.nat(9_999),
      reachable: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(look, { maxLength: 40 }), fc.constantFrom(0, 7_000), (looks, smoothingMs) => {
        let clock = begun
        let now = 0
        for (const { passed, fresh, reachable } of looks) {
          now += passed
          const next = answerVolume(
            counted(clock, clock.volume.counted + fresh),
            now,
            { ...rates, smoothingMs },
            reachable,
          )
          expect(next.answered).toBeGreaterThanOrEqual(clock.answered)
          expect(next.answered + next.behind).toBeLessThanOrEqual(next.volume.counted * (1 + 1e-12))
          if (smoothingMs === 0) expect(next.answered + next.behind).toBeCloseTo(next.volume.counted, 6)
          clock = next
        }
        for (let more = 0; more < 100; more++) {
          now += 5_000
          clock = answerVolume(counted(clock, clock.volume.counted + 50_000), now, { ...rates, smoothingMs }, true)
        }
        expect(clock.behind).toBe(0)
      }),
    )
  })
})

function counted(clock: VolumeClock, units: number): VolumeClock {
  return { ...clock, volume: { ...clock.volume, counted: units } }
}
