import { createBars } from '@shagun/core'
import { expect, it } from 'vitest'
import { day } from '../testing/run.ts'
import { tradingDay } from './trading-day.ts'

function opened(timeframe: '1d' | '1h', ...times: readonly number[]): ReturnType<typeof createBars> {
  const ones = times.map(() => 1)
  return createBars('NSE:INFY', timeframe, { time: times, open: ones, high: ones, low: ones, close: ones })
}

const friday = Date.UTC(2024, 4, 3)
const nineFifteen = 3.75 * 3_600_000

it('gives the close of a bar to the day on which it opened', () => {
  const dayOf = tradingDay([opened('1d', friday - day + nineFifteen, friday + nineFifteen)])
  expect(dayOf(friday + nineFifteen)).toBe(friday - day + nineFifteen)
  // By its length, the bar of Friday closes on Saturday.
  expect(dayOf(friday + day + nineFifteen)).toBe(friday + nineFifteen)
})

it('takes the bar that opened last, of whatever series', () => {
  const dayOf = tradingDay([opened('1d', friday), opened('1h', friday + nineFifteen)])
  expect(dayOf(friday + nineFifteen + 1000)).toBe(friday + nineFifteen)
})

it('lets midnight end a day where no bar tells', () => {
  expect(tradingDay([])(friday)).toBe(friday - 1)
  expect(tradingDay([opened('1h', friday - 5 * day)])(friday)).toBe(friday - 1)
})
