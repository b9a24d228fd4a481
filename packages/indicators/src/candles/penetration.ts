import { indicatorError } from '../indicator-error.ts'

/** Gives the penetration back, and refuses one that is no share of a body. There is no upper limit, as in TA-Lib. */
export function checkPenetration(indicator: string, penetration: number): number {
  if (Number.isFinite(penetration) && penetration >= 0) return penetration
  throw indicatorError(
    indicator,
    'penetration',
    `is ${penetration}, expected a number from 0 up: pass a share of the body, such as 0.3`,
  )
}
