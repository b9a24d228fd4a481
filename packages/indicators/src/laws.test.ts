import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as ta from './index.ts'
import type { Series } from './series.ts'
import type { Streaming } from './streaming.ts'
import { testLaws, testLawsOfLines } from './testing/laws.ts'
import { price, priceOrHole, table, type WholeBar, wholeBar, wholeBarOrHole } from './testing/series.ts'

/*
 * What every indicator keeps to, for those whose own tests only say what they compute.
 */

type WarmUp = (period: number) => number
type Numbers = (close: Series, period: number) => Float64Array
type Bars = (bars: WholeBar<Series>, period: number) => Float64Array

const ofNumbers: readonly [string, Numbers, (period: number) => Streaming<number, number>, WarmUp, number?][] = [
  ['mom', ta.mom, ta.createMom, (period) => period],
  ['roc', ta.roc, ta.createRoc, (period) => period],
  ['rocp', ta.rocp, ta.createRocp, (period) => period],
  ['rocr', ta.rocr, ta.createRocr, (period) => period],
  ['rocr100', ta.rocr100, ta.createRocr100, (period) => period],
  ['cmo', ta.cmo, ta.createCmo, (period) => period],
  ['trix', ta.trix, ta.createTrix, (period) => 3 * (period - 1) + 1],
  ['apo', (x, n) => ta.apo(x, n, 2 * n), (n) => ta.createApo(n, 2 * n), (n) => 2 * n - 1],
  ['ppo', (x, n) => ta.ppo(x, 3 * n, n, { ma: 'ema' }), (n) => ta.createPpo(3 * n, n, { ma: 'ema' }), (n) => 3 * n - 1],
  ['sum', ta.sum, ta.createSum, (period) => period - 1],
  ['min', ta.min, ta.createMin, (period) => period - 1],
  ['max', ta.max, ta.createMax, (period) => period - 1],
  ['minindex', ta.minindex, ta.createMinindex, (period) => period - 1],
  ['maxindex', ta.maxindex, ta.createMaxindex, (period) => period - 1],
  ['linearreg', ta.linearreg, ta.createLinearreg, (period) => period - 1, 2],
  ['linearregSlope', ta.linearregSlope, ta.createLinearregSlope, (period) => period - 1, 2],
  ['linearregIntercept', ta.linearregIntercept, ta.createLinearregIntercept, (period) => period - 1, 2],
  ['linearregAngle', ta.linearregAngle, ta.createLinearregAngle, (period) => period - 1, 2],
  ['tsf', ta.tsf, ta.createTsf, (period) => period - 1, 2],
  ['avgdev', ta.avgdev, ta.createAvgdev, (period) => period - 1],
  ['stddev', (x, n) => ta.stddev(x, n, 2), (n) => ta.createStddev(n, 2), (n) => n - 1],
  ['var', ta.var, ta.createVar, (period) => period - 1],
  ['htDcPeriod', (x) => ta.htDcPeriod(x), () => ta.createHtDcPeriod(), () => 32],
  ['htDcPhase', (x) => ta.htDcPhase(x), () => ta.createHtDcPhase(), () => 63],
  ['htTrendMode', (x) => ta.htTrendMode(x), () => ta.createHtTrendMode(), () => 63],
  ['htTrendline', (x) => ta.htTrendline(x), () => ta.createHtTrendline(), () => 63],
]

type Create = (period: number) => Streaming<WholeBar<number>, number>

/** The last one: bars of which an indicator gives a value at each, where that is not so of all bars. */
const ofBars: readonly [string, Bars, Create, WarmUp, number?, fc.Arbitrary<WholeBar<number>>?][] = [
  ['willr', ta.willr, ta.createWillr, (period) => period - 1],
  ['cci', ta.cci, ta.createCci, (period) => period - 1],
  ['bop', (bars) => ta.bop(bars), () => ta.createBop(), () => 0],
  ['aroonosc', ta.aroonosc, ta.createAroonosc, (period) => period],
  ['mfi', ta.mfi, ta.createMfi, (period) => period],
  ['imi', ta.imi, ta.createImi, (period) => period - 1, 1, wholeBar.filter(({ open, close }) => open !== close)],
  ['ultosc', (b, n) => ta.ultosc(b, n, 2 * n, 1), (n) => ta.createUltosc(n, 2 * n, 1), (n) => 2 * n],
  ['plusDi', ta.plusDi, ta.createPlusDi, (period) => period],
  ['minusDi', ta.minusDi, ta.createMinusDi, (period) => period],
  ['plusDm', ta.plusDm, ta.createPlusDm, (period) => Math.max(period - 1, 1)],
  ['minusDm', ta.minusDm, ta.createMinusDm, (period) => Math.max(period - 1, 1)],
  ['dx', ta.dx, ta.createDx, (period) => period],
  ['adx', ta.adx, ta.createAdx, (period) => 2 * period - 1],
  ['adxr', ta.adxr, ta.createAdxr, (period) => 3 * period - 2],
  ['natr', ta.natr, ta.createNatr, (period) => period],
  ['avgprice', (bars) => ta.avgprice(bars), () => ta.createAvgprice(), () => 0],
  ['medprice', (bars) => ta.medprice(bars), () => ta.createMedprice(), () => 0],
  ['typprice', (bars) => ta.typprice(bars), () => ta.createTypprice(), () => 0],
  ['wclprice', (bars) => ta.wclprice(bars), () => ta.createWclprice(), () => 0],
  ['ad', (bars) => ta.ad(bars), () => ta.createAd(), () => 0],
  ['adosc', (b, n) => ta.adosc(b, n, 3), (n) => ta.createAdosc(n, 3), (n) => Math.max(n, 3) - 1],
  ['obv', (bars) => ta.obv(bars), () => ta.createObv(), () => 0],
  ['sar', (bars) => ta.sar(bars), () => ta.createSar(), () => 1],
  [
    'sarext',
    (bars) => ta.sarext(bars, -100, 0.01, 0.01, 0.02, 0.1, 0.03, 0.04, 0.2),
    () => ta.createSarext(-100, 0.01, 0.01, 0.02, 0.1, 0.03, 0.04, 0.2),
    () => 1,
  ],
]

