import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Calendar } from '../model/calendar.ts'
import { type CalendarOptions, createCalendar } from './create-calendar.ts'
import { mcx } from './mcx.ts'
import { ist, ny } from './moments.fixture.ts'
import { nse } from './nse.ts'
import { nyse } from './nyse.ts'

const weekday: CalendarOptions = { id: 'X', timeZone: 'Asia/Kolkata', hours: { continuous: '09:15-15:30' } }

describe('a calendar', () => {
  const calendar = nse()
  const [open, close] = [ist('2026-07-31 09:15'), ist('2026-07-31 15:30')]

  it('is open from the first moment of a session to before its end', () => {
    expect([open - 1, open, close - 1, close].map(calendar.isOpen)).toEqual([false, true, true, false])
  })

  it('is closed between two sessions of a day', () => {
    expect(calendar.isOpen(ist('2024-03-02 10:30'))).toBe(false)
    expect(calendar.session(ist('2024-03-02 10:30'))?.open).toBe(ist('2024-03-02 11:30'))
    expect(calendar.session(ist('2024-03-02 13:00'))?.open).toBe(ist('2024-03-02 11:30'))
  })

  it('tells the session of a day before, in and after it, and none on a holiday', () => {
    const session = { date: '2026-07-31', open, close }
    for (const at of [open - 1, open, close - 1, close]) expect(calendar.session(at)).toEqual(session)
    expect(calendar.session(ist('2026-01-26 10:00'))).toBeUndefined()
  })

  it('finds the next open and close, and the previous close, over a weekend and holidays', () => {
    // Good Friday 2026 is the 3rd of April, Mahavir Jayanti the 31st of March.
    expect(calendar.nextOpen(ist('2026-04-02 09:15'))).toBe(ist('2026-04-06 09:15'))
    expect(calendar.nextOpen(ist('2026-04-02 09:14'))).toBe(ist('2026-04-02 09:15'))
    expect(calendar.nextClose(ist('2026-04-02 15:29'))).toBe(ist('2026-04-02 15:30'))
    expect(calendar.nextClose(ist('2026-04-02 15:30'))).toBe(ist('2026-04-06 15:30'))
    expect(calendar.previousClose(ist('2026-04-06 15:29'))).toBe(ist('2026-04-02 15:30'))
    expect(calendar.previousClose(ist('2026-04-02 15:30'))).toBe(ist('2026-04-02 15:30'))
    expect(calendar.previousClose(ist('2026-04-01 10:00'))).toBe(ist('2026-03-30 15:30'))
  })

  it('counts trading days after one day up to another', () => {
    const between = (from: string, to: string): number =>
      calendar.tradingDaysBetween(ist(`${from} 12:00`), ist(`${to} 12:00`))
    expect(between('2026-04-02', '2026-04-06')).toBe(1)
    expect(between('2026-04-06', '2026-04-02')).toBe(-1)
    expect(between('2026-04-02', '2026-04-02')).toBe(0)
    expect(between('2026-04-02', '2026-04-04')).toBe(0)
    expect(between('2026-01-30', '2026-02-02')).toBe(2)
  })

  it('lists the sessions that reach into a range', () => {
    expect(calendar.sessions(ist('2026-04-01 15:30'), ist('2026-04-07 09:15')).map(({ date }) => date)).toEqual([
      '2026-04-02',
      '2026-04-06',
    ])
    expect(calendar.sessions(ist('2026-04-01 15:29'), ist('2026-04-01 15:30'))).toHaveLength(1)
    expect(calendar.sessions(ist('2026-04-04 00:00'), ist('2026-04-06 00:00'))).toEqual([])
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 9e15])('refuses %d, which is no moment', (at) => {
    for (const ask of [calendar.isOpen, calendar.nextOpen, calendar.session, calendar.phase])
      expect(() => ask(at)).toThrow(
        expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'at' }) }),
      )
  })
})

