import { describe, expect, test } from 'vitest'
import { isIndicatorError } from './indicator-error.ts'
import { rsi } from './momentum/rsi.ts'
import type { Reuse } from './output.ts'
import { ema } from './overlap/ema.ts'
import { sma } from './overlap/sma.ts'
import type { Series } from './series.ts'
import { atr } from './volatility/atr.ts'
import { trange } from './volatility/trange.ts'

const close = new Float64Array([5, 7, 6, 9, 8, 12])

describe.each<[string, (series: Series, options?: Reuse) => Float64Array]>([
  ['sma', (series, options) => sma(series, 2, options)],
  ['ema', (series, options) => ema(series, 2, options)],
  ['rsi', (series, options) => rsi(series, 2, options)],
  ['atr', (series, options) => atr({ high: close, low: series, close }, 2, options)],
  ['trange', (series, options) => trange({ high: close, low: series, close }, options)],
])('%s', (name, run) => {
  const series = name === 'atr' || name === 'trange' ? 'low' : 'close'

  test('writes into the given array and returns it, whatever stood there', () => {
    const out = new Float64Array([9, NaN, Infinity, 9, 9, 9])
    expect(run(close.slice(), { out })).toBe(out)
    expect(out).toEqual(run(close.slice()))
  })

  test('never writes to its input', () => {
    const input = close.slice()
    run(input)
    expect(input).toEqual(close)
  })

  test.each([
    ['longer', 7],
    ['shorter', 5],
    ['empty', 0],
  ])('refuses an out that is %s than the series', (_, length) => {
    const out = new Float64Array(length).fill(1)
    expect(() => run(close.slice(), { out })).toThrow(
      `${name}: out has ${length} numbers, expected 6: pass equal lengths`,
    )
    expect(out).toEqual(new Float64Array(length).fill(1))
  })

  test('refuses an out that shares memory with what it reads', () => {
    const memory = new Float64Array(13).fill(1)
    const input = memory.subarray(4, 10)
    for (const start of [0, 3, 4, 5, 7]) {
      expect(() => run(input, { out: memory.subarray(start, start + 6) })).toThrow(`${name}: out overlaps ${series}`)
    }
    expect(memory).toEqual(new Float64Array(13).fill(1))
  })

  test('takes an out that only lies beside its input, in one buffer', () => {
    const memory = new Float64Array(18)
    memory.set(close, 6)
    const expected = run(close.slice())
    expect(run(memory.subarray(6, 12), { out: memory.subarray(0, 6) })).toEqual(expected)
    expect(run(memory.subarray(6, 12), { out: memory.subarray(12) })).toEqual(expected)
    expect(memory.subarray(6, 12)).toEqual(close)
  })
})

test.each(['low', 'close'] as const)('refuses columns of which %s has another length', (column) => {
  const bars = { high: close, low: close, close, [column]: close.subarray(1) }
  const message = `${column} has 5 numbers, expected 6: pass equal lengths`
  expect(() => atr(bars, 2)).toThrow(`atr: ${message}`)
  expect(() => trange(bars)).toThrow(`trange: ${message}`)
})

test('marks its errors, so that they are known across installs', () => {
  try {
    sma(close, 2, { out: new Float64Array(1) })
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError)
    expect(error).toMatchObject({ [Symbol.for('@shagun/indicators')]: true })
    expect(isIndicatorError(error) && error.parameter).toBe('out')
  }
  expect(isIndicatorError(new RangeError('out'))).toBe(false)
  expect(isIndicatorError(null)).toBe(false)
})
