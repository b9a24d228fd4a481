/** Where two series are compared, and how closely. */
export interface Closeness {
  /** The first index that counts: seeds that differ need some bars until they do no more. */
  readonly from: number
  /** The greatest difference allowed, as a part of the value where that is above 1. */
  readonly tolerance: number
}

/** @throws Error naming the first index at which they differ */
export function checkAgreement(
  expected: { readonly name: string; readonly outcome: Float64Array },
  found: { readonly name: string; readonly outcome: Float64Array },
  { from, tolerance }: Closeness,
): void {
  const { outcome } = expected
  if (outcome.length !== found.outcome.length)
    throw new Error(`${found.name} gives ${found.outcome.length} numbers, ${expected.name} ${outcome.length}.`)
  for (let i = from; i < outcome.length; i++) {
    const [a, b] = [outcome[i]!, found.outcome[i]!]
    const agree = Object.is(a, b) || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a))
    if (!agree) throw new Error(`At ${i}, ${expected.name} gives ${a} and ${found.name} ${b}; they should agree.`)
  }
}
