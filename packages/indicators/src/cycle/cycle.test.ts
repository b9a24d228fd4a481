import { describe, expect, test } from 'vitest'
import { createHtTrendline, htTrendline } from '../overlap/ht-trendline.ts'
import { createMama, mama } from '../overlap/mama.ts'
import type { Series } from '../series.ts'
import { createHtDcPeriod, htDcPeriod } from './ht-dc-period.ts'
import { createHtDcPhase, htDcPhase } from './ht-dc-phase.ts'
import { createHtPhasor, htPhasor } from './ht-phasor.ts'
import { createHtSine, htSine } from './ht-sine.ts'
import { createHtTrendMode, htTrendMode } from './ht-trend-mode.ts'

const wave = (period: number, height = 5, length = 400) =>
  Float64Array.from({ length }, (_, i) => 100 + height * Math.sin((2 * Math.PI * i) / period))
const rough = Float64Array.from({ length: 400 }, (_, i) => 100 + 4 * Math.sin(i / 4) + ((i * 7919) % 101) / 30)

/** Ehlers' transformer over whole arrays, every history an array of its own. */
function byEhlers(price: Series, skip: number) {
  const n = price.length
  const zeros = () => new Float64Array(n)
  const [smooth, detrended, inPhase, quadrature, i2, q2, re, im, period, steady] = Array.from(
    { length: 10 },
    zeros,
  ) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const at = (x: Series, i: number) => (i < skip ? 0 : x[i]!)
  for (let i = skip; i < n; i++) {
    const taps = (x: Series) =>
      0.0962 * at(x, i) + 0.5769 * at(x, i - 2) - 0.5769 * at(x, i - 4) - 0.0962 * at(x, i - 6)
    const scale = 0.075 * at(period, i - 1) + 0.54
    smooth[i] = (4 * price[i]! + 3 * price[i - 1]! + 2 * price[i - 2]! + price[i - 3]!) / 10
    detrended[i] = taps(smooth) * scale
    quadrature[i] = taps(detrended) * scale
    inPhase[i] = at(detrended, i - 3)
    i2[i] = 0.2 * (inPhase[i]! - taps(quadrature) * scale) + 0.8 * at(i2, i - 1)
    q2[i] = 0.2 * (quadrature[i]! + taps(inPhase) * scale) + 0.8 * at(q2, i - 1)
    re[i] = 0.2 * (i2[i]! * at(i2, i - 1) + q2[i]! * at(q2, i - 1)) + 0.8 * at(re, i - 1)
    im[i] = 0.2 * (i2[i]! * at(q2, i - 1) - q2[i]! * at(i2, i - 1)) + 0.8 * at(im, i - 1)
    const before = at(period, i - 1)
    const angle = (Math.atan(im[i]! / re[i]!) * 180) / Math.PI
    let measured = im[i] !== 0 && re[i] !== 0 ? 360 / angle : before
    if (measured > 1.5 * before) measured = 1.5 * before
    if (measured < 0.67 * before) measured = 0.67 * before
    measured = Math.min(Math.max(measured, 6), 50)
    period[i] = 0.2 * measured + 0.8 * before
    steady[i] = 0.33 * period[i]! + 0.67 * at(steady, i - 1)
  }
  return { smooth, inPhase, quadrature, steady }
}

const near = (actual: Series, expected: (i: number) => number, first: number) => {
  actual.forEach((value, i) => {
    if (i < first) expect(value).toBeNaN()
    else expect(value).toBeCloseTo(expected(i), 7)
  })
}

