import { createCalendar } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ParticipationOutlook, projectedCompletion } from './projected-completion.ts'

const hour = 3_600_000
// A Monday.
const monday = Date.UTC(2026, 0, 5)
const outlook = { now: monday, remainingQuantity: 3_000, participationRate: 0.1, marketVolume: 60_000, elapsedMs: hour }

describe('projectedCompletion', () => {
  it('is when the market will have traded what is left at that share', () => {
    expect(projectedCompletion(outlook)).toBe(monday + hour / 2)
    expect(projectedCompletion({ ...outlook, remainingQuantity: 0 })).toBe(monday)
    // 0.2 / 0.8 of 60,000 an hour are 15,000.
    expect(
      projectedCompletion({ ...outlook, participationRate: 0.2, ownVolume: 'exclusive', remainingQuantity: 30_000 }),
    ).toBe(monday + 2 * hour)
  })

  it('counts trading time alone', () => {
    const calendar = createCalendar({
      id: 'TEST',
      timeZone: 'UTC',
      hours: { continuous: '09:00-15:00', 'closing-auction': '15:00-15:10' },
    })
    const at = (remainingQuantity: number, now = monday) =>
      projectedCompletion({ ...outlook, now, remainingQuantity, calendar })
    expect(at(6_000)).toBe(monday + 10 * hour)
    expect(at(36_000)).toBe(monday + 15 * hour)
    expect(at(42_000)).toBe(monday + 34 * hour)
    // Six hours a day, from Friday at 14:00 on: over the weekend.
    const friday = monday + 4 * 24 * hour + 14 * hour
    expect(at(12_000, friday)).toBe(monday + 7 * 24 * hour + 10 * hour)
    // 30 days of trading are six weeks.
    expect(at(6_000 * 6 * 30)).toBe(monday + (5 * 7 + 4) * 24 * hour + 15 * hour)
  })

  it('is null where the market stands still, and where it would take years', () => {
    expect(projectedCompletion({ ...outlook, marketVolume: 0 })).toBeNull()
    expect(projectedCompletion({ ...outlook, marketVolume: 0, elapsedMs: 0 })).toBeNull()
    expect(projectedCompletion({ ...outlook, remainingQuantity: 1e15 })).toBeNull()
  })

  it('comes sooner with a higher rate and a faster market, and later with more that is left', () => {
    const above = fc.integer({ min: 1, max: 1_000_000 })
    fc.assert(
      fc.property(
        above,
        above,
        fc.double({ min: 0.05, max: 0.4, noNaN: true }),
        (remainingQuantity, marketVolume, rate) => {
          const base = { ...outlook, remainingQuantity, marketVolume, participationRate: rate }
          const ends = (change: Partial<ParticipationOutlook>) =>
            projectedCompletion({ ...base, ...change }) ?? Number.POSITIVE_INFINITY
          expect(ends({ participationRate: 2 * rate })).toBeLessThanOrEqual(ends({}))
          expect(ends({ marketVolume: 2 * marketVolume })).toBeLessThanOrEqual(ends({}))
          expect(ends({ remainingQuantity: 2 * remainingQuantity })).toBeGreaterThanOrEqual(ends({}))
        },
      ),
    )
  })

  it.each<Partial<ParticipationOutlook>>([
    { participationRate: 0 },
    { participationRate: 2 },
    { remainingQuantity: -1 },
    { marketVolume: Number.NaN },
    { elapsedMs: -1 },
    { now: Number.POSITIVE_INFINITY },
    { ownVolume: 'none' as never },
  ])('refuses %j', (wrong) => {
    const [option] = Object.keys(wrong)
    expect(() => projectedCompletion({ ...outlook, ...wrong })).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })
})
