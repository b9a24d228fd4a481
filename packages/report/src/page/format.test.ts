import { isShagunError } from '@shagun/core'
import { expect, it } from 'vitest'
import { createFormat, formatDuration } from './format.ts'

const format = createFormat({})

it('writes amounts in the currency and the grouping of the locale', () => {
  expect(createFormat({ currency: 'INR', locale: 'en-IN' }).money(1234567.5)).toBe('₹12,34,567.50')
  expect(format.money(1234567.5)).toBe('1,234,567.50')
})

it('writes a loss with a minus sign and a gain with a plus sign', () => {
  expect(format.gain(-12)).toBe('−12.00')
  expect(format.gain(12)).toBe('+12.00')
  expect(format.gain(0)).toBe('0.00')
})

it('writes a small price with the digits that matter', () => {
  expect(format.price(0.00001234)).toBe('0.00001234')
  expect(format.price(187.7)).toBe('187.70')
})

it('shortens the values of an axis only as far as none loses a digit', () => {
  expect(format.axis([100_000, 102_500, 105_000])).toEqual(['100K', '102.5K', '105K'])
  expect(format.axis([99_500, 99_750])).toEqual(['99,500', '99,750'])
  expect(format.axis([0, 0.05])).toEqual(['0', '0.05'])
  expect(format.percentAxis([-0.025, 0])).toEqual(['−2.5%', '0%'])
})

it('writes dates of the time zone', () => {
  const midnightInKolkata = Date.UTC(2024, 4, 5, 18, 30)
  expect(format.date(midnightInKolkata)).toBe('May 5, 2024')
  expect(createFormat({ timeZone: 'Asia/Kolkata' }).date(midnightInKolkata)).toBe('May 6, 2024')
})

it('writes a length of time in its longest two units', () => {
  expect(formatDuration(0)).toBe('0 ms')
  expect(formatDuration(45_000)).toBe('45 s')
  expect(formatDuration(3 * 3_600_000 + 20 * 60_000 + 5_000)).toBe('3 h 20 min')
  expect(formatDuration(12 * 86_400_000)).toBe('12 d')
})

it.each([
  ['locale', { locale: 'no locale' }],
  ['currency', { currency: 'RUPEES' }],
  ['timeZone', { timeZone: 'Mars/Olympus' }],
] as const)('refuses a %s that nobody knows, and says what it should be', (option, options) => {
  try {
    createFormat(options)
    expect.unreachable()
  } catch (error) {
    if (!isShagunError(error, 'invalid-options')) throw error
    expect(error.details.option).toBe(option)
    expect(error.message).toContain('expected')
  }
})
