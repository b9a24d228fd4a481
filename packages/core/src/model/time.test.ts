import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barClose, isTimeframe, type Timeframe } from './time.ts'

const day = 86_400_000
const moment = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2100, 0, 1) })

describe('isTimeframe', () => {
  it.each(['1s', '5s', '1m', '15m', '1h', '4h', '1d', '1w', '1mo', '3mo', '12mo'])('knows %s', (text) => {
    expect(isTimeframe(text)).toBe(true)
  })

  it.each(['', '1', 'm', '0m', '01m', '-1m', '1.5h', '1M', '1min', '1 m', ' 1m', '1m\n', '1y', '1e3s', 'mo'])(
    'knows that %j is none',
    (text) => {
      expect(isTimeframe(text)).toBe(false)
    },
  )
})

describe('barClose', () => {
  it.each([
    ['1s', 1_000],
    ['90s', 90_000],
    ['1m', 60_000],
    ['15m', 900_000],
    ['1h', 3_600_000],
    ['1d', day],
    ['2w', 14 * day],
  ] as const)('closes a bar of %s %i ms after its open', (timeframe, length) => {
    const open = Date.UTC(2026, 2, 29, 3, 45)
    expect(barClose(open, timeframe)).toBe(open + length)
  })

  it.each([
    ['1mo', '2026-01-01', '2026-02-01'],
    ['1mo', '2026-12-01', '2027-01-01'],
    ['3mo', '2026-10-01', '2027-01-01'],
    ['3mo', '2026-11-01', '2027-02-01'],
    ['12mo', '2026-05-01', '2027-05-01'],
    ['25mo', '2026-12-01', '2029-01-01'],
    ['1mo', '2024-02-01', '2024-03-01'],
    ['1mo', '2026-03-15T09:15:00Z', '2026-04-15T09:15:00Z'],
  ] as const)('closes a bar of %s that opened at %s at %s', (timeframe, open, close) => {
    expect(new Date(barClose(Date.parse(open), timeframe)).toISOString()).toBe(new Date(close).toISOString())
  })

  it.each([
    ['2026-01-31', '2026-02-28'],
    ['2024-01-31', '2024-02-29'],
    ['2026-01-30', '2026-02-28'],
    ['2026-05-31', '2026-06-30'],
    ['2026-12-31', '2027-01-31'],
  ])('does not run from the end of %s over a shorter month, but to %s', (open, close) => {
    expect(barClose(Date.parse(open), '1mo')).toBe(Date.parse(close))
  })

  it.each([
    ['2025-12-31T18:30:00Z', '2026-01-31T18:30:00Z'],
    ['2026-01-31T18:30:00Z', '2026-02-28T18:30:00Z'],
    ['2026-02-28T18:30:00Z', '2026-03-31T18:30:00Z'],
    ['2024-01-31T18:30:00Z', '2024-02-29T18:30:00Z'],
    ['2024-02-29T18:30:00Z', '2024-03-31T18:30:00Z'],
    ['2026-04-30T18:30:00Z', '2026-05-31T18:30:00Z'],
  ])('closes the month of Mumbai that opened at %s at %s', (open, close) => {
    // Midnight there is half past six in the evening of the day before in UTC.
    expect(new Date(barClose(Date.parse(open), '1mo')).toISOString()).toBe(new Date(close).toISOString())
  })

  it('is later than the open, by no less than the shortest and no more than the longest months', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 24 }), (open, months) => {
        const days = (barClose(open, `${months}mo`) - open) / day
        expect(days).toBeGreaterThanOrEqual(28 * months)
        expect(days).toBeLessThanOrEqual(31 * months)
      }),
    )
  })

  it('never closes a later bar sooner', () => {
    const timeframe = fc.constantFrom<Timeframe>('1m', '1h', '1d', '1w', '1mo', '3mo', '12mo')
    fc.assert(
      fc.property(moment, fc.nat(40 * day), timeframe, (open, later, each) => {
        expect(barClose(open + later, each)).toBeGreaterThanOrEqual(barClose(open, each))
      }),
    )
  })

  it.each(['1.5h', '0m', '-1d', '01m', '1e3s', '1y', '', 'm'])('refuses %j, which is no timeframe', (text) => {
    expect(() => barClose(0, text as Timeframe)).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        details: { option: 'timeframe', value: text, expected: 'a whole number of s, m, h, d, w or mo, such as 15m' },
      }),
    )
  })
})
