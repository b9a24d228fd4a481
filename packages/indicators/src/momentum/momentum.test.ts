import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ema } from '../overlap/ema.ts'
import { sma } from '../overlap/sma.ts'
import type { Series } from '../series.ts'
import { always } from '../testing/always.ts'
import { seededAverage } from '../testing/seeded-average.ts'
import { overWindows, table, type WholeBar, worstError } from '../testing/series.ts'
import { trange } from '../volatility/trange.ts'
import { adx } from './adx.ts'
import { adxr } from './adxr.ts'
import { apo } from './apo.ts'
import { aroon } from './aroon.ts'
import { aroonosc } from './aroonosc.ts'
import { bop } from './bop.ts'
import { cci } from './cci.ts'
import { cmo } from './cmo.ts'
import { dx } from './dx.ts'
import { imi } from './imi.ts'
import { macd } from './macd.ts'
import { macdext } from './macdext.ts'
import { macdfix } from './macdfix.ts'
import { mfi } from './mfi.ts'
import { minusDi } from './minus-di.ts'
import { minusDm } from './minus-dm.ts'
import { mom } from './mom.ts'
import { plusDi } from './plus-di.ts'
import { plusDm } from './plus-dm.ts'
import { ppo } from './ppo.ts'
import { roc } from './roc.ts'
import { rocp } from './rocp.ts'
import { rocr } from './rocr.ts'
import { rocr100 } from './rocr100.ts'
import { rsi } from './rsi.ts'
import { stoch } from './stoch.ts'
import { stochf } from './stochf.ts'
import { stochrsi } from './stochrsi.ts'
import { trix } from './trix.ts'
import { ultosc } from './ultosc.ts'
import { willr } from './willr.ts'

/*
 * Each indicator against its definition, written out without any thought of speed.
 */

const price = fc.double({ min: 90, max: 110, noNaN: true })
const prices = fc.array(price, { maxLength: 80 }).map((each) => Float64Array.from(each))
const bar: fc.Arbitrary<WholeBar<number>> = fc
  .tuple(price, price, price, price, fc.integer({ min: 1, max: 1000 }))
  .map(([a, b, c, d, volume]) => ({
    open: b,
    high: Math.max(a, b, c, d),
    low: Math.min(a, b, c, d),
    close: c,
    volume,
  }))
const bars = fc.array(bar, { maxLength: 80 }).map(table)
const period = fc.integer({ min: 2, max: 12 })

function agrees<T>(
  inputs: fc.Arbitrary<T>,
  ours: (input: T, n: number) => Series,
  theirs: (input: T, n: number) => Series,
) {
  always(
    fc.property(inputs, period, (input, n) => {
      // Against the size of what is expected, or 1 where that is near 0.
      const expected = theirs(input, n)
      const actual = ours(input, n)
      expect(worstError(actual.map(lifted), expected.map(lifted))).toBeLessThan(1e-9)
    }),
  )
}

const lifted = (x: number) => x + 1000
const from = (length: number, define: (i: number) => number) => Float64Array.from({ length }, (_, i) => define(i))
const typical = ({ high, low, close }: WholeBar<Series>) => high.map((x, i) => (x + low[i]! + close[i]!) / 3)
const total = (window: readonly number[]) => window.reduce((sum, x) => sum + x, 0)
const changes = (x: Series) => from(x.length, (i) => x[i]! - (x[i - 1] ?? NaN))
const minus = (a: Series, b: Series) => a.map((x, i) => x - b[i]!)

describe('rates of change', () => {
  test('compare with the number so many bars before', () => {
    const before = (x: Series, n: number) => from(x.length, (i) => x[i - n] ?? NaN)
    agrees(prices, mom, (x, n) => minus(x, before(x, n)))
    agrees(prices, roc, (x, n) => x.map((now, i) => 100 * (now / before(x, n)[i]! - 1)))
    agrees(prices, rocp, (x, n) => x.map((now, i) => now / before(x, n)[i]! - 1))
    agrees(prices, rocr, (x, n) => x.map((now, i) => now / before(x, n)[i]!))
    agrees(prices, rocr100, (x, n) => x.map((now, i) => (100 * now) / before(x, n)[i]!))
  })

  test('give 0 where the number before is 0', () => {
    const x = new Float64Array([0, 5])
    for (const rate of [roc, rocp, rocr, rocr100]) expect(rate(x, 1)).toEqual(new Float64Array([NaN, 0]))
  })
})

