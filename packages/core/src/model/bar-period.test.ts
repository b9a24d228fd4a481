import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mcx } from '../calendars/mcx.ts'
import { ist, ny } from '../calendars/moments.fixture.ts'
import { nse } from '../calendars/nse.ts'
import { nyse } from '../calendars/nyse.ts'
import { barClose, barPeriod, isWithinDay } from './bar-period.ts'
import type { Timeframe } from './time.ts'

const day = 86_400_000
const moment = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2100, 0, 1) })

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

describe('barPeriod along a calendar', () => {
  const at = (text: string): number => ist(`2026-01-05 ${text}`)
  const text = (time: number | undefined): string =>
    time === undefined ? '' : new Date(time + 19_800_000).toISOString().slice(0, 16).replace('T', ' ')
  const periodOf = (time: number, timeframe: Timeframe, calendar = nse()): string => {
    const period = barPeriod(time, timeframe, calendar)
    return `${text(period?.open)} to ${text(period?.close)}`
  }

  it.each([
    ['09:15', '1h', '09:15', '10:15'],
    ['10:14', '1h', '09:15', '10:15'],
    ['10:15', '1h', '10:15', '11:15'],
    ['15:29', '1h', '15:15', '15:30'],
    ['09:44', '30m', '09:15', '09:45'],
    ['15:29', '2h', '15:15', '15:30'],
    ['12:00', '12h', '09:15', '15:30'],
    ['12:00', '1d', '09:15', '15:30'],
    ['20:00', '1d', '09:15', '15:30'],
    ['00:00', '1d', '09:15', '15:30'],
  ] as const)('has %s at NSE in a bar of %s from %s to %s', (time, timeframe, open, close) => {
    expect(periodOf(at(time), timeframe)).toBe(`2026-01-05 ${open} to 2026-01-05 ${close}`)
  })

  it('has no bar within a day while no session is on', () => {
    for (const time of [at('09:14'), at('15:30'), ist('2026-01-04 12:00'), ist('2024-03-02 10:30')])
      expect(barPeriod(time, '1m', nse())).toBeUndefined()
  })

  it('begins anew with the second session of a day, which is one day all the same', () => {
    expect(periodOf(ist('2024-03-02 12:29'), '1h')).toBe('2024-03-02 11:30 to 2024-03-02 12:30')
    expect(periodOf(ist('2024-03-02 12:29'), '1d')).toBe('2024-03-02 09:15 to 2024-03-02 12:30')
  })

  it('ends weeks and months with their last session', () => {
    // Good Friday is the 3rd of April 2026, Mahavir Jayanti the 31st of March; the week of the budget has a Sunday.
    expect(periodOf(ist('2026-04-01 12:00'), '1w')).toBe('2026-03-30 09:15 to 2026-04-02 15:30')
    expect(periodOf(ist('2026-03-15 12:00'), '1mo')).toBe('2026-03-02 09:15 to 2026-03-30 15:30')
    expect(periodOf(ist('2026-01-28 12:00'), '1w')).toBe('2026-01-27 09:15 to 2026-02-01 15:30')
    expect(periodOf(ist('2026-02-15 12:00'), '3mo')).toBe('2026-01-01 09:15 to 2026-03-30 15:30')
  })

  it('turns months by the clock of the venue, not by UTC', () => {
    // 20:00 in New York on the 31st is the 1st in UTC.
    expect(barPeriod(ny('2026-03-31 20:00'), '1mo', nyse())).toEqual({
      open: ny('2026-03-02 09:30'),
      close: ny('2026-03-31 16:00'),
    })
  })

  it('is shorter on a half day, and keeps to the wall clock when clocks change', () => {
    expect(barPeriod(ny('2026-11-27 12:45'), '1h', nyse())).toEqual({
      open: ny('2026-11-27 12:30'),
      close: ny('2026-11-27 13:00'),
    })
    expect(barPeriod(ny('2026-03-09 10:00'), '1w', nyse())).toEqual({
      open: ny('2026-03-09 09:30'),
      close: ny('2026-03-13 16:00'),
    })
  })

  it('is a day from midnight to midnight where there is no session', () => {
    expect(periodOf(ist('2026-01-26 12:00'), '1d')).toBe('2026-01-26 00:00 to 2026-01-27 00:00')
  })

  it('is, without a calendar, on a grid of UTC', () => {
    const time = Date.UTC(2026, 0, 7, 10, 20)
    const iso = (timeframe: Timeframe): string[] =>
      Object.values(barPeriod(time, timeframe)!).map((each) => new Date(each).toISOString().slice(0, 16))
    expect(iso('1h')).toEqual(['2026-01-07T10:00', '2026-01-07T11:00'])
    expect(iso('1d')).toEqual(['2026-01-07T00:00', '2026-01-08T00:00'])
    expect(iso('1w')).toEqual(['2026-01-05T00:00', '2026-01-12T00:00'])
    expect(iso('1mo')).toEqual(['2026-01-01T00:00', '2026-02-01T00:00'])
  })

  it('is the one notion of a close', () => {
    const timeframe = fc.constantFrom<Timeframe>('1m', '7m', '1h', '4h', '1d', '1w', '1mo', '3mo')
    const calendar = fc.constantFrom(nse(), nyse(), mcx())
    const recent = fc.integer({ min: Date.UTC(2019, 0), max: Date.UTC(2027, 0) })
    fc.assert(
      fc.property(recent, timeframe, calendar, (time, each, along) => {
        const period = barPeriod(time, each, along)
        const within = along.isOpen(time)
        if (isWithinDay(each)) expect(period !== undefined).toBe(within)
        if (period === undefined) return
        expect(period.open).toBeLessThan(period.close)
        if (within) expect(period.open <= time && time < period.close).toBe(true)
        expect(barClose(time, each, along)).toBe(period.close)
        expect(barPeriod(period.open, each, along)).toEqual(period)
        expect(barPeriod(period.close - 1, each, along)).toEqual(period)
        const after = barPeriod(along.isOpen(period.close) ? period.close : along.nextOpen(period.close), each, along)
        expect(after?.open).toBeGreaterThanOrEqual(period.close)
      }),
      { numRuns: 1_000 },
    )
  })
})
