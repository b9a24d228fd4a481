import { describe, expect, test } from 'vitest'
import { ad } from './ad.ts'
import { adosc } from './adosc.ts'
import { obv } from './obv.ts'

const columns = (...rows: readonly (readonly [number, number, number, number])[]) => ({
  high: Float64Array.from(rows, ([high]) => high),
  low: Float64Array.from(rows, ([, low]) => low),
  close: Float64Array.from(rows, ([, , close]) => close),
  volume: Float64Array.from(rows, ([, , , volume]) => volume),
})

describe('ad', () => {
  test('adds the volume up, weighed by where each bar closed', () => {
    // At the high all of it, in the middle nothing, at the low less all of it; a quarter up less a half.
    const bars = columns([10, 6, 10, 100], [10, 6, 8, 70], [10, 6, 6, 30], [10, 6, 7, 20])
    expect(ad(bars)).toEqual(new Float64Array([100, 100, 70, 60]))
  })

  test('adds nothing for a bar without a range, and shows nothing for one with a hole', () => {
    const bars = columns([10, 6, 10, 100], [8, 8, 8, 50], [10, NaN, 9, 5], [8, 8, NaN, 5], [10, 6, 10, 1])
    expect(ad(bars)).toEqual(new Float64Array([100, 100, NaN, NaN, 101]))
  })
})

describe('adosc', () => {
  test('sets two averages of the line against one another, both seeded with its first value', () => {
    const bars = columns([10, 6, 10, 100], [10, 6, 10, 20], [10, 6, 6, 30])
    // The line: 100, 120, 90. Over 2 bars (2 / 3 of a new value): 100, 340 / 3, 880 / 9. Over 3 (half): 100, 110, 100.
    expect([...adosc(bars, 2, 3)]).toEqual([NaN, NaN, expect.closeTo(880 / 9 - 100, 10)])
    expect([...adosc(bars, 3, 2)]).toEqual([NaN, NaN, expect.closeTo(100 - 880 / 9, 10)])
  })

  test('begins anew behind a hole', () => {
    const bars = columns([10, 6, 10, 100], [10, 6, 10, NaN], [10, 6, 10, 20], [10, 6, 6, 30])
    expect([...adosc(bars, 1, 2)]).toEqual([NaN, NaN, NaN, expect.closeTo(-10 - (2 / 3) * -10 - (1 / 3) * 20, 10)])
  })
})

describe('obv', () => {
  test('follows the published example', () => {
    // ChartSchool's worked example of on-balance volume: begun with the first volume, as TA-Lib does, instead of 0.
    const close = [53.26, 53.3, 53.32, 53.72, 54.19, 53.92, 54.65, 54.6, 54.21, 54.53]
    const volume = [8200, 8100, 8300, 8900, 9200, 13_300, 10_300, 9900, 10_100, 11_300]
    expect([...obv({ close: Float64Array.from(close), volume: Float64Array.from(volume) })]).toEqual([
      8200, 16_300, 24_600, 33_500, 42_700, 29_400, 39_700, 29_800, 19_700, 31_000,
    ])
  })

  test('stands still on an unchanged close, and compares with the last close that is known', () => {
    const close = new Float64Array([5, 5, NaN, 6, 4])
    const volume = new Float64Array([10, 20, 30, 40, NaN])
    expect(obv({ close, volume })).toEqual(new Float64Array([10, 10, NaN, 50, NaN]))
  })
})