describe('oscillators of one series', () => {
  test('cmo weighs rises against falls, smoothed as Wilder did', () => {
    agrees(prices, cmo, (x, n) => {
      const up = seededAverage(
        changes(x).map((d) => (d < 0 ? 0 : d)),
        n,
        1 / n,
      )
      const down = seededAverage(
        changes(x).map((d) => (d > 0 ? 0 : -d)),
        n,
        1 / n,
      )
      return up.map((gain, i) => (100 * (gain - down[i]!)) / (gain + down[i]!))
    })
    expect(cmo(new Float64Array([5, 5, 5]), 2)[2]).toBe(0)
  })

  test('trix is the change of an average thrice', () => {
    agrees(prices, trix, (x, n) => {
      const average = ema(ema(ema(x, n), n), n)
      return from(x.length, (i) => 100 * (average[i]! / (average[i - 1] ?? NaN) - 1))
    })
  })

  test('apo and ppo set a faster average against a slower one, whichever comes first', () => {
    agrees(
      prices,
      (x, n) => apo(x, n, n + 5),
      (x, n) => minus(sma(x, n), sma(x, n + 5)),
    )
    agrees(
      prices,
      (x, n) => apo(x, n + 5, n, { ma: 'ema' }),
      (x, n) => minus(ema(x, n), ema(x, n + 5)),
    )
    agrees(
      prices,
      (x, n) => ppo(x, n, n + 5),
      (x, n) => sma(x, n).map((fast, i) => (100 * (fast - sma(x, n + 5)[i]!)) / sma(x, n + 5)[i]!),
    )
  })

  test('stochrsi is the fast stochastic of the index', () => {
    always(
      fc.property(prices, period, (x, n) => {
        const index = rsi(x, n)
        const { fastK, fastD } = stochf({ high: index, low: index, close: index }, 5, 3)
        const both = stochrsi(x, n, 5, 3)
        expect(worstError(both.fastK.map(lifted), fastK.map(lifted))).toBeLessThan(1e-12)
        expect(worstError(both.fastD.map(lifted), fastD.map(lifted))).toBeLessThan(1e-12)
      }),
    )
  })
})

test('stochrsi makes of an index that only trembles in its last digit what TA-Lib makes of it', () => {
  // Wilder's averages as TA-Lib steps them, written out for a price that stands still behind some rough bars.
  const x = from(90, (i) => (i < 60 ? 100 + ((i * 7919) % 101) * 0.05 : 101.35))
  let [gain, loss] = [0, 0]
  const index = from(x.length, (i) => {
    const change = i === 0 ? 0 : x[i]! - x[i - 1]!
    if (i > 14) [gain, loss] = [gain * 13, loss * 13]
    if (change < 0) loss -= change
    else gain += change
    if (i >= 14) [gain, loss] = [gain / 14, loss / 14]
    return i < 14 ? NaN : 100 * (gain / (gain + loss))
  })
  const { fastK } = stochf({ high: index, low: index, close: index }, 5, 3)
  expect(new Set(fastK.subarray(64))).toEqual(new Set([0, 50, 100]))
  expect(stochrsi(x, 14, 5, 3).fastK).toEqual(fastK)
})

