import { requireFinite, type Series } from '../statistics/series.ts'
import { noLosses, type TailLosses } from './loss.ts'
import { readBetween, type Tail, type TailQuestion } from './tail-options.ts'

/**
 * The returns as they happened, the recent ones likelier: weights proportional to lambda^age, which sum to 1.
 *
 * The value at risk is the smallest loss such that no more than the tail lies beyond it, a loss that happened. Over a
 * horizon: times the square root of time. Source: Boudoukh, Richardson and Whitelaw, "The best of both worlds", Risk 11
 * (1998).
 */
export interface AgeWeightedTail extends Tail {
  readonly method: 'age-weighted'
  /** What a weight keeps from one period to the next, above 0 and at most 1. Default: 0.98. */
  readonly lambda?: number
}

export function ageWeighted(question: TailQuestion, returns: Series, options: AgeWeightedTail): TailLosses {
  const { measure, tail } = question
  const { lambda = 0.98 } = options
  if (lambda !== 1) readBetween(measure, 'lambda', lambda, 0, 1)
  requireFinite(measure, returns)
  if (returns.length === 0) return noLosses('too-few-returns')
  const weights = weightsOf(returns.length, lambda)
  const worstFirst = Uint32Array.from(returns, (_, i) => i).sort((a, b) => returns[a]! - returns[b]! || a - b)
  const { boundary, before, beyond } = cut(returns, weights, worstFirst, tail)
  const scale = Math.sqrt(question.horizon)
  return {
    valueAtRisk: () => 0 - scale * boundary,
    // Part of a single return is no mean, as in the plain historical method.
    expectedShortfall: () =>
      weights[worstFirst[0]!]! > tail + rounding
        ? 'too-few-returns'
        : 0 - (scale * (beyond + Math.max(0, tail - before) * boundary)) / tail,
  }
}

/** Oldest first, as returns are. */
function weightsOf(n: number, lambda: number): Float64Array {
  const weights = new Float64Array(n)
  let weight = 1
  let sum = 0
  for (let i = n - 1; i >= 0; i--) {
    weights[i] = weight
    sum += weight
    weight *= lambda
  }
  for (let i = 0; i < n; i++) weights[i]! /= sum
  return weights
}

/** The return at which the weights reach the tail, and the weight and weighted sum of what is worse. */
function cut(returns: Series, weights: Float64Array, worstFirst: Uint32Array, tail: number) {
  let before = 0
  let beyond = 0
  let last = 0
  for (const i of worstFirst) {
    last = returns[i]!
    if (before + weights[i]! >= tail - rounding) break
    before += weights[i]!
    beyond += weights[i]! * last
  }
  return { boundary: last, before, beyond }
}

/** A sum of weights that was meant to be the tail may fall short of it by so much. */
const rounding = 1e-14
