import * as fc from 'fast-check'

/** Returns and those of a benchmark, each of -20 % to 20 % in basis points. */
export function somePairs(minLength: number): fc.Arbitrary<(readonly [own: number, benchmark: number])[]> {
  const value = fc.integer({ min: -2000, max: 2000 }).map((points) => points / 10_000)
  return fc.array(fc.tuple(value, value), { minLength, maxLength: 40 })
}
