import { minimize } from './minimize.ts'

/** What exceeds a high threshold: 1 - (1 + shape x / scale)^(-1 / shape), exponential where shape is 0. */
export interface GeneralizedPareto {
  readonly shape: number
  readonly scale: number
}

/**
 * The generalized Pareto distribution most likely to have given `excesses`, all of them above 0.
 *
 * With theta = shape / scale the best shape is the mean of ln(1 + theta x), so that one variable is left (Grimshaw,
 * Technometrics 35, 1993). Shapes below -1/2 are not looked at: there the likelihood has no regular maximum.
 */
export function fitGeneralizedPareto(excesses: Float64Array): GeneralizedPareto {
  let sum = 0
  let largest = 0
  for (const excess of excesses) {
    sum += excess
    largest = Math.max(largest, excess)
  }
  const mean = sum / excesses.length
  // Moves evenly through theta's range, which ends at -1 / largest on the left and is open on the right.
  const thetaAt = (u: number) => Math.expm1(u) / largest
  const shapeAt = (theta: number) => {
    let logs = 0
    for (const excess of excesses) logs += Math.log1p(theta * excess)
    return logs / excesses.length
  }
  const scaleAt = (theta: number, shape: number) => (Math.abs(theta * mean) < 1e-9 ? mean : shape / theta)
  const negativeLikelihood = (u: number) => {
    const theta = thetaAt(u)
    const shape = shapeAt(theta)
    return shape < -0.5 ? Infinity : Math.log(scaleAt(theta, shape)) + shape
  }
  const theta = thetaAt(minimize(negativeLikelihood, -8, 40, 192))
  const shape = shapeAt(theta)
  return { shape, scale: scaleAt(theta, shape) }
}
