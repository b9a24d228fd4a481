import { Decimal, ShagunError } from '@shagun/core'

/**
 * Splits whole lots by weights, to the last lot: the method of the largest remainder, ties to the earliest.
 *
 * @param lots - how many there are, whole, 0 or more
 * @param weights - one for each part, 0 or more, not all 0; they need not sum to 1
 * @returns whole lots, one for each weight, which sum to `lots` exactly; a weight of 0 gets none
 * @throws ShagunError `invalid-options` for lots that are not whole or below 0, and for weights that are negative, not
 * finite, or all 0
 * @example
 * ```ts
 * import { allocateLots } from '@shagun/algos'
 *
 * allocateLots(10, [1, 1, 1]) // [4, 3, 3]
 * allocateLots(7, [0.5, 0.25, 0.25]) // [3, 2, 2]
 * ```
 */
export function allocateLots(lots: number, weights: readonly number[]): number[] {
  if (!Number.isSafeInteger(lots) || lots < 0) throw invalid('lots', String(lots), 'a whole number of 0 or more')
  const bad = weights.find((weight) => !(weight >= 0) || weight === Number.POSITIVE_INFINITY)
  if (bad !== undefined) throw invalid('weights', String(bad), 'finite weights of 0 or more')
  // Exact in decimals, so that shares which tie on paper tie here, whatever the lots and weights.
  const exact = weights.map((weight) => new Decimal(weight))
  const total = exact.reduce((sum, weight) => sum.plus(weight), new Decimal(0))
  if (total.isZero()) throw invalid('weights', weights.join(), 'at least one weight above 0')

  const shares = exact.map((weight) => weight.times(lots).div(total))
  const whole = shares.map((share) => share.floor().toNumber())
  const left = lots - whole.reduce((sum, part) => sum + part, 0)
  const byRemainder = shares
    .map((share, i) => ({ i, remainder: share.minus(whole[i]!) }))
    .sort((a, b) => b.remainder.cmp(a.remainder) || a.i - b.i)
  for (const { i } of byRemainder.slice(0, left)) whole[i]!++
  return whole
}

function invalid(option: string, value: string, expected: string): ShagunError {
  return new ShagunError('invalid-options', `${option} is ${value}; expected ${expected}.`, {
    details: { option, value, expected },
  })
}
