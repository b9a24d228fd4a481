import { describe, expect, it } from 'vitest'
import type { Calendar } from '../model/calendar.ts'
import { alwaysOpen } from './always-open.ts'
import { bse } from './bse.ts'
import { mcx } from './mcx.ts'
import { ist, ny } from './moments.fixture.ts'
import { nasdaq } from './nasdaq.ts'
import { nse } from './nse.ts'
import { nyse } from './nyse.ts'

/** The sessions of a day, as text on the wall clock. */
function hoursOf(calendar: Calendar, date: string): string {
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: calendar.timeZone, hour: '2-digit', minute: '2-digit' })
  const { sessions } = calendar.day(Date.parse(`${date}T12:00Z`))
  return sessions.map(({ open, close }) => `${time.format(open)}-${time.format(close)}`).join(' ')
}

/** How many days of a year are trading days. */
function tradingDays(calendar: Calendar, year: number): number {
  return calendar.tradingDaysBetween(Date.UTC(year - 1, 11, 31, 12), Date.UTC(year, 11, 31, 12))
}

describe('nse', () => {
  const calendar = nse()

  it.each([
    ['2009-06-01', '09:55-15:30'],
    ['2010-06-01', '09:00-15:30'],
    ['2010-10-18', '09:15-15:30'],
    ['2026-07-31', '09:15-15:30'],
    ['2026-08-03', '09:15-15:35'],
    ['2026-01-26', ''],
    ['2026-01-15', ''],
    ['2025-10-21', '13:45-14:45'],
    ['2024-03-02', '09:15-10:00 11:30-12:30'],
    ['2026-02-01', '09:15-15:30'],
    ['2023-11-12', '18:15-19:15'],
    ['2021-02-24', '09:15-11:40 15:45-17:00'],
    ['2026-11-08', ''],
    ['2026-11-21', ''],
  ])('trades on %s at "%s"', (date, hours) => {
    expect(hoursOf(calendar, date)).toBe(hours)
  })

  it.each([
    ['08:59', 'closed'],
    ['09:00', 'pre-open'],
    ['09:15', 'continuous'],
    ['15:14', 'continuous'],
    ['15:15', 'closing-auction'],
    ['15:34', 'closing-auction'],
    ['15:35', 'closed'],
    ['15:50', 'post-close'],
    ['16:00', 'closed'],
  ] as const)('is, at %s on a day with a closing auction, in the phase %s', (time, phase) => {
    expect(calendar.phase(ist(`2026-08-03 ${time}`))).toBe(phase)
  })

  it('knows shares that trade on until 15:30, without the auction', () => {
    const others = nse({ closingAuction: false })
    expect(hoursOf(others, '2026-08-03')).toBe('09:15-15:30')
    expect(others.phase(ist('2026-08-03 15:20'))).toBe('continuous')
  })

  it('trades derivatives until 15:40 since August 2026, with a pre-open since December 2025', () => {
    const derivatives = nse({ segment: 'derivatives' })
    expect(hoursOf(derivatives, '2026-07-31')).toBe('09:15-15:30')
    expect(hoursOf(derivatives, '2026-08-03')).toBe('09:15-15:40')
    expect(derivatives.phase(ist('2025-12-05 09:05'))).toBe('closed')
    expect(derivatives.phase(ist('2025-12-08 09:05'))).toBe('pre-open')
    expect(hoursOf(derivatives, '2025-10-21')).toBe('13:45-14:45')
  })

  it('trades currencies on the days of the banks', () => {
    const currency = nse({ segment: 'currency' })
    expect(hoursOf(currency, '2026-02-18')).toBe('09:00-17:00')
    expect(hoursOf(currency, '2026-02-19')).toBe('')
    expect(calendar.isTradingDay(ist('2026-02-19 12:00'))).toBe(true)
    expect(currency.isKnownYear(2025)).toBe(false)
    expect(hoursOf(currency, '2025-08-15')).toBe('')
  })

  // Weekdays of the year, less holidays on weekdays, Diwali with its Muhurat session, and with sessions on weekends.
  it.each([
    [2023, 246],
    [2024, 249],
    [2025, 249],
  ])('has, in %i, %i trading days', (year, count) => {
    expect(tradingDays(calendar, year)).toBe(count)
  })

  it('says of itself what it knows, and warns once of what it does not', () => {
    const heard: string[] = []
    const asked = nse({ warn: (message) => heard.push(message) })
    expect([2004, 2005, 2026, 2027].map(asked.isKnownYear)).toEqual([false, true, true, false])
    asked.isOpen(ist('2026-06-01 10:00'))
    expect(heard).toEqual([])
    asked.isOpen(ist('2027-06-01 10:00'))
    asked.isOpen(ist('2027-06-02 10:00'))
    expect(asked.isOpen(ist('2027-01-26 10:00'))).toBe(true)
    expect(heard).toEqual([expect.stringContaining('does not know 2027')])
    asked.isOpen(ist('2026-11-08 18:30'))
    expect(heard[1]).toContain('NSE traded on 2026-11-08')
  })
})

