import { describe, expect, it } from 'vitest'
import { ist, ny } from '../calendars/moments.fixture.ts'
import { nse } from '../calendars/nse.ts'
import { nyse } from '../calendars/nyse.ts'
import { type Bars, createBars } from '../model/bars.ts'
import { resample } from './resample.ts'

const minute = 60_000

/** One bar a minute over all of a session, its price the number of the bar, its volume 1. */
function minutesOf(open: number, close: number, first = 1): Bars {
  const rows = Array.from({ length: (close - open) / minute }, (_, i) => {
    const price = first + i
    return { time: open + i * minute, open: price, high: price, low: price, close: price, volume: 1 }
  })
  return createBars('NSE:INFY', '1m', rows)
}

function rowsOf({ time, open, high, low, close, volume, length }: Bars): unknown[] {
  return Array.from({ length }, (_, i) => [time[i], open[i], high[i], low[i], close[i], volume[i]])
}

describe('resample', () => {
  const day = minutesOf(ist('2026-01-05 09:15'), ist('2026-01-05 15:30'))

  it('has the hours of NSE open at 09:15, and the last one last a quarter', () => {
    const hours = resample(day, '1h', nse())
    expect([hours.instrument, hours.timeframe, hours.length]).toEqual(['NSE:INFY', '1h', 7])
    expect([...hours.time]).toEqual(
      [9, 10, 11, 12, 13, 14, 15].map((hour) => ist(`2026-01-05 ${String(hour).padStart(2, '0')}:15`)),
    )
    expect([...hours.open]).toEqual([1, 61, 121, 181, 241, 301, 361])
    expect([...hours.close]).toEqual([60, 120, 180, 240, 300, 360, 375])
    expect([...hours.volume]).toEqual([60, 60, 60, 60, 60, 60, 15])
  })

  it('has them open at full hours of UTC without a calendar', () => {
    expect([...resample(day, '1h').volume]).toEqual([15, 60, 60, 60, 60, 60, 60])
  })

  it('makes one bar of a day, stamped by its open', () => {
    expect(rowsOf(resample(day, '1d', nse()))).toEqual([[ist('2026-01-05 09:15'), 1, 375, 1, 375, 375]])
  })

  it('makes one bar of a day with two sessions', () => {
    const [first, second] = [
      minutesOf(ist('2024-03-02 09:15'), ist('2024-03-02 10:00')),
      minutesOf(ist('2024-03-02 11:30'), ist('2024-03-02 12:30'), 100),
    ]
    const both = createBars('NSE:INFY', '1m', [...first, ...second])
    expect([...resample(both, '1d', nse()).volume]).toEqual([105])
    expect([...resample(both, '1h', nse()).time]).toEqual([ist('2024-03-02 09:15'), ist('2024-03-02 11:30')])
  })

  it('does not take a bar for longer than its session, where another one follows that day', () => {
    const times = [ist('2024-03-02 09:15'), ist('2024-03-02 11:30')]
    const both = createBars(
      'NSE:INFY',
      '4h',
      times.map((time) => ({ time, open: 1, high: 1, low: 1, close: 1, volume: 1 })),
    )
    expect([...resample(both, '1d', nse()).volume]).toEqual([2])
  })

  it('has a half day of New York end at 13:00', () => {
    const half = resample(minutesOf(ny('2026-11-27 09:30'), ny('2026-11-27 13:00')), '1h', nyse())
    expect([...half.volume]).toEqual([60, 60, 60, 30])
  })

  it('leaves out what lies outside of the sessions', () => {
    const early = minutesOf(ny('2026-01-05 04:00'), ny('2026-01-05 20:00'))
    expect([...resample(early, '1d', nyse()).volume]).toEqual([390])
  })

  it.each([
    ['midnight in Mumbai', '00:00'],
    ['midnight in UTC', '05:30'],
    ['the open', '09:15'],
  ])('puts days that are stamped by %s into their weeks and months', (_, stamp) => {
    const dates = ['2026-03-27', '2026-03-30', '2026-04-01', '2026-04-02', '2026-04-06']
    const days = createBars(
      'NSE:INFY',
      '1d',
      dates.map((date, i) => ({
        time: ist(`${date} ${stamp}`),
        open: i + 1,
        high: i + 1,
        low: i + 1,
        close: i + 1,
        volume: 1,
      })),
    )
    expect(rowsOf(resample(days, '1w', nse()))).toEqual([
      [ist('2026-03-23 09:15'), 1, 1, 1, 1, 1],
      [ist('2026-03-30 09:15'), 2, 4, 2, 4, 3],
      [ist('2026-04-06 09:15'), 5, 5, 5, 5, 1],
    ])
    expect([...resample(days, '1mo', nse()).volume]).toEqual([2, 3])
  })

  it('puts days of New York that are stamped by midnight in UTC, its evening before, into their weeks', () => {
    const dates = ['2026-01-05', '2026-01-09', '2026-01-12']
    const days = createBars(
      'NYSE:IBM',
      '1d',
      dates.map((date) => ({ time: Date.parse(date), open: 1, high: 1, low: 1, close: 1, volume: 1 })),
    )
    expect([...resample(days, '1w', nyse()).volume]).toEqual([2, 1])
  })

  it('leaves out the bar that is not over at a moment, where it is asked to', () => {
    const morning = minutesOf(ist('2026-01-05 09:15'), ist('2026-01-05 10:45'))
    expect([...resample(morning, '1h', nse()).volume]).toEqual([60, 30])
    expect([...resample(morning, '1h', nse(), { until: ist('2026-01-05 11:14') }).volume]).toEqual([60])
    expect([...resample(morning, '1h', nse(), { until: ist('2026-01-05 11:15') }).volume]).toEqual([60, 30])
    expect(resample(morning, '1h', nse(), { until: ist('2026-01-05 10:14') })).toHaveLength(0)
  })

  it('invents bars only where it is asked to, and then in sessions only', () => {
    const rows = ['2026-01-05 15:28', '2026-01-06 09:17'].map((time, i) => {
      const price = 100 + i
      return { time: ist(time), open: price, high: price, low: price, close: price, volume: 5 }
    })
    const sparse = createBars('NSE:INFY', '1m', rows)
    expect(resample(sparse, '1m', nse())).toHaveLength(2)
    expect(rowsOf(resample(sparse, '1m', nse(), { fill: 'previous-close' }))).toEqual([
      [ist('2026-01-05 15:28'), 100, 100, 100, 100, 5],
      [ist('2026-01-05 15:29'), 100, 100, 100, 100, 0],
      [ist('2026-01-06 09:15'), 100, 100, 100, 100, 0],
      [ist('2026-01-06 09:16'), 100, 100, 100, 100, 0],
      [ist('2026-01-06 09:17'), 101, 101, 101, 101, 5],
    ])
  })

  it('gives nothing for nothing, and refuses a timeframe that is shorter', () => {
    expect(resample(createBars('NSE:INFY', '1m', []), '1h', nse())).toHaveLength(0)
    expect(() => resample(day, '30s', nse())).toThrow(expect.objectContaining({ code: 'invalid-options' }))
    expect(() => resample(createBars('NSE:INFY', '1h', []), '1m')).toThrow(
      expect.objectContaining({ code: 'invalid-options' }),
    )
  })
})