const noPeriods = [0, -1, 2.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]

/** Refuses what is no period, in both forms, wherever a period is asked for. */
function testPeriods(batch: (period: number) => unknown, create: (period: number) => unknown, warmUp: WarmUp): void {
  if (warmUp(5) === warmUp(6)) return
  test.each(noPeriods)('refuses a period of %s', (period) => {
    for (const make of [batch, create]) expect(() => make(period)).toThrow(expect.toSatisfy(ta.isIndicatorError))
  })
}

describe.each(ofNumbers)('%s', (_name, batch, create, warmUp, shortestPeriod = 1) => {
  testPeriods((period) => batch(new Float64Array(9), period), create, warmUp)

  testLaws<number>({
    batch: (closes, period) => batch(Float64Array.from(closes), period),
    create,
    shortestPeriod,
    warmUp,
    bar: price,
    barOrHole: priceOrHole,
  })
})

describe.each(ofBars)('%s', (_name, batch, create, warmUp, shortestPeriod = 1, bar = wholeBar) => {
  const columns = table(fc.sample(wholeBar, { seed: 1, numRuns: 20 }))
  testPeriods((period) => batch(columns, period), create, warmUp)

  test('refuses a column of another length, or does not read it', () => {
    const expected = batch(columns, 3)
    for (const field of ['open', 'high', 'low', 'close', 'volume'] as const) {
      const wrong = { ...columns, [field]: new Float64Array(19).fill(7) }
      let result: unknown
      try {
        result = batch(wrong, 3)
      } catch (error) {
        expect(ta.isIndicatorError(error)).toBe(true)
        continue
      }
      expect(result).toEqual(expected)
    }
  })

  testLaws<WholeBar<number>>({
    batch: (bars, period) => batch(table(bars), period),
    create,
    shortestPeriod,
    warmUp,
    bar,
    barOrHole: wholeBarOrHole,
  })
})

const pair = fc.tuple(price, price)
const pairOrHole = fc.oneof({ weight: 5, arbitrary: pair }, fc.tuple(priceOrHole, priceOrHole))

describe.each([
  { name: 'correl', batch: ta.correl, create: ta.createCorrel, warmUp: (period: number) => period - 1 },
  { name: 'beta', batch: ta.beta, create: ta.createBeta, warmUp: (period: number) => period },
])('$name', ({ batch, create, warmUp }) => {
  testLaws<readonly [number, number]>({
    batch: (pairs, period) =>
      batch(
        Float64Array.from(pairs, ([a]) => a),
        Float64Array.from(pairs, ([, b]) => b),
        period,
      ),
    create,
    shortestPeriod: 1,
    warmUp,
    bar: pair,
    barOrHole: pairOrHole,
  })
})

const numbers = { shortestPeriod: 1, bar: price, barOrHole: priceOrHole } as const
const bars = { shortestPeriod: 1, bar: wholeBar, barOrHole: wholeBarOrHole } as const
const all = <Name extends string>(names: readonly Name[], warmUp: WarmUp) =>
  Object.fromEntries(names.map((name) => [name, warmUp])) as Record<Name, WarmUp>

describe('aroon', () => {
  testLawsOfLines<WholeBar<number>, 'aroonDown' | 'aroonUp'>({
    ...bars,
    batch: (given, period) => ta.aroon(table(given), period),
    create: ta.createAroon,
    warmUps: all(['aroonDown', 'aroonUp'], (period) => period),
  })
})

