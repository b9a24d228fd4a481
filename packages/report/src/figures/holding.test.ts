import { createBars } from '@shagun/core'
import { expect, it } from 'vitest'
import { dailyBars, day } from '../testing/run.ts'
import { buyAndHold, closeTimes } from './holding.ts'

const start = Date.UTC(2024, 0, 1)
const bars = dailyBars(start, [100, 110], [120, 90], [90, 150])

it('buys at the first open and is worth every close since', () => {
  const time = Float64Array.of(start + day, start + 2 * day, start + 3 * day)
  expect(buyAndHold(1000, time, bars)).toEqual(Float64Array.of(1100, 900, 1500))
})

it('buys at the open of the bar with which the run begins, where history is longer', () => {
  const time = Float64Array.of(start + 2 * day, start + 3 * day)
  expect(buyAndHold(1200, time, bars)).toEqual(Float64Array.of(900, 1500))
})

it('never knows a close before it happens, and keeps the last one', () => {
  const hour = day / 24
  const time = Float64Array.of(start + hour, start + day + hour, start + 9 * day)
  expect(buyAndHold(1000, time, bars)).toEqual(Float64Array.of(1000, 1100, 1500))
})

it('is nothing where no bar closes in the run', () => {
  expect(buyAndHold(1000, Float64Array.of(start - 2 * day, start - day), bars)).toBeUndefined()
  expect(buyAndHold(1000, Float64Array.of(start + 9 * day), bars)).toBeUndefined()
  expect(buyAndHold(1000, new Float64Array(), bars)).toBeUndefined()
})

it('lets a bar close when the next one opens, where its length would reach further', () => {
  const row = { open: 1, high: 1, low: 1, close: 1 }
  const cut = createBars('NSE:INFY', '1h', [
    { time: 0, ...row },
    { time: 1_800_000, ...row },
  ])
  expect(closeTimes(cut)).toEqual(Float64Array.of(1_800_000, 5_400_000))
})

it('counts months by the calendar', () => {
  const row = { open: 1, high: 1, low: 1, close: 1 }
  const months = createBars('NSE:INFY', '1mo', [{ time: Date.UTC(2024, 1, 1), ...row }])
  expect(closeTimes(months)).toEqual(Float64Array.of(Date.UTC(2024, 2, 1)))
})
