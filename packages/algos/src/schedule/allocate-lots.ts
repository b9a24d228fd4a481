import { ShagunError } from '@shagun/core'

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
  // Of huge weights the sum is no number; their shares are the same after division by the largest.
  const largest = weights.reduce((most, weight) => Math.max(most, weight), 0)
  if (largest === 0) throw invalid('weights', weights.join(), 'at least one weight above 0')
  const scaled = weights.map((weight) => weight / largest)
  const total = scaled.reduce((sum, weight) => sum + weight, 0)

  const shares = scaled.map((weight) => (lots * weight) / total)
  const whole = shares.map(Math.floor)
  let left = lots - whole.reduce((sum, part) => sum + part, 0)
  const byRemainder = shares
    .map((share, i) => ({ i, remainder: share - whole[i]! }))
    .filter(({ i }) => weights[i]! > 0)
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i)
  // Rounding of huge shares may leave more than one lot a part, or take one too many.
  for (let at = 0; left !== 0; at = (at + 1) % byRemainder.length) {
    const { i } = left > 0 ? byRemainder[at]! : byRemainder[byRemainder.length - 1 - at]!
    if (left < 0 && whole[i] === 0) continue
    whole[i]! += Math.sign(left)
    left -= Math.sign(left)
  }
  return whole
}

function invalid(option: string, value: string, expected: string): ShagunError {
  return new ShagunError('invalid-options', `${option} is ${value}; expected ${expected}.`, {
    details: { option, value, expected },
  })
}
