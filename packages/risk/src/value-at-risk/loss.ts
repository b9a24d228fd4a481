/**
 * Why there is no figure.
 *
 * - `too-few-returns`: none at all, fewer than the method needs, or less than one of them in the tail
 * - `no-spread`: the returns differ by no more than rounding, so there is no shape to speak of
 * - `not-monotone`: the Cornish-Fisher expansion is out of its range, a rarer loss would come out smaller
 * - `no-fit`: the likelihood has no maximum that could be found
 * - `mean-infinite`: the tail is so heavy that losses in it have no mean
 * - `threshold-in-tail`: fewer returns lie beyond the threshold than the tail asks for
 */
export type TailGap =
  | 'too-few-returns'
  | 'no-spread'
  | 'not-monotone'
  | 'no-fit'
  | 'mean-infinite'
  | 'threshold-in-tail'

/** A positive loss, or why there is none. */
export type Loss = number | TailGap

/** What a method makes of returns; each figure is worked out when it is asked for. */
export interface TailLosses {
  valueAtRisk(): Loss
  expectedShortfall(): Loss
}

/** Neither figure, for one reason. */
export function noLosses(gap: TailGap): TailLosses {
  return { valueAtRisk: () => gap, expectedShortfall: () => gap }
}

export function lossOrNull(loss: Loss): number | null {
  return typeof loss === 'number' ? loss : null
}
