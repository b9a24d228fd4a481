import { upperGamma } from './gamma.ts'

/** The probability that a chi-square variable of `degrees` exceeds `x`: the p-value of a likelihood ratio. */
export function chiSquareSurvival(x: number, degrees: number): number {
  return upperGamma(degrees / 2, x / 2)
}
