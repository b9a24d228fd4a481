import fc from 'fast-check'
import type { Series } from '../series.ts'
import { table, type WholeBar } from './series.ts'

/*
 * Bars of ordinary prices, on which an indicator and its definition agree in all digits that either has, and what definitions
 * are made of.
 */

const price = fc.double({ min: 90, max: 110, noNaN: true })

export const prices: fc.Arbitrary<Series> = fc.array(price, { maxLength: 80 }).map((each) => Float64Array.from(each))

export const bars: fc.Arbitrary<WholeBar<Series>> = fc
  .array(
    fc.tuple(price, price, price, price, fc.integer({ min: 1, max: 1000 })).map(([open, close, a, b, volume]) => ({
      open,
      high: Math.max(a, b, open, close),
      low: Math.min(a, b, open, close),
      close,
      volume,
    })),
    { maxLength: 80 },
  )
  .map(table)

export function from(length: number, define: (i: number) => number): Float64Array {
  return Float64Array.from({ length }, (_, i) => define(i))
}

/** At each bar what a definition makes of the window that ends there; NaN before the first whole one. */
export function atWindows(
  length: number,
  period: number,
  define: (indexes: readonly number[]) => number,
): Float64Array {
  return from(length, (i) =>
    i + 1 < period ? NaN : define(Array.from({ length: period }, (_, k) => i - period + 1 + k)),
  )
}

export function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0)
}