describe('macd', () => {
  /** The faster average, seeded with the numbers just before the bar at which the slower one begins. */
  const late = (x: Series, fast: number, slow: number) =>
    from(x.length, (i) => ema(x.subarray(slow - fast) as Float64Array, fast)[i - slow + fast] ?? NaN)

  test('is the difference of averages that begin at one bar, and its signal', () => {
    const slow = (n: number) => n + 4
    const line = (x: Series, n: number) => minus(late(x, n, slow(n)), ema(x, slow(n)))
    const shown = (x: Series, n: number) => line(x, n).map((d, i) => d + 0 * ema(line(x, n), 3)[i]!)
    agrees(prices, (x, n) => macd(x, n, slow(n), 3).macd, shown)
    agrees(
      prices,
      (x, n) => macd(x, n, slow(n), 3).signal,
      (x, n) => ema(line(x, n), 3),
    )
    agrees(
      prices,
      (x, n) => macd(x, n, slow(n), 3).histogram,
      (x, n) => minus(line(x, n), ema(line(x, n), 3)),
    )
  })

  test('begins at bar 33 with the usual periods', () => {
    const x = from(60, (i) => 100 + Math.sin(i))
    const { macd: line, signal, histogram } = macd(x, 12, 26, 9)
    for (const each of [line, signal, histogram]) expect(each.findIndex((value) => !Number.isNaN(value))).toBe(33)
  })

  test('is what macdext gives with exponential averages, and near macdfix', () => {
    const x = from(200, (i) => 100 + 10 * Math.sin(i / 7) + (i % 5))
    const kinds = { fast: 'ema', slow: 'ema', signal: 'ema' } as const
    expect(macdext(x, 12, 26, 9, kinds)).toEqual(macd(x, 12, 26, 9))
    // 0.15 and 0.075 instead of 2 / 13 and 2 / 27.
    expect(macdfix(x, 9).macd[199]).toBeCloseTo(macd(x, 12, 26, 9).macd[199]!, 0)
  })

  test('macdext has simple averages where nothing else is said, and swaps kinds with periods', () => {
    const line = (x: Series, n: number) => minus(sma(x, n), sma(x, n + 4))
    agrees(
      prices,
      (x, n) => macdext(x, n, n + 4, 3).signal,
      (x, n) => sma(line(x, n), 3),
    )
    const x = from(80, (i) => 100 + ((i * 37) % 11))
    expect(macdext(x, 9, 4, 3, { fast: 'wma', slow: 'ema' })).toEqual(macdext(x, 4, 9, 3, { fast: 'ema', slow: 'wma' }))
  })
})

describe('places in a range', () => {
  const range = ({ high, low }: WholeBar<Series>, n: number) => ({
    top: overWindows(high, n, (window) => Math.max(...window)),
    bottom: overWindows(low, n, (window) => Math.min(...window)),
  })
  const raw = (b: WholeBar<Series>, n: number) => {
    const { top, bottom } = range(b, n)
    return b.close.map((x, i) => (100 * (x - bottom[i]!)) / (top[i]! - bottom[i]!))
  }

  test('willr counts down from the top', () => {
    agrees(bars, willr, (b, n) => raw(b, n).map((k) => k - 100))
  })

  test('stoch and stochf count up from the bottom, averaged', () => {
    agrees(
      bars,
      (b, n) => stochf(b, n, 3).fastD,
      (b, n) => sma(raw(b, n), 3),
    )
    agrees(
      bars,
      (b, n) => stochf(b, n, 3).fastK,
      (b, n) => raw(b, n).map((k, i) => k + 0 * sma(raw(b, n), 3)[i]!),
    )
    agrees(
      bars,
      (b, n) => stoch(b, n, 3, 4).slowD,
      (b, n) => sma(sma(raw(b, n), 3), 4),
    )
    agrees(
      bars,
      (b, n) => stoch(b, n, 3, 4, { slowK: 'ema', slowD: 'wma' }).slowK.subarray(n + 5),
      (b, n) => ema(raw(b, n), 3).subarray(n + 5),
    )
  })

  test('are 0 where there is no range', () => {
    const flat = new Float64Array(5).fill(7)
    const b = { high: flat, low: flat, close: flat }
    expect(willr(b, 3)[4]).toBe(0)
    expect(stochf(b, 3, 1).fastK[4]).toBe(0)
  })

  test('aroon counts the bars since the extremes, of ties the last', () => {
    agrees(
      bars,
      (b, n) => aroon(b, n).aroonUp,
      (b, n) => overWindows(b.high, n + 1, (window) => (100 * window.lastIndexOf(Math.max(...window))) / n),
    )
    agrees(
      bars,
      (b, n) => aroon(b, n).aroonDown,
      (b, n) => overWindows(b.low, n + 1, (window) => (100 * window.lastIndexOf(Math.min(...window))) / n),
    )
    agrees(bars, aroonosc, (b, n) => minus(aroon(b, n).aroonUp, aroon(b, n).aroonDown))
    const flat = new Float64Array(4).fill(1)
    expect(aroon({ high: flat, low: flat }, 3).aroonUp[3]).toBe(100)
  })
})

