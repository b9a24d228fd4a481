import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nse } from '../calendars/nse.ts'
import { nyse } from '../calendars/nyse.ts'
import { createDueSince, dueSince } from './freshness.ts'

const at = (text: string): number => Date.parse(`${text}+05:30`)

describe('what is due at NSE, with a tolerance of a minute', () => {
  const calendar = nse()
  it.each([
    ['2026-01-05T11:00', '2026-01-05T10:59', 'while it trades'],
    ['2026-01-05T09:15:30', '2026-01-02T09:15', 'half a minute after the open of a Monday'],
    ['2026-01-05T09:16', '2026-01-05T09:15', 'a minute after the open'],
    ['2026-01-05T15:30', '2026-01-05T09:15', 'when it closes'],
    ['2026-01-06T03:00', '2026-01-05T09:15', 'at night'],
    ['2026-01-26T12:00', '2026-01-23T09:15', 'on a holiday after a weekend'],
  ])('at %s is of %s, %s', (now, due) => {
    expect(new Date(dueSince(at(now), 60_000, calendar))).toEqual(new Date(at(due)))
  })
})

it('is the same worked out for a stretch or for a moment', () => {
  const span = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 20) })
  fc.assert(
    fc.property(
      span,
      fc.array(fc.integer({ min: 0, max: 7_200_000 }), { maxLength: 40 }),
      fc.boolean(),
      (from, steps, isIndian) => {
        const calendar = isIndian ? nse() : nyse()
        const due = createDueSince(90_000, calendar)
        let now = from
        for (const step of steps) {
          now += step
          expect(due(now)).toBe(dueSince(now, 90_000, calendar))
        }
      },
    ),
    { seed: 5, numRuns: 60 },
  )
})
