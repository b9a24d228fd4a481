import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { always } from '../testing/always.ts'
import { testLaws, testLawsOfLines } from '../testing/laws.ts'
import { worstError } from '../testing/series.ts'
import { type MarkedBar, markedBar, markedBarOrHole, markedTable, sessionsSoFar } from '../testing/sessions.ts'
import { anchoredVwap, createAnchoredVwap } from './anchored-vwap.ts'
import { sessionStarts } from './sessions.ts'
import { createVwap, vwap } from './vwap.ts'
import { createVwapBands, vwapBands } from './vwap-bands.ts'

const bars = fc.array(markedBar, { maxLength: 60 })
const barsWithHoles = fc.array(markedBarOrHole, { maxLength: 60 })
const laws = { shortestPeriod: 1, bar: markedBar, barOrHole: markedBarOrHole } as const

describe('vwap', () => {
  testLaws<MarkedBar>({
    ...laws,
    batch: (given) => vwap(markedTable(given)),
    create: createVwap,
    warmUp: () => 0,
  })

  test('is what was paid in the session over what was traded in it', () => {
    always(
      fc.property(bars, (given) => {
        expect(
          worstError(vwap(markedTable(given)), Float64Array.from(sessionsSoFar(given), averagePrice)),
        ).toBeLessThan(1e-9)
      }),
    )
  })

  test('has no value where a bar has a hole or nothing was traded yet, and passes over the hole', () => {
    always(
      fc.property(barsWithHoles, (given) => {
        const expected = sessionsSoFar(given).map((session) =>
          isWhole(session.at(-1)!) ? averagePrice(session.filter(isWhole)) : NaN,
        )
        expect(worstError(vwap(markedTable(given)), Float64Array.from(expected))).toBeLessThan(1e-9)
      }),
    )
  })

  test('takes marks of any kind, and for none one session', () => {
    const price = new Float64Array([10, 13, 20])
    const rest = { high: price, low: price, close: price, volume: new Float64Array([200, 100, 300]) }
    expect(vwap(rest)).toEqual(new Float64Array([10, 11, 15.5]))
    for (const sessionStart of [
      [false, false, true],
      [1, 0, 1],
      new Uint8Array([1, 0, 1]),
      new Float64Array([NaN, 0, 5]),
    ])
      expect(vwap({ ...rest, sessionStart })).toEqual(new Float64Array([10, 11, 20]))
    const streaming = createVwap()
    expect(streaming.update({ high: 10, low: 10, close: 10, volume: 200 })).toBe(10)
  })

  test('refuses marks that are not as many as the bars', () => {
    const price = new Float64Array(3)
    const given = { high: price, low: price, close: price, volume: price, sessionStart: [true] }
    const message = 'sessionStart has 1 marks, expected 3: pass one mark for each bar'
    expect(() => vwap(given)).toThrow(`vwap: ${message}`)
    expect(() => vwapBands(given)).toThrow(`vwapBands: ${message}`)
  })

  test('writes into a given array', () => {
    const out = new Float64Array([7, 7])
    const price = new Float64Array([1, 2])
    expect(vwap({ high: price, low: price, close: price, volume: price }, { out })).toBe(out)
    expect(out).toEqual(new Float64Array([1, 5 / 3]))
  })

  test('does not drift over a million bars', () => {
    const price = Float64Array.from({ length: 1_000_000 }, (_, i) => 100 + ((i * 7919) % 1000) / 1000)
    const volume = new Float64Array(price.length).fill(7)
    expect(vwap({ high: price, low: price, close: price, volume }).at(-1)).toBeCloseTo(100.4995, 9)
  })
})

