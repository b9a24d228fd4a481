import { type BarRow, type Bars, createBars, nse, nyse } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { volumeProfile } from './volume-profile.ts'

const hour = 3_600_000
const day = 24 * hour

describe('volumeProfile', () => {
  it('is the median of what traded when, bin by bin', () => {
    const bars = history('1h', [
      [0, [30, 10, 20]],
      [1, [50, 10, 40]],
      [2, [40, 13, 30]],
    ])
    expect(volumeProfile(bars)).toEqual({ binMs: hour, volumes: [40, 10, 30], days: 3 })
  })

  it('or the mean, with the same share of days left out at either end', () => {
    const bars = history(
      '1h',
      [1, 2, 3, 4, 10].map((volume, i) => [i, [volume + 100, 100]]),
    )
    expect(volumeProfile(bars, { method: 'trimmed-mean', trim: 0.2 }).volumes).toEqual([103, 100])
    expect(volumeProfile(bars, { method: 'trimmed-mean', trim: 0 }).volumes).toEqual([104, 100])
  })

  it('takes a bar that is missing for one without volume', () => {
    const bars = createBars('NSE:INFY', '1h', [row(0, 5), row(2 * hour, 5), row(day, 5), row(day + hour, 5)])
    expect(volumeProfile(bars).volumes).toEqual([5, 2.5, 2.5])
  })

  it('leaves out days that are outliers, and those that are over', () => {
    const days = [100, 110, 90, 105, 5_000, 95, 2].map((volume, i) => [i, [volume, volume]] as const)
    const profile = volumeProfile(history('1h', days))
    expect(profile).toMatchObject({ days: 5, volumes: [100, 100] })
    expect(volumeProfile(history('1h', days), { days: 2 })).toMatchObject({ days: 2, volumes: [100, 100] })
  })

  it('counts from when the session opens, wherever clocks change, and leaves out what trades outside of it', () => {
    // New York opens at 13:30 UTC in summer and at 14:30 in winter; clocks change on 2026-11-01.
    const opens = [Date.UTC(2026, 9, 29, 13, 30), Date.UTC(2026, 9, 30, 13, 30), Date.UTC(2026, 10, 2, 14, 30)]
    const rows = opens.flatMap((at) => [row(at - hour, 999), row(at, 70), row(at + hour, 30)])
    expect(volumeProfile(createBars('NYSE:IBM', '1h', rows), { calendar: nyse() }).volumes).toEqual([70, 30])
  })

  it('leaves out half days and special sessions', () => {
    // On Diwali, 2025-10-21, NSE traded for an hour only.
    const opens = [20, 21, 23].map((date) => Date.UTC(2025, 9, date, date === 21 ? 8 : 3, date === 21 ? 15 : 45))
    const rows = opens.flatMap((at) => [row(at, 70), row(at + hour / 2, 30)])
    expect(volumeProfile(createBars('NSE:INFY', '30m', rows), { calendar: nse() }).days).toBe(2)
  })

  it('takes one day of the week where it is told to', () => {
    const bars = history(
      '1h',
      Array.from({ length: 14 }, (_, i) => [i, [i % 7 === 1 ? 50 : 100]]),
    )
    expect(volumeProfile(bars, { weekday: 5 })).toMatchObject({ days: 2, volumes: [50] }) // 1970-01-02 was a Friday
  })

  it('survives JSON', () => {
    const profile = volumeProfile(history('15m', [[0, [3, 0, 4]]]))
    expect(JSON.parse(JSON.stringify(profile))).toEqual(profile)
  })

  it('lies between the least and the most of every bin', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 50, max: 100 }), { minLength: 4, maxLength: 4 }), {
          minLength: 1,
          maxLength: 9,
        }),
        fc.constantFrom('median' as const, 'trimmed-mean' as const),
        (days, method) => {
          const { volumes } = volumeProfile(
            history(
              '1h',
              days.map((each, i) => [i, each]),
            ),
            { method },
          )
          volumes.forEach((volume, bin) => {
            const all = days.map((each) => each[bin]!)
            expect(volume).toBeGreaterThanOrEqual(Math.min(...all) - 1e-9)
            expect(volume).toBeLessThanOrEqual(Math.max(...all) + 1e-9)
          })
        },
      ),
    )
  })

  it.each([
    ['bars of a day', '1d', {}, 'bars'],
    ['no bars', '1h', {}, 'bars'],
    ['no days', '1h', { days: 0 }, 'days'],
    ['all days trimmed away', '1h', { trim: 0.5 }, 'trim'],
    ['an eighth day of the week', '1h', { weekday: 8 }, 'weekday'],
    ['an unknown method', '1h', { method: 'mode' as 'median' }, 'method'],
  ] as const)('refuses %s', (_, timeframe, options, option) => {
    expect(() => volumeProfile(createBars('NSE:INFY', timeframe, []), options)).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })
})

function history(timeframe: '1h' | '15m', days: readonly (readonly [number, readonly number[]])[]): Bars {
  const length = timeframe === '1h' ? hour : hour / 4
  const rows = days.flatMap(([number, volumes]) => volumes.map((volume, i) => row(number * day + i * length, volume)))
  return createBars('NSE:INFY', timeframe, rows)
}

function row(time: number, volume: number): BarRow {
  return { time, open: 100, high: 100, low: 100, close: 100, volume }
}