describe('bse', () => {
  it('has the days of NSE, and did not stand still with it', () => {
    const [ours, theirs] = [bse(), nse()]
    for (let at = ist('2005-01-01 12:00'); at < ist('2027-01-01 00:00'); at += 86_400_000)
      expect([at, ours.isTradingDay(at)]).toEqual([at, theirs.isTradingDay(at)])
    expect(hoursOf(ours, '2021-02-24')).toBe('09:15-17:00')
    expect(hoursOf(bse({ closingAuction: false }), '2026-08-03')).toBe('09:15-15:30')
  })
})

describe('mcx', () => {
  it.each([
    ['2026-03-06', '09:00-23:55'],
    ['2026-03-09', '09:00-23:30'],
    ['2026-10-30', '09:00-23:30'],
    ['2026-11-02', '09:00-23:55'],
    ['2018-12-28', '10:00-23:55'],
    ['2018-12-31', '09:00-23:55'],
    ['2026-01-01', '09:00-17:00'],
    ['2026-01-26', ''],
    ['2026-05-01', '17:00-23:30'],
    ['2026-11-10', '17:00-23:55'],
    ['2020-04-01', '09:00-17:00'],
    ['2025-10-21', '13:45-14:45'],
    ['2025-10-28', '13:25-23:30'],
    ['2026-02-01', '09:00-17:00'],
  ])('trades metals on %s at "%s"', (date, hours) => {
    expect(hoursOf(mcx(), date)).toBe(hours)
  })

  it('ends sooner for what grows', () => {
    expect(hoursOf(mcx({ segment: 'agri' }), '2026-07-06')).toBe('09:00-17:00')
    expect(hoursOf(mcx({ segment: 'agri' }), '2026-05-01')).toBe('')
    expect(hoursOf(mcx({ segment: 'international-agri' }), '2026-07-06')).toBe('09:00-21:00')
    expect(hoursOf(mcx({ segment: 'international-agri' }), '2026-05-01')).toBe('17:00-21:00')
  })
})

describe.each([
  ['nyse', nyse()],
  ['nasdaq', nasdaq()],
])('%s', (_, calendar) => {
  it.each([
    ['2026-03-06', '09:30-16:00'],
    ['2026-03-09', '09:30-16:00'],
    ['2026-07-02', '09:30-16:00'],
    ['2026-07-03', ''],
    ['2026-11-26', ''],
    ['2026-11-27', '09:30-13:00'],
    ['2026-12-24', '09:30-13:00'],
    ['2025-01-09', ''],
    ['2027-12-24', ''],
    ['2001-09-17', '09:30-16:00'],
    ['2001-09-14', ''],
  ])('trades on %s at "%s"', (date, hours) => {
    expect(hoursOf(calendar, date)).toBe(hours)
  })

  it('moves in UTC when the clocks of New York do, and not when those of Europe do', () => {
    expect(calendar.nextOpen(Date.UTC(2026, 2, 6, 0))).toBe(Date.UTC(2026, 2, 6, 14, 30))
    expect(calendar.nextOpen(Date.UTC(2026, 2, 9, 0))).toBe(Date.UTC(2026, 2, 9, 13, 30))
    expect(calendar.nextOpen(Date.UTC(2026, 9, 26, 0))).toBe(Date.UTC(2026, 9, 26, 13, 30))
    expect(calendar.nextOpen(Date.UTC(2026, 10, 2, 0))).toBe(Date.UTC(2026, 10, 2, 14, 30))
  })

  it.each([
    ['2026-01-05 03:59', 'closed'],
    ['2026-01-05 04:00', 'pre-market'],
    ['2026-01-05 09:30', 'continuous'],
    ['2026-01-05 16:00', 'after-hours'],
    ['2026-01-05 20:00', 'closed'],
    ['2026-11-27 13:00', 'after-hours'],
    ['2026-11-26 10:00', 'closed'],
  ] as const)('is at %s in the phase %s', (time, phase) => {
    expect(calendar.phase(ny(time))).toBe(phase)
    expect(calendar.isOpen(ny(time))).toBe(phase === 'continuous')
  })

  it.each([
    [2023, 250],
    [2024, 252],
    [2025, 250],
    [2026, 251],
  ])('has, in %i, %i trading days', (year, count) => {
    expect(tradingDays(calendar, year)).toBe(count)
  })
})

describe('alwaysOpen', () => {
  it('is open at every moment, and its days turn at midnight', () => {
    const calendar = alwaysOpen()
    const christmas = Date.UTC(2026, 11, 25)
    expect(calendar.isOpen(christmas)).toBe(true)
    expect(calendar.session(christmas)).toEqual({ date: '2026-12-25', open: christmas, close: christmas + 86_400_000 })
    expect(calendar.isKnownYear(1900)).toBe(true)
  })

  it('has days of 23 and 25 hours where clocks change', () => {
    const calendar = alwaysOpen('America/New_York')
    const lengthOf = (at: number): number => calendar.day(at).end - calendar.day(at).start
    expect(lengthOf(ny('2026-03-08 12:00'))).toBe(23 * 3_600_000)
    expect(lengthOf(ny('2026-11-01 12:00'))).toBe(25 * 3_600_000)
  })
})