describe('anchoredVwap', () => {
  testLaws<MarkedBar>({
    ...laws,
    batch: (given, period) => anchoredVwap(markedTable(given), period - 1),
    create: (period) => createAnchoredVwap(period - 1),
    warmUp: (period) => period - 1,
  })

  test('is the average price of the series that begins at the anchor', () => {
    always(
      fc.property(bars, fc.nat(70), (given, anchor) => {
        const part = markedTable(given.slice(anchor))
        const { sessionStart: _, ...unmarked } = part
        const expected = given.map((_, i) => (i < anchor ? NaN : vwap(unmarked)[i - anchor]!))
        expect(anchoredVwap(markedTable(given), anchor)).toEqual(Float64Array.from(expected))
      }),
    )
  })

  test('refuses an anchor that is no index', () => {
    const price = new Float64Array(3)
    const given = { high: price, low: price, close: price, volume: price }
    for (const anchor of [-1, 0.5, NaN, Infinity]) {
      expect(() => anchoredVwap(given, anchor)).toThrow(
        `anchoredVwap: anchor is ${anchor}, expected a whole number of bars`,
      )
      expect(() => createAnchoredVwap(anchor)).toThrow(`anchor is ${anchor}`)
    }
  })
})

describe('vwapBands', () => {
  testLawsOfLines<MarkedBar, 'upper' | 'middle' | 'lower'>({
    ...laws,
    batch: (given, period) => vwapBands(markedTable(given), period),
    create: createVwapBands,
    warmUps: { upper: () => 0, middle: () => 0, lower: () => 0 },
  })

  test('has the average price in the middle, to the bit', () => {
    always(
      fc.property(barsWithHoles, (given) => {
        expect(vwapBands(markedTable(given)).middle).toEqual(vwap(markedTable(given)))
      }),
    )
  })

  test('stands so many weighed deviations from it', () => {
    const ordinary = markedBar.map((each) => ({
      ...each,
      high: 90 + (each.high % 20),
      low: 90 + (each.low % 20),
      close: 99,
    }))
    always(
      fc.property(fc.array(ordinary, { maxLength: 60 }), (given) => {
        const { upper, lower } = vwapBands(markedTable(given), 2)
        const deviation = sessionsSoFar(given).map((session) => {
          const mean = averagePrice(session)
          const squares = session.reduce((sum, each) => sum + each.volume * (typical(each) - mean) ** 2, 0)
          return Math.sqrt(squares / session.reduce((sum, { volume }) => sum + volume, 0))
        })
        const at = (k: number) => Float64Array.from(sessionsSoFar(given), (s, i) => averagePrice(s) + k * deviation[i]!)
        expect(worstError(upper, at(2))).toBeLessThan(1e-9)
        expect(worstError(lower, at(-2))).toBeLessThan(1e-9)
      }),
    )
  })

  test('keeps its digits at a price of a billion, and closes up where the price stands still', () => {
    const price = Float64Array.from({ length: 500 }, (_, i) => 1e9 + (i % 2))
    const volume = new Float64Array(500).fill(3)
    const { upper, lower } = vwapBands({ high: price, low: price, close: price, volume }, 1)
    expect(upper[499]! - lower[499]!).toBeCloseTo(1, 5)
    const still = new Float64Array(9).fill(8)
    const flat = vwapBands({ high: still, low: still, close: still, volume: still }, 3)
    expect(flat.upper).toEqual(still)
  })

  test('refuses what is no number of deviations', () => {
    expect(() => createVwapBands(NaN)).toThrow('vwapBands: deviations is NaN, expected a finite number')
  })
})

describe('sessionStarts', () => {
  test('marks the first bar, and every one in another session than the bar before', () => {
    expect(sessionStarts([5, 6, 12, 13, 25, 3], (at) => Math.floor(at / 10))).toEqual(
      new Uint8Array([1, 0, 1, 0, 1, 1]),
    )
    expect(sessionStarts([1, 2], () => undefined)).toEqual(new Uint8Array([1, 0]))
    expect(sessionStarts([], String)).toEqual(new Uint8Array(0))
  })
})

function typical({ high, low, close }: MarkedBar): number {
  return (high + low + close) / 3
}

function averagePrice(session: readonly MarkedBar[]): number {
  const traded = session.reduce((sum, { volume }) => sum + volume, 0)
  return session.reduce((sum, each) => sum + typical(each) * (each.volume / traded), 0)
}

function isWhole({ high, low, close, volume }: MarkedBar): boolean {
  return [high, low, close, volume].every(Number.isFinite)
}