describe('stoch', () => {
  testLawsOfLines<WholeBar<number>, 'slowK' | 'slowD'>({
    ...bars,
    batch: (given, period) => ta.stoch(table(given), period, 3, 2),
    create: (period) => ta.createStoch(period, 3, 2),
    warmUps: all(['slowK', 'slowD'], (period) => period + 2),
  })
})

describe('stochf', () => {
  testLawsOfLines<WholeBar<number>, 'fastK' | 'fastD'>({
    ...bars,
    batch: (given, period) => ta.stochf(table(given), period, 3, { fastD: 'ema' }),
    create: (period) => ta.createStochf(period, 3, { fastD: 'ema' }),
    warmUps: all(['fastK', 'fastD'], (period) => period + 1),
  })
})

describe('stochrsi', () => {
  testLawsOfLines<number, 'fastK' | 'fastD'>({
    ...numbers,
    shortestPeriod: 2,
    batch: (closes, period) => ta.stochrsi(Float64Array.from(closes), period, 3, 2),
    create: (period) => ta.createStochrsi(period, 3, 2),
    warmUps: all(['fastK', 'fastD'], (period) => period + 3),
  })
})

const macdLines = ['macd', 'signal', 'histogram'] as const

describe('macd', () => {
  testLawsOfLines<number, (typeof macdLines)[number]>({
    ...numbers,
    batch: (closes, period) => ta.macd(Float64Array.from(closes), 2 * period, period, 3),
    create: (period) => ta.createMacd(2 * period, period, 3),
    warmUps: all(macdLines, (period) => 2 * period + 1),
  })
})

describe('macdfix', () => {
  testLawsOfLines<number, (typeof macdLines)[number]>({
    ...numbers,
    batch: (closes, period) => ta.macdfix(Float64Array.from(closes), period),
    create: ta.createMacdfix,
    warmUps: all(macdLines, (period) => 24 + period),
  })
})

describe('macdext', () => {
  testLawsOfLines<number, (typeof macdLines)[number]>({
    ...numbers,
    batch: (closes, period) => ta.macdext(Float64Array.from(closes), 3, period + 1, 2, { fast: 'tema', slow: 'ema' }),
    create: (period) => ta.createMacdext(3, period + 1, 2, { fast: 'tema', slow: 'ema' }),
    // Three times an average of 3 takes in 6 numbers, or of the shorter period, which is then the faster one.
    warmUps: all(macdLines, (period) => Math.max(6, period) + 1),
  })
})

describe('mama', () => {
  testLawsOfLines<number, 'mama' | 'fama'>({
    ...numbers,
    batch: (closes) => ta.mama(Float64Array.from(closes)),
    create: () => ta.createMama(),
    warmUps: all(['mama', 'fama'], () => 32),
  })
})

describe('htPhasor', () => {
  testLawsOfLines<number, 'inPhase' | 'quadrature'>({
    ...numbers,
    batch: (closes) => ta.htPhasor(Float64Array.from(closes)),
    create: () => ta.createHtPhasor(),
    warmUps: all(['inPhase', 'quadrature'], () => 32),
  })
})

describe('htSine', () => {
  testLawsOfLines<number, 'sine' | 'leadSine'>({
    ...numbers,
    batch: (closes) => ta.htSine(Float64Array.from(closes)),
    create: () => ta.createHtSine(),
    warmUps: all(['sine', 'leadSine'], () => 63),
  })
})

describe('minmax', () => {
  testLawsOfLines<number, 'min' | 'max'>({
    ...numbers,
    batch: (closes, period) => ta.minmax(Float64Array.from(closes), period),
    create: ta.createMinmax,
    warmUps: all(['min', 'max'], (period) => period - 1),
  })
})

describe('minmaxindex', () => {
  testLawsOfLines<number, 'minIdx' | 'maxIdx'>({
    ...numbers,
    batch: (closes, period) => ta.minmaxindex(Float64Array.from(closes), period),
    create: ta.createMinmaxindex,
    warmUps: all(['minIdx', 'maxIdx'], (period) => period - 1),
  })
})

test('a number written as text, as plain JavaScript may pass it, is refused and never calculated with', () => {
  const bars = table(fc.sample(wholeBar, { seed: 1, numRuns: 20 }))
  const text = '0.2' as unknown as number
  for (const attempt of [
    () => ta.sma(bars.close, text),
    () => ta.sar(bars, text, 0.2),
    () => ta.createSar(0.02, text),
    () => ta.sarext(bars, 0, text),
    () => ta.t3(bars.close, 5, text),
    () => ta.mama(bars.close, text, 0.05),
    () => ta.bbands(bars.close, 5, text),
    () => ta.superTrend(bars, 10, text),
    () => ta.zigzag(bars, text),
    () => ta.cdlMorningStar(bars, text),
    () => ta.createCdlMatHold(text),
  ])
    expect(attempt).toThrow(expect.toSatisfy(ta.isIndicatorError))
})
