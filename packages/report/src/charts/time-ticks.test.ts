import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFormat } from '../page/format.ts'
import { timeScale } from './time-scale.ts'
import { timeTicks } from './time-ticks.ts'

const hour = 3_600_000
const day = 24 * hour
const utc = createFormat({})
const kolkata = createFormat({ timeZone: 'Asia/Kolkata' })

/** Moments from one to another, evenly. */
function evenly(from: number, to: number, step: number): Float64Array {
  return Float64Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step)
}

function labels(time: Float64Array, wanted: number, format = utc): readonly string[] {
  return timeTicks(timeScale(time), wanted, format).map(({ label }) => label)
}

describe('ticks of time', () => {
  it('are years over years', () => {
    const time = evenly(Date.UTC(2013, 4, 13), Date.UTC(2018, 4, 11), day)
    expect(labels(time, 8)).toEqual(['2014', '2015', '2016', '2017', '2018'])
    expect(labels(time, 3)).toEqual(['2014', '2016', '2018'])
  })

  it('are months over a year, and name the year where it begins', () => {
    const time = evenly(Date.UTC(2019, 1, 10), Date.UTC(2020, 4, 1), day)
    expect(labels(time, 8)).toEqual(['Apr 2019', 'Jul', 'Oct', '2020', 'Apr'])
  })

  it('are the days of the zone over some days', () => {
    // From 10:00 to 10:00 in Kolkata: midnights there are at 18:30 UTC.
    const time = evenly(Date.UTC(2024, 4, 6, 4, 30), Date.UTC(2024, 4, 9, 4, 30), hour)
    const ticks = timeTicks(timeScale(time), 3, kolkata)
    expect(ticks.map(({ label }) => label)).toEqual(['May 7, 2024', 'May 8', 'May 9'])
    expect(ticks[0]!.at).toBeCloseTo(14 / 72, 9)
  })

  it('are hours over a day, with the day named first', () => {
    const time = evenly(Date.UTC(2024, 4, 6, 9), Date.UTC(2024, 4, 6, 15), 60_000)
    expect(labels(time, 8)).toEqual(['May 6, 09:00', '10:00', '11:00', '12:00', '13:00', '14:00', '15:00'])
  })

  it('stand at the days of sessions whose nights are drawn closed up, the weekend once', () => {
    // Thursday, Friday and Monday, from 04:00 to 10:00.
    const sessions = [2, 3, 6, 7].flatMap((date) => [
      ...evenly(Date.UTC(2024, 4, date, 4), Date.UTC(2024, 4, date, 10), 15 * 60_000),
    ])
    expect(labels(Float64Array.from(sessions), 8)).toEqual(['May 3, 2024', 'May 6', 'May 7'])
  })

  it('never divide a day where every moment is one', () => {
    expect(labels(evenly(Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 2), day), 8)).toEqual(['Jan 1, 2024', 'Jan 2'])
  })

  it('rise within the axis, and are not more than wanted by much', () => {
    const from = fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2030, 0) })
    const step = fc.constantFrom(1000, 60_000, hour, day, 7 * day, 30 * day)
    fc.assert(
      fc.property(
        from,
        step,
        fc.integer({ min: 2, max: 400 }),
        fc.constantFrom(3, 8),
        (start, spacing, count, wanted) => {
          const ticks = timeTicks(timeScale(evenly(start, start + spacing * count, spacing)), wanted, kolkata)
          ticks.forEach(({ at, label }, i) => {
            expect(at).toBeGreaterThanOrEqual(0)
            expect(at).toBeLessThanOrEqual(1)
            expect(at).toBeGreaterThan(ticks[i - 1]?.at ?? -1)
            expect(label).not.toBe('')
          })
          expect(ticks.length).toBeLessThanOrEqual(Math.ceil(wanted / 0.7) + 1)
        },
      ),
    )
  })
})
