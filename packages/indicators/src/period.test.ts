import { expect, test } from 'vitest'
import { isIndicatorError } from './indicator-error.ts'
import { createRsi, rsi } from './momentum/rsi.ts'
import { createEma, ema } from './overlap/ema.ts'
import { createSma, sma } from './overlap/sma.ts'
import type { Series } from './series.ts'
import { max } from './statistics/max.ts'
import { atr, createAtr } from './volatility/atr.ts'

const close: Series = new Float64Array([1, 2, 3])

test.each<[string, number, (period: number) => unknown, (period: number) => unknown]>([
  ['sma', 1, (period) => sma(close, period), createSma],
  ['ema', 1, (period) => ema(close, period), createEma],
  ['rsi', 2, (period) => rsi(close, period), createRsi],
  ['atr', 1, (period) => atr({ high: close, low: close, close }, period), createAtr],
])('%s takes whole periods from %i to ten million and refuses every other', (name, shortest, batch, create) => {
  const text = '14' as unknown as number
  for (const run of [batch, create]) {
    expect(() => run(shortest)).not.toThrow()
    for (const period of [
      shortest - 1,
      -3,
      2.5,
      NaN,
      Infinity,
      -Infinity,
      10_000_001,
      2 ** 53,
      undefined!,
      null!,
      text,
    ]) {
      const message = `${name}: period is ${period}, expected a whole number of bars from ${shortest} to 1e7`
      expect(() => run(period)).toThrow(message)
      expect(() => run(period)).toThrow(expect.toSatisfy((error) => isIndicatorError(error)))
    }
  }
})

test('a period may be far longer than the series', () => {
  expect(sma(close, 10_000_000)).toEqual(new Float64Array(3).fill(NaN))
  expect(ema(close, 10_000_000)).toEqual(new Float64Array(3).fill(NaN))
  // This one remembers its whole window.
  expect(max(close, 10_000_000)).toEqual(new Float64Array(3).fill(NaN))
})
