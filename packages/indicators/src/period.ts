import { indicatorError } from './indicator-error.ts'

/**
 * Refuses a period that is not a whole number of bars, or too short to mean anything. It may be longer than the series, up
 * to a length whose window fits into memory.
 */
export function checkPeriod(indicator: string, period: number, minimum = 1, parameter = 'period'): void {
  if (Number.isInteger(period) && period >= minimum && period <= 1e7) return
  throw indicatorError(indicator, parameter, `is ${period}, expected a whole number of bars from ${minimum} to 1e7`)
}
