import { indicatorError } from './indicator-error.ts'

/** Refuses a period that is not a whole number of bars, or too short to mean anything. There is no upper limit. */
export function checkPeriod(indicator: string, period: number, minimum = 1, parameter = 'period'): void {
  if (Number.isSafeInteger(period) && period >= minimum) return
  throw indicatorError(
    indicator,
    parameter,
    `is ${period}, expected a whole number from ${minimum} up: pass a count of bars`,
  )
}