describe('the dominant cycle', () => {
  test.each([10, 15, 20, 30])('of a sine of %s bars is so many bars long', (bars) => {
    expect(Math.abs(htDcPeriod(wave(bars))[399]! - bars)).toBeLessThan(1)
  })

  test('is measured as Ehlers did', () => {
    const { inPhase, quadrature, steady } = byEhlers(rough, 12)
    near(htDcPeriod(rough), (i) => steady[i]!, 32)
    near(htPhasor(rough).inPhase, (i) => inPhase[i]!, 32)
    near(htPhasor(rough).quadrature, (i) => quadrature[i]!, 32)
  })

  test('has its phase from a sum over one cycle', () => {
    const { smooth, steady } = byEhlers(rough, 37)
    const phase = (i: number) => {
      const bars = Math.trunc(steady[i]! + 0.5)
      let [real, imaginary] = [0, 0]
      for (let k = 0; k < bars; k++) {
        const angle = (2 * Math.PI * k) / bars
        real += Math.sin(angle) * (smooth[i - k] ?? 0)
        imaginary += Math.cos(angle) * (smooth[i - k] ?? 0)
      }
      const degrees = (Math.atan(real / imaginary) * 180) / Math.PI + 90 + 360 / steady[i]! + (imaginary < 0 ? 180 : 0)
      return degrees > 315 ? degrees - 360 : degrees
    }
    near(htDcPhase(rough), phase, 63)
    near(htSine(rough).sine, (i) => Math.sin((phase(i) * Math.PI) / 180), 63)
    near(htSine(rough).leadSine, (i) => Math.sin(((phase(i) + 45) * Math.PI) / 180), 63)
  })

  test('falls out of the trend line', () => {
    const { steady } = byEhlers(rough, 37)
    const average = (i: number) => {
      if (i < 37) return 0
      const bars = Math.trunc(steady[i]! + 0.5)
      let total = 0
      for (let k = 0; k < bars; k++) total += rough[i - k]!
      return bars === 0 ? 0 : total / bars
    }
    near(
      htTrendline(rough),
      (i) => (4 * average(i) + 3 * average(i - 1) + 2 * average(i - 2) + average(i - 3)) / 10,
      63,
    )
    expect(Math.abs(htTrendline(wave(20))[399]! - 100)).toBeLessThan(0.5)
  })

  test('is told from a trend', () => {
    const rise = Float64Array.from({ length: 200 }, (_, i) => 100 + i)
    expect(new Set(htTrendMode(rise).subarray(100))).toEqual(new Set([1]))
    const modes = htTrendMode(wave(20, 0.3)).subarray(100)
    expect(modes.filter((mode) => mode === 0).length).toBeGreaterThan(200)
  })

  test('sets the pace of mama', () => {
    const { inPhase, quadrature } = byEhlers(rough, 12)
    let [adaptive, following, before] = [0, 0, 0]
    const lines = Array.from(rough, (price, i) => {
      if (i < 12) return [NaN, NaN] as const
      const phase = inPhase[i] === 0 ? 0 : (Math.atan(quadrature[i]! / inPhase[i]!) * 180) / Math.PI
      const turned = Math.max(before - phase, 1)
      before = phase
      const share = Math.max(0.5 / turned, 0.05)
      adaptive = share * price + (1 - share) * adaptive
      following = (share / 2) * adaptive + (1 - share / 2) * following
      return [adaptive, following] as const
    })
    const { mama: first, fama } = mama(rough, 0.5, 0.05)
    near(first, (i) => lines[i]![0], 32)
    near(fama, (i) => lines[i]![1], 32)
  })
})

describe.each([
  ['htDcPeriod', htDcPeriod, createHtDcPeriod, 32],
  ['htDcPhase', htDcPhase, createHtDcPhase, 63],
  ['htTrendMode', htTrendMode, createHtTrendMode, 63],
  ['htTrendline', htTrendline, createHtTrendline, 63],
  ['mama', (x: Series) => mama(x).mama, () => over(createMama(), 'mama'), 32],
  ['htPhasor', (x: Series) => htPhasor(x).quadrature, () => over(createHtPhasor(), 'quadrature'), 32],
  ['htSine', (x: Series) => htSine(x).leadSine, () => over(createHtSine(), 'leadSine'), 63],
] as const)('%s', (_name, batch, create, lookback) => {
  test('gives in streaming what it gives in batch, over many cycles, with a glance before each bar', () => {
    const indicator = create()
    const streamed = Float64Array.from(rough, (price) => {
      indicator.peek(price + 3)
      return indicator.update(price)
    })
    expect(streamed).toEqual(batch(rough))
  })

  test('begins anew behind a hole, as if the series began there', () => {
    const whole = batch(Float64Array.from([...rough.subarray(0, 150), NaN, ...rough]))
    expect(whole.subarray(151)).toEqual(batch(rough))
    expect(whole.subarray(151, 151 + lookback).every(Number.isNaN)).toBe(true)
  })
})

function over<Name extends string>(
  indicator: { peek(x: number): Readonly<Record<Name, number>>; update(x: number): Readonly<Record<Name, number>> },
  name: Name,
) {
  return { peek: (x: number) => indicator.peek(x)[name], update: (x: number) => indicator.update(x)[name] }
}

test('mama refuses limits that are none', () => {
  expect(() => mama(rough, 1, 0.05)).toThrow('mama: fastLimit is 1, expected a number from 0.01 to 0.99')
  expect(() => mama(rough, 0.5, 0)).toThrow('mama: slowLimit is 0, expected a number from 0.01 to 0.99')
})

test('a price that stands still leaves the rounding errors that it leaves in TA-Lib', () => {
  // Worked out with TA-Lib's running sums, aside from this package.
  const still = Float64Array.from({ length: 90 }, (_, i) => (i < 60 ? 100 + ((i * 7919) % 101) * 0.05 : 101.35))
  expect(htDcPhase(still)[89]).toBeCloseTo(188.8927705422443, 9)
  expect(htTrendMode(still)[89]).toBe(1)
  expect(mama(still, 0.5, 0.05).mama[89]).toBeCloseTo(101.35001417900253, 12)
  expect(mama(still, 0.5, 0.05).fama[89]).toBeCloseTo(101.36587914185449, 12)
})
