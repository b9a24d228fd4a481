import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { swings } from '../patterns/swings.ts'
import type { Series } from '../series.ts'
import { always } from '../testing/always.ts'
import { directions, testSignalLaws, tick } from '../testing/signal-laws.ts'
import { createDivergence, type DivergenceOptions, divergence, type WithOscillator } from './divergence.ts'
import type { Signals } from './signal.ts'

const narrow: DivergenceOptions = { left: 1, right: 1 }
const candle = fc
  .tuple(tick, tick, tick)
  .map(([a, b, oscillator]): WithOscillator => ({ high: Math.max(a, b), low: Math.min(a, b), oscillator }))

describe('divergence', () => {
  testSignalLaws({
    batch: (bars, time) => ofBars(bars, { ...narrow, time, name: 'RSI' }),
    create: () => createDivergence({ ...narrow, name: 'RSI' }),
    bar: candle,
  })

  test.each([
    [
      'regular bullish: a lower low, and a higher one of the oscillator',
      [12, 10, 12, 9, 11],
      [50, 20, 60, 30, 55],
      '4 long',
    ],
    [
      'hidden bullish: a higher low, and a lower one of the oscillator',
      [12, 9, 12, 10, 11],
      [50, 30, 60, 20, 55],
      '4 long',
    ],
    [
      'regular bearish: a higher high, and a lower one of the oscillator',
      [8, 10, 8, 11, 9],
      [50, 80, 40, 70, 45],
      '4 short',
    ],
    [
      'hidden bearish: a lower high, and a higher one of the oscillator',
      [8, 11, 8, 10, 9],
      [50, 70, 40, 80, 45],
      '4 short',
    ],
  ])('finds the %s', (_, price, oscillator, expected) => {
    expect(directions(ofLine(price, oscillator, narrow))).toEqual([expected])
  })

  test.each([
    ['both go the same way', [12, 10, 12, 9, 11], [50, 30, 60, 20, 55], narrow],
    ['the lows of the price are equal', [12, 10, 12, 10, 11], [50, 20, 60, 30, 55], narrow],
    ['those of the oscillator are', [12, 10, 12, 9, 11], [50, 20, 60, 20, 55], narrow],
    ['the second swing is not confirmed yet', [12, 10, 12, 9], [50, 20, 60, 30], narrow],
    ['the second low is undercut by the bar that would confirm it', [12, 10, 12, 9, 8], [50, 20, 60, 30, 55], narrow],
    [
      'the swings are further apart than asked for',
      [12, 10, 12, 9, 11],
      [50, 20, 60, 30, 55],
      { ...narrow, maxBars: 1 },
    ],
    [
      'only the other kind is asked for',
      [12, 10, 12, 9, 11],
      [50, 20, 60, 30, 55],
      { ...narrow, kinds: ['hidden'] as const },
    ],
    ['the oscillator has no value at a swing', [12, 10, 12, 9, 11], [50, NaN, 60, 30, 55], narrow],
    ['the price has a hole beside the swing', [12, 10, 12, 9, NaN], [50, 20, 60, 30, 55], narrow],
    ['nothing moves', [10, 10, 10, 10, 10], [20, 30, 20, 30, 20], narrow],
    ['there is one bar', [10], [50], narrow],
    ['there is none', [], [], narrow],
  ])('finds none where %s', (_, price, oscillator, options) => {
    expect(directions(ofLine(price, oscillator, options))).toEqual([])
  })

  test('takes swings that are as far apart as is asked for', () => {
    const apart = ofLine([12, 10, 12, 9, 11], [50, 20, 60, 30, 55], { ...narrow, maxBars: 2 })
    expect(directions(apart)).toEqual(['4 long'])
  })

  test('measures the strength by the range of the oscillator between the swings, and says why', () => {
    const { strength, reasons } = ofLine([12, 10, 12, 9, 11], [50, 20, 60, 30, 95], { ...narrow, name: 'RSI' }).at(4)
    expect(strength).toBe(0.25) // 10 of 60 - 20; the 95 is behind the second swing
    expect(reasons).toEqual([
      'Regular bullish divergence: the price made a lower low (9 after 10, 2 bars apart) while RSI made a higher one (30 after 20)',
    ])
  })

  test('is what the swings of the price and the oscillator at them say', () => {
    let told = 0
    always(
      fc.property(fc.array(candle, { minLength: 20, maxLength: 60, size: 'max' }), (bars) => {
        const high = Float64Array.from(bars, ({ high }) => high)
        const low = Float64Array.from(bars, ({ low }) => low)
        const lows = swings({ high, low, close: low }, { left: 2, right: 1 }).filter(({ kind }) => kind === 'low')
        const expected = new Map<number, number>()
        lows.slice(1).forEach((second, i) => {
          const first = lows[i]!
          const path = bars.slice(first.index, second.index + 1).map(({ oscillator }) => oscillator)
          const [from, to] = [path[0]!, path.at(-1)!]
          const numbers = path.filter((each) => !Number.isNaN(each))
          const strength = Math.abs(to - from) / (Math.max(...numbers) - Math.min(...numbers))
          const disagrees = (second.price < first.price && to > from) || (second.price > first.price && to < from)
          if (disagrees && strength > 0) expected.set(second.knownAt, strength)
        })
        told += expected.size
        const found = ofBars(bars, { left: 2, right: 1, maxBars: 1000 }).forLong
        bars.forEach(({ high, low, oscillator }, i) => {
          expect(found[i]).toBe(i < 3 || Number.isNaN(high + low + oscillator) ? NaN : (expected.get(i) ?? 0))
        })
      }),
    )
    expect(told).toBeGreaterThan(100)
  })

  test('cannot be said before the first whole window, and in a hole', () => {
    expect(ofLine([1, 2, 3, 4], [1, 1, 1, NaN], narrow).forLong).toEqual(Float64Array.of(NaN, NaN, 0, NaN))
  })

  test('swaps long and short when everything is turned upside down', () => {
    always(
      fc.property(fc.array(candle), (bars) => {
        const turned = bars.map(({ high, low, oscillator }) => ({ high: -low, low: -high, oscillator: -oscillator }))
        const [upright, inverted] = [ofBars(bars, narrow), ofBars(turned, narrow)]
        expect(inverted.forShort).toEqual(upright.forLong)
        expect(inverted.forLong).toEqual(upright.forShort)
      }),
    )
  })

  test('does not depend on the units of price and oscillator, to the bit for powers of two', () => {
    always(
      fc.property(fc.array(candle), (bars) => {
        const scaled = bars.map(({ high, low, oscillator }) => ({
          high: high / 64,
          low: low / 64,
          oscillator: 8 * oscillator,
        }))
        expect(ofBars(scaled, narrow).forLong).toEqual(ofBars(bars, narrow).forLong)
      }),
    )
  })

  test('refuses counts that are none, and no kind at all', () => {
    for (const wrong of [{ left: 0 }, { right: 1.5 }, { maxBars: NaN }, { kinds: [] }])
      expect(() => createDivergence(wrong)).toThrow(`divergence: ${Object.keys(wrong)[0]}`)
  })
})

function ofLine(price: readonly number[], oscillator: readonly number[], options: DivergenceOptions): Signals {
  const line = Float64Array.from(price)
  return divergence({ high: line, low: line }, Float64Array.from(oscillator), options)
}

function ofBars(bars: readonly WithOscillator[], options: DivergenceOptions & { readonly time?: Series }): Signals {
  const [high, low] = [Float64Array.from(bars, ({ high }) => high), Float64Array.from(bars, ({ low }) => low)]
  return divergence(
    { high, low },
    Float64Array.from(bars, ({ oscillator }) => oscillator),
    options,
  )
}