describe('laws of every calendar', () => {
  const calendars = [nse(), nse({ segment: 'derivatives' }), mcx(), nyse()]
  const anyCalendar = fc.constantFrom<Calendar>(...calendars)
  const moment = fc.integer({ min: Date.UTC(2005, 0), max: Date.UTC(2028, 0) })

  it('open means within a session, and in the phases of a session', () => {
    fc.assert(
      fc.property(anyCalendar, moment, (calendar, at) => {
        const session = calendar.session(at)
        const within = session !== undefined && at >= session.open && at < session.close
        expect(calendar.isOpen(at)).toBe(within)
        expect(['continuous', 'closing-auction'].includes(calendar.phase(at))).toBe(within)
      }),
      { numRuns: 2_000 },
    )
  })

  it('the next open and close follow, the previous close does not, and all are borders of sessions', () => {
    fc.assert(
      fc.property(anyCalendar, moment, (calendar, at) => {
        const [open, close, before] = [calendar.nextOpen(at), calendar.nextClose(at), calendar.previousClose(at)]
        expect(open).toBeGreaterThan(at)
        expect(close).toBeGreaterThan(at)
        expect(before).toBeLessThanOrEqual(at)
        expect([calendar.isOpen(open), calendar.isOpen(open - 1)]).toEqual([true, false])
        expect([calendar.isOpen(close), calendar.isOpen(close - 1)]).toEqual([false, true])
        expect([calendar.isOpen(before), calendar.isOpen(before - 1)]).toEqual([false, true])
        // Between the last close and the next open nothing trades, unless a session is on.
        expect(calendar.isOpen(at)).toBe(close < open)
      }),
      { numRuns: 500 },
    )
  })

  it('sessions of adjoining ranges are those of the whole, in order, and never overlap', () => {
    const range = fc.tuple(moment, fc.nat(40 * 86_400_000), fc.nat(40 * 86_400_000))
    fc.assert(
      fc.property(anyCalendar, range, (calendar, [from, first, second]) => {
        const [middle, to] = [from + first, from + first + second]
        const whole = calendar.sessions(from, to)
        expect([...new Set([...calendar.sessions(from, middle), ...calendar.sessions(middle, to)])]).toEqual(whole)
        whole.forEach((session, i) => {
          expect(session.close).toBeGreaterThan(session.open)
          if (i > 0) expect(session.open).toBeGreaterThanOrEqual(whole[i - 1]!.close)
        })
      }),
      { numRuns: 200 },
    )
  })

  it('trading days add up, and turn their sign with the direction', () => {
    fc.assert(
      fc.property(anyCalendar, moment, moment, moment, (calendar, a, b, c) => {
        const between = calendar.tradingDaysBetween
        expect(between(a, b) + between(b, c)).toBe(between(a, c))
        expect(between(a, b) + between(b, a)).toBe(0)
      }),
      { numRuns: 20 },
    )
  })

  it('every moment lies in exactly one day, whose date is that of the wall clock', () => {
    const text = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York', dateStyle: 'short' })
    fc.assert(
      fc.property(moment, (at) => {
        const day = nyse().day(at)
        expect(day.date).toBe(text.format(at))
        expect(day.start <= at && at < day.end).toBe(true)
        expect(nyse().day(day.start - 1).end).toBe(day.start)
      }),
    )
  })

  it('the open stands still on the wall clock, through every change of daylight saving', () => {
    for (let at = ny('2005-01-03 00:00'); at < ny('2027-12-20 00:00'); ) {
      const open = calendars[3]!.nextOpen(at)
      const { date } = calendars[3]!.day(open)
      expect(open).toBe(ny(`${date} 09:30`))
      at = open
    }
  })
})

describe('what is refused', () => {
  it.each<readonly [string, Partial<CalendarOptions>]>([
    ['timeZone', { timeZone: 'Asia/Nowhere' }],
    ['hours.continuous', { hours: { continuous: '9:15-15:30' as '09:15-15:30' } }],
    ['hours.continuous', { hours: { continuous: '15:30-09:15' } }],
    ['hours.closing-auction', { hours: { continuous: '09:15-15:30', 'closing-auction': '15:20-15:35' } }],
    ['hours', { hours: {} }],
    ['hours', { hours: [] }],
    ['hours', { hours: [{ from: '2026-02-30', hours: { continuous: '09:15-15:30' } }] }],
    [
      'hours',
      {
        hours: ['2026-02-01', '2026-01-01'].map((from) => ({ from, hours: { continuous: '09:15-15:30' } as const })),
      },
    ],
    ['week', { week: [] }],
    ['week', { week: [0] }],
    ['holidays', { holidays: ['26-01-2026'] }],
    ['days', { days: { '2026-13-01': 'closed' } }],
    ['days.2026-12-24.lunch', { days: { '2026-12-24': { lunch: '12:00-13:00' } as object } }],
    ['overrides.2026-12-24', { overrides: [{ days: { '2026-12-24': 'open' as 'closed' } }] }],
  ])('is named where it stands: %s', (option, wrong) => {
    expect(() => createCalendar({ ...weekday, ...wrong })).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })

  it('is a venue that never trades, once it is asked when it does', () => {
    const never = createCalendar({ ...weekday, hours: () => 'closed' })
    expect(never.isOpen(0)).toBe(false)
    expect(() => never.nextOpen(0)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
