import { describe, expect, it } from 'vitest'
import { isTimeframe } from './time.ts'

describe('isTimeframe', () => {
  it.each(['1s', '5s', '1m', '15m', '1h', '4h', '1d', '1w', '1mo', '3mo', '12mo'])('knows %s', (text) => {
    expect(isTimeframe(text)).toBe(true)
  })

  it.each(['', '1', 'm', '0m', '01m', '-1m', '1.5h', '1M', '1min', '1 m', ' 1m', '1m\n', '1y', '1e3s', 'mo'])(
    'knows that %j is none',
    (text) => {
      expect(isTimeframe(text)).toBe(false)
    },
  )
})
