import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isShagunError } from '../errors.ts'
import { createZone } from './zone.ts'

const hour = 3_600_000

/** What a wall clock in the zone shows, as if it were UTC; worked out field by field. */
function wallClock(timeZone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (time) => {
    const field = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]))
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = field
    return Date.UTC(year, month - 1, day, hour, minute, second)
  }
}

describe('zones', () => {
  it('puts the open of Mumbai at 03:45 UTC all year', () => {
    const { toUtc } = createZone('Asia/Kolkata')
    expect(toUtc(Date.UTC(2024, 0, 15, 9, 15))).toBe(Date.UTC(2024, 0, 15, 3, 45))
    expect(toUtc(Date.UTC(2024, 6, 15, 9, 15))).toBe(Date.UTC(2024, 6, 15, 3, 45))
  })

  it('moves the open of New York with daylight saving', () => {
    const { toUtc } = createZone('America/New_York')
    expect(toUtc(Date.UTC(2024, 2, 8, 9, 30))).toBe(Date.UTC(2024, 2, 8, 14, 30))
    expect(toUtc(Date.UTC(2024, 2, 11, 9, 30))).toBe(Date.UTC(2024, 2, 11, 13, 30))
  })

  it('keeps the right offset on both sides of a change within one day', () => {
    const { toUtc } = createZone('America/New_York')
    expect(toUtc(Date.UTC(2024, 2, 10, 1, 59))).toBe(Date.UTC(2024, 2, 10, 6, 59))
    expect(toUtc(Date.UTC(2024, 2, 10, 3, 0))).toBe(Date.UTC(2024, 2, 10, 7, 0))
    expect(toUtc(Date.UTC(2024, 10, 3, 0, 59))).toBe(Date.UTC(2024, 10, 3, 4, 59))
    expect(toUtc(Date.UTC(2024, 10, 3, 2, 0))).toBe(Date.UTC(2024, 10, 3, 7, 0))
  })

  it('takes the earlier of two readings where clocks go back', () => {
    expect(createZone('America/New_York').toUtc(Date.UTC(2024, 10, 3, 1, 30))).toBe(Date.UTC(2024, 10, 3, 5, 30))
    expect(createZone('Europe/London').toUtc(Date.UTC(2024, 9, 27, 1, 30))).toBe(Date.UTC(2024, 9, 27, 0, 30))
  })

  it('moves a time that clocks skip on by the length of the gap', () => {
    expect(createZone('America/New_York').toUtc(Date.UTC(2024, 2, 10, 2, 30))).toBe(Date.UTC(2024, 2, 10, 7, 30))
    // Cairo's day began at 01:00, so its daily bar opens there.
    expect(createZone('Africa/Cairo').toUtc(Date.UTC(2024, 3, 26))).toBe(Date.UTC(2024, 3, 25, 22))
  })

  it('finds every instant again from what the wall clock showed, unless the clock showed it twice', () => {
    for (const timeZone of [
      'Asia/Kolkata',
      'America/New_York',
      'Europe/London',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
    ]) {
      const [{ toUtc, offsetAt }, clock] = [createZone(timeZone), wallClock(timeZone)]
      const seconds = fc.integer({ min: Date.UTC(1975, 0) / 1000, max: Date.UTC(2035, 0) / 1000 })
      fc.assert(
        fc.property(seconds, (second) => {
          const time = second * 1000
          const found = toUtc(clock(time))
          expect(offsetAt(time)).toBe(clock(time) - time)
          expect(clock(found)).toBe(clock(time))
          expect(time - found === 0 || (time > found && time - found <= hour)).toBe(true)
        }),
        { seed: 7, numRuns: 300 },
      )
    }
  })

  it('refuses a zone that does not exist', () => {
    expect(() => createZone('Asia/Bombay City')).toThrowError(
      expect.toSatisfy((error) => isShagunError(error, 'invalid-options') && error.details.option === 'timeZone'),
    )
  })
})
