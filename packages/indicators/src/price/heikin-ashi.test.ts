import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { always } from '../testing/always.ts'
import { testLawsOfLines } from '../testing/laws.ts'
import { bars, from } from '../testing/ordinary.ts'
import { table, type WholeBar, wholeBar, wholeBarOrHole, worstError } from '../testing/series.ts'
import { createHeikinAshi, heikinAshi } from './heikin-ashi.ts'

const first = () => 0

describe('heikinAshi', () => {
  testLawsOfLines<WholeBar<number>, 'open' | 'high' | 'low' | 'close'>({
    batch: (given) => heikinAshi(table(given)),
    create: createHeikinAshi,
    shortestPeriod: 1,
    warmUps: { open: first, high: first, low: first, close: first },
    bar: wholeBar,
    barOrHole: wholeBarOrHole,
  })

  test('opens where all candles before left it, the nearer ones counting twice as much each', () => {
    always(
      fc.property(bars, ({ open, high, low, close }) => {
        const candles = heikinAshi({ open, high, low, close })
        const average = from(close.length, (i) => (open[i]! + high[i]! + low[i]! + close[i]!) / 4)
        const opens = from(close.length, (i) => {
          let sum = (open[0]! + close[0]!) / 2 / 2 ** i
          for (let k = 0; k < i; k++) sum += average[k]! / 2 ** (i - k)
          return sum
        })
        expect(worstError(candles.close, average)).toBeLessThan(1e-12)
        expect(worstError(candles.open, opens)).toBeLessThan(1e-12)
        candles.high.forEach((top, i) => {
          expect(top).toBe(Math.max(high[i]!, candles.open[i]!, candles.close[i]!))
          expect(candles.low[i]).toBe(Math.min(low[i]!, candles.open[i]!, candles.close[i]!))
        })
      }),
    )
  })

  test('begins anew behind a missing bar', () => {
    const whole = fc.array(wholeBar, { maxLength: 20 })
    const hole = { open: 1, high: NaN, low: 1, close: 1, volume: 1 }
    always(
      fc.property(whole, whole, (before, after) => {
        const { open } = heikinAshi(table([...before, hole, ...after]))
        const parts = [before, after].map((part) => [...heikinAshi(table(part)).open])
        expect([...open]).toEqual([...parts[0]!, NaN, ...parts[1]!])
      }),
    )
  })
})
