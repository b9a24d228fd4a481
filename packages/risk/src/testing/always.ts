import * as fc from 'fast-check'

/** Tries a property on many cases, the same ones in every run. */
export function always<Ts>(property: fc.IRawProperty<Ts>): void {
  fc.assert(property, { seed: 19_961_101, numRuns: 300 })
}

/** Returns of -20 % to 20 % in basis points, so that a shrunk case can be read. */
export function someReturns(minLength: number): fc.Arbitrary<number[]> {
  const basisPoints = fc.array(fc.integer({ min: -2000, max: 2000 }), { minLength, maxLength: 60 })
  return basisPoints.map((points) => points.map((point) => point / 10_000))
}

export const someConfidence: fc.Arbitrary<number> = fc.double({ min: 0.01, max: 0.99, noNaN: true })