describe('oscillators of bars', () => {
  test('cci measures the typical price in mean deviations', () => {
    agrees(bars, cci, (b, n) =>
      overWindows(typical(b), n, (window) => {
        const mean = total(window) / n
        const deviation = total(window.map((x) => Math.abs(x - mean))) / n
        return (window.at(-1)! - mean) / (0.015 * deviation)
      }),
    )
  })

  test('cci is 0 while the price stands still, also where no binary number hits it', () => {
    for (const price of [100.05, 0.1, 84.61, 1e5 / 3]) {
      const still = new Float64Array(40).fill(price)
      expect(cci({ high: still, low: still, close: still }, 14).subarray(13)).toEqual(new Float64Array(27))
    }
  })

  test('bop sets the body against the range', () => {
    agrees(
      bars,
      (b) => bop(b),
      ({ open, high, low, close }) =>
        close.map((x, i) => (high[i]! > low[i]! ? (x - open[i]!) / (high[i]! - low[i]!) : 0)),
    )
  })

  test('mfi is the part of the money that flowed on rising prices', () => {
    agrees(bars, mfi, (b, n) => {
      const tp = typical(b)
      const flow = (isOfSide: (change: number) => boolean) =>
        overWindows(
          changes(tp).map((d, i) => (Number.isNaN(d) ? NaN : isOfSide(d) ? tp[i]! * b.volume[i]! : 0)),
          n,
          total,
        )
      const up = flow((d) => d > 0)
      const down = flow((d) => d < 0)
      return up.map((x, i) => (100 * x) / (x + down[i]!))
    })
    const flat = new Float64Array(4).fill(5)
    expect(mfi({ high: flat, low: flat, close: flat, volume: flat }, 2)[3]).toBe(0)
  })

  test('imi is the part of the bodies that rose', () => {
    agrees(bars, imi, ({ open, close }, n) => {
      const bodies = minus(close, open)
      const up = overWindows(
        bodies.map((x) => Math.max(x, 0)),
        n,
        total,
      )
      const all = overWindows(bodies.map(Math.abs), n, total)
      return up.map((x, i) => (100 * x) / all[i]!)
    })
  })

  test('imi has no value while no body moves, as in TA-Lib', () => {
    const open = new Float64Array([5, 5, 5, 5, 5])
    expect(imi({ open, close: new Float64Array([6, 5, 5, 5, 4]) }, 3)).toEqual(
      new Float64Array([NaN, NaN, 100, NaN, 0]),
    )
  })

  test('ultosc weighs three windows 4, 2, 1, the shortest most', () => {
    agrees(
      bars,
      (b, n) => ultosc(b, 3 * n, n, 2 * n),
      (b, n) => {
        const trueLow = from(b.low.length, (i) => Math.min(b.low[i]!, b.close[i - 1] ?? NaN))
        const pressure = minus(b.close, trueLow)
        const average = (k: number) => {
          const bought = overWindows(pressure, k, total)
          const ranged = overWindows(trange(b), k, total)
          return bought.map((x, i) => x / ranged[i]!)
        }
        const [a, c, d] = [average(n), average(2 * n), average(3 * n)]
        return a.map((x, i) => (100 * (4 * x + 2 * c[i]! + d[i]!)) / 7)
      },
    )
  })
})

