import { nse } from '@shagun/core'
import { expect, it } from 'vitest'
import { createSessionVolume } from './session-volume.ts'
import { day, flat, hour, minute, monday } from './testing/history.ts'

const barOf = (time: number, volume: number, timeframe: '1m' | '1h' = '1m') => ({
  instrument: 'X:A' as const,
  timeframe,
  time,
  open: 1,
  high: 1,
  low: 1,
  close: 1,
  volume,
})
const series = [flat(3, 1, { timeframe: '1h' }), flat(3, 1, { timeframe: '1m' })]

it('grows with the bars of a session, and begins anew with the next', () => {
  const after = createSessionVolume(series, undefined)
  expect(after(barOf(monday + hour, 100))).toBe(100)
  expect(after(barOf(monday + hour + minute, 50))).toBe(150)
  expect(after(barOf(monday + day, 7))).toBe(7)
})

it('counts what is in bars of several lengths once', () => {
  const after = createSessionVolume(series, undefined)
  after(barOf(monday + hour, 100))
  expect(after(barOf(monday + hour, 400, '1h'))).toBe(100)
})

it('goes by the sessions of a calendar, and knows no volume that is none', () => {
  const after = createSessionVolume(series, nse())
  // Sessions of NSE end at 10:00 UTC.
  expect(after(barOf(monday + 4 * hour, 100))).toBe(100)
  expect(after(barOf(monday + 9 * hour, Number.NaN))).toBe(100)
  expect(after(barOf(monday + day + 4 * hour, 30))).toBe(30)
})
