import type { Column } from '@shagun/core'
import {
  annualizedReturn,
  annualizedVolatility,
  expectedShortfall,
  maxDrawdown,
  sharpeRatio,
  simpleReturns,
  sortinoRatio,
  valueAtRisk,
} from '@shagun/risk'

/** `null` where a measure has no meaning. */
export type Measure = number | null

/** How an equity curve did, per year where it says so. Losses are positive. */
export interface Performance {
  readonly totalReturn: Measure
  readonly annualizedReturn: Measure
  readonly annualizedVolatility: Measure
  readonly sharpe: Measure
  readonly sortino: Measure
  readonly maxDrawdown: Measure
  /** For one period between two moments, 95 % confidence. */
  readonly valueAtRisk: Measure
  readonly expectedShortfall: Measure
}

const tail = { confidence: 0.95, method: 'historical' } as const

/**
 * Measures of a curve that began at `start`, where the return up to the first moment counts too.
 *
 * Ruin ends it: what comes after equity of 0 or less is no return on anything.
 *
 * @param periodsPerYear - `null` where it is not known; there is nothing annualised then
 */
export function performance(
  start: number,
  equity: Column,
  { periodsPerYear, riskFree }: { readonly periodsPerYear: number | null; readonly riskFree: number },
): Performance {
  const returns = simpleReturns(untilRuin(start, equity))
  const yearly = <T>(measure: (options: { periodsPerYear: number; riskFree: number }) => T): T | null =>
    periodsPerYear === null ? null : measure({ periodsPerYear, riskFree })
  const last = equity.at(-1)
  return {
    totalReturn: last === undefined || start <= 0 ? null : last / start - 1,
    annualizedReturn: yearly((options) => annualizedReturn(returns, options)),
    annualizedVolatility: yearly((options) => annualizedVolatility(returns, options)),
    sharpe: yearly((options) => sharpeRatio(returns, options)),
    sortino: yearly((options) => sortinoRatio(returns, options)),
    maxDrawdown: maxDrawdown(returns),
    valueAtRisk: valueAtRisk(returns, tail),
    expectedShortfall: expectedShortfall(returns, tail),
  }
}

/** The start and the curve, up to and including the first value that is not above 0, which is written as 0. */
function untilRuin(start: number, equity: Column): Float64Array {
  const values = new Float64Array(equity.length + 1)
  values[0] = start
  values.set(equity, 1)
  const ruin = values.findIndex((value) => value <= 0)
  if (ruin < 0) return values
  values[ruin] = 0
  return values.subarray(0, ruin + 1)
}
