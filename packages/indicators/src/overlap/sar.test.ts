import { describe, expect, test } from 'vitest'
import { sar } from './sar.ts'
import { sarext } from './sarext.ts'

const columns = (...rows: readonly (readonly [number, number])[]) => ({
  high: Float64Array.from(rows, ([high]) => high),
  low: Float64Array.from(rows, ([, low]) => low),
})

describe('sar', () => {
  test('follows a rise ever faster, turns where it is touched, and follows the fall', () => {
    const bars = columns([10, 9], [11, 10], [12, 11], [13, 12], [12, 9], [11, 8])
    expect([...sar(bars, 0.1, 0.3)]).toEqual([
      NaN,
      // Long from the second bar on: the low before.
      9,
      // 9 + 0.1 * (11 - 9) = 9.2
      expect.closeTo(9.2, 12),
      // A new high: 9.2 + 0.2 * (12 - 9.2) = 9.76
      expect.closeTo(9.76, 12),
      // A new high: 9.76 + 0.3 * (13 - 9.76) = 10.732, touched by a low of 9: short, at the extreme of 13.
      13,
      // 13 + 0.1 * (9 - 13) = 12.6, and not below the highs of the last two bars, 13: 13.
      13,
    ])
  })

  test('begins short where the low fell by more than the high rose, and long on a tie', () => {
    expect(sar(columns([10, 9], [9.5, 8]))[1]).toBe(10)
    expect(sar(columns([10, 9], [9.8, 9.2]))[1]).toBe(9)
  })

  test('never goes into the range of the last two bars', () => {
    const bars = columns([10, 9], [11, 9.05], [15, 9.1], [15.1, 9.2])
    const stop = sar(bars, 0.5, 0.5)
    expect(stop[2]).toBeLessThanOrEqual(9.05)
    expect(stop[3]).toBeLessThanOrEqual(9.1)
  })

  test('looks the same upside down', () => {
    const rows = Array.from({ length: 60 }, (_, i): readonly [number, number] => {
      const middle = 100 + 10 * Math.sin(i / 5) + ((i * 37) % 11) / 10
      return [middle + 1, middle - 1.3]
    })
    const flipped = rows.map(([high, low]): readonly [number, number] => [-low, -high])
    const [up, down] = [sar(columns(...rows)), sar(columns(...flipped))]
    up.forEach((stop, i) => {
      if (i > 0) expect(down[i]).toBeCloseTo(-stop, 9)
    })
  })

  test('begins anew behind a hole', () => {
    const rows = [
      [10, 9],
      [11, 10],
      [12, 11],
    ] as const
    const stop = sar(columns(...rows, [NaN, 5], ...rows))
    expect(stop.subarray(3)).toEqual(new Float64Array([NaN, ...sar(columns(...rows))]))
  })

  test.each([-0.1, NaN, Infinity])('refuses an acceleration of %s', (acceleration) => {
    expect(() => sar(columns([10, 9]), acceleration)).toThrow(
      `sar: accelerationInitLong is ${acceleration}, expected a finite number of 0 or more`,
    )
  })
})

describe('sarext', () => {
  test('is sar with negative stops of short positions, where nothing else is said', () => {
    const rows = Array.from({ length: 80 }, (_, i): readonly [number, number] => {
      const middle = 100 + 10 * Math.sin(i / 6)
      return [middle + 1, middle - 1]
    })
    const bars = columns(...rows)
    expect(sarext(bars).map(Math.abs)).toEqual(sar(bars))
    expect(sarext(bars).some((stop) => stop < 0)).toBe(true)
  })

  test('starts at a stop that it is given, long or short', () => {
    const bars = columns([10, 9], [11, 10])
    expect(sarext(bars, 7)[1]).toBe(7)
    expect(sarext(bars, -12)[1]).toBe(-12)
  })

  test('moves a stop away where it changes sides', () => {
    const bars = columns([10, 9], [11, 10], [10, 8])
    expect(sarext(bars, 0, 0.1)[2]).toBeCloseTo(-11 * 1.1, 12)
  })

  test('accelerates each side by itself', () => {
    // Long: 9 + 0.5 * (11 - 9) = 10, held down to the low before, 9. A new high: 0.5 + 0.25, at most 0.6.
    const bars = columns([10, 9], [11, 10], [13, 10.5], [13, 11])
    expect(sarext(bars, 0, 0, 0.5, 0.25, 0.6)[2]).toBe(10)
    expect(sarext(bars, 0, 0, 0.5, 0.25, 0.6)[3]).toBe(10)
  })
})