describe('directional movement', () => {
  /** Wilder's sums: the first n - 1, then less an nth of it, plus the new one. */
  const wilder = (x: Series, n: number) => {
    let sum = 0
    return from(x.length, (i) => {
      if (i === 0) return NaN
      sum = i < n ? sum + x[i]! : sum - sum / n + x[i]!
      return i < n - 1 ? NaN : sum
    })
  }
  const up = ({ high, low }: WholeBar<Series>) =>
    from(high.length, (i) => {
      const [rise, fall] = [high[i]! - high[i - 1]!, low[i - 1]! - low[i]!]
      return rise > fall && rise > 0 ? rise : 0
    })
  const down = ({ high, low }: WholeBar<Series>) =>
    from(high.length, (i) => {
      const [rise, fall] = [high[i]! - high[i - 1]!, low[i - 1]! - low[i]!]
      return fall > rise && fall > 0 ? fall : 0
    })
  const indicator = (moves: Series, b: WholeBar<Series>, n: number) => {
    const [moved, ranged] = [wilder(moves, n), wilder(trange(b), n)]
    return moved.map((x, i) => (i < n ? NaN : ranged[i]! > 0 ? (100 * x) / ranged[i]! : 0))
  }
  const index = (b: WholeBar<Series>, n: number) => {
    const [plus, neg] = [indicator(up(b), b, n), indicator(down(b), b, n)]
    return plus.map((x, i) => (x + neg[i]! > 0 ? (100 * Math.abs(x - neg[i]!)) / (x + neg[i]!) : i < n ? NaN : 0))
  }

  test('sums up as Wilder did', () => {
    agrees(bars, plusDm, (b, n) => wilder(up(b), n))
    agrees(bars, minusDm, (b, n) => wilder(down(b), n))
    agrees(bars, plusDi, (b, n) => indicator(up(b), b, n))
    agrees(bars, minusDi, (b, n) => indicator(down(b), b, n))
  })

  test('has an index, its average and its rating', () => {
    // A definition for bars that move; those that do not have a test below.
    const moving = bars.filter((b) => index(b, 2).every((x) => x !== 0))
    const average = (b: WholeBar<Series>, n: number) => seededAverage(index(b, n), n, 1 / n)
    agrees(moving, dx, index)
    agrees(moving, adx, average)
    agrees(moving, adxr, (b, n) =>
      from(b.high.length, (i) => (average(b, n)[i]! + (average(b, n)[i - n + 1] ?? NaN)) / 2),
    )
  })

  test('counts neither side on a tie, and stays what it was where nothing moves', () => {
    const b = (rows: readonly (readonly [number, number, number])[]) => ({
      high: Float64Array.from(rows, ([high]) => high),
      low: Float64Array.from(rows, ([, low]) => low),
      close: Float64Array.from(rows, ([, , close]) => close),
    })
    const tie = b([
      [10, 8, 9],
      [11, 7, 9],
    ])
    expect(plusDm(tie, 1)[1]).toBe(0)
    expect(minusDm(tie, 1)[1]).toBe(0)
    const still = b([
      [10, 8, 9],
      [12, 9, 11],
      [12, 9, 11],
      [12, 9, 11],
    ])
    expect(dx(still, 1)).toEqual(new Float64Array([NaN, 100, 100, 100]))
    expect(adx(still, 1)).toEqual(new Float64Array([NaN, 100, 100, 100]))
    const flat = b([
      [5, 5, 5],
      [5, 5, 5],
      [5, 5, 5],
    ])
    expect(dx(flat, 1)).toEqual(new Float64Array([NaN, 0, 0]))
    expect(adx(flat, 1)).toEqual(new Float64Array([NaN, 0, 0]))
    expect(plusDi(flat, 1)).toEqual(new Float64Array([NaN, 0, 0]))
  })
})
