import { describe, expect, it } from 'vitest'
import { ist } from './moments.fixture.ts'
import { nse } from './nse.ts'
import { parseCalendarOverrides } from './parse-overrides.ts'

describe('overrides', () => {
  const file = JSON.stringify([
    {
      calendar: 'NSE',
      knownYears: [2027],
      days: { '2026-11-08': { 'pre-open': '17:45-18:00', continuous: '18:00-19:00' }, '2027-01-26': 'closed' },
    },
    { calendar: 'NSE/derivatives', days: { '2026-12-31': 'closed' } },
    { calendar: 'MCX', days: { '2026-12-30': 'closed' } },
    { days: { '2026-01-15': 'regular', '2026-12-05': 'regular' } },
  ])

  it('say what is known better, to the calendars that they are about', () => {
    const overrides = parseCalendarOverrides(file)
    const [equity, derivatives] = [nse({ overrides }), nse({ overrides, segment: 'derivatives' })]
    expect(equity.isOpen(ist('2026-11-08 18:30'))).toBe(true)
    expect(equity.phase(ist('2026-11-08 17:50'))).toBe('pre-open')
    expect([2027, 2028].map(equity.isKnownYear)).toEqual([true, false])
    expect(equity.isTradingDay(ist('2027-01-26 12:00'))).toBe(false)
    expect(derivatives.isTradingDay(ist('2027-01-26 12:00'))).toBe(false)
    expect(equity.isTradingDay(ist('2026-12-31 12:00'))).toBe(true)
    expect(derivatives.isTradingDay(ist('2026-12-31 12:00'))).toBe(false)
    expect(equity.isTradingDay(ist('2026-12-30 12:00'))).toBe(true)
  })

  it('open a holiday and a Saturday with the hours of the time', () => {
    const equity = nse({ overrides: parseCalendarOverrides(file) })
    expect(equity.session(ist('2026-01-15 12:00'))?.close).toBe(ist('2026-01-15 15:30'))
    expect(equity.session(ist('2026-12-05 12:00'))?.close).toBe(ist('2026-12-05 15:35'))
  })

  it('are one object, too, and the later of two holds', () => {
    const first = parseCalendarOverrides('{ "days": { "2026-12-30": "closed" } }')
    const later = parseCalendarOverrides('{ "days": { "2026-12-30": { "continuous": ["10:00-11:00"] } } }')
    const at = ist('2026-12-30 10:30')
    expect(nse({ overrides: [...first, ...later] }).isOpen(at)).toBe(true)
    expect(nse({ overrides: [...later, ...first] }).isOpen(at)).toBe(false)
  })

  it.each([
    ['', 'file'],
    ['[1]', 'overrides'],
    ['{ "holidays": [] }', 'holidays'],
    ['{ "calendar": 1 }', 'calendar'],
    ['{ "knownYears": ["2027"] }', 'knownYears'],
    ['{ "days": [] }', 'days'],
    ['{ "days": { "26.1.2027": "closed" } }', 'days'],
    ['{ "days": { "2027-02-29": "closed" } }', 'days'],
    ['{ "days": { "2027-01-26": "holiday" } }', 'days.2027-01-26'],
    ['{ "days": { "2027-01-26": { "continuous": "9-15" } } }', 'days.2027-01-26.continuous'],
    ['{ "days": { "2027-01-26": { "evening": "17:00-18:00" } } }', 'days.2027-01-26.evening'],
    ['{ "days": { "2027-01-26": { "continuous": null } } }', 'days.2027-01-26.continuous'],
  ])('are refused where they are written wrong: %s', (json, field) => {
    expect(() => parseCalendarOverrides(json)).toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        details: expect.objectContaining({ source: 'calendar overrides', field }),
      }),
    )
  })

  it('name the element of a list that is wrong', () => {
    expect(() => parseCalendarOverrides('[{}, { "days": 1 }]')).toThrow(/days 1 in element 1; expected/)
  })
})
