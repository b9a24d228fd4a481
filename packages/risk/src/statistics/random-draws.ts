import { seededRandom } from '@shagun/core'

/** Draws that are the same for the same seed. */
export interface Draws {
  uniform(): number
  /** Mean 0 and variance 1. */
  normal(): number
  /** Student's t of `degrees`, with its own variance degrees / (degrees - 2). */
  studentT(degrees: number): number
  /** Chi-square of `degrees`. */
  chiSquare(degrees: number): number
}

export function seededDraws(seed: number): Draws {
  const uniform = seededRandom(seed)
  let kept: number | undefined

  /** A point in the unit disc without its centre; returns the square of its distance. */
  let x = 0
  let y = 0
  function pointInDisc(): number {
    for (;;) {
      x = 2 * uniform() - 1
      y = 2 * uniform() - 1
      const square = x * x + y * y
      if (square < 1 && square > 0) return square
    }
  }

  function normal(): number {
    if (kept !== undefined) {
      const value = kept
      kept = undefined
      return value
    }
    const square = pointInDisc()
    const stretch = Math.sqrt((-2 * Math.log(square)) / square)
    kept = y * stretch
    return x * stretch
  }

  return {
    uniform,
    normal,
    // Bailey's polar method (Mathematics of Computation 62, 1994): exact for every number of degrees.
    studentT(degrees) {
      if (degrees === Infinity) return normal()
      const square = pointInDisc()
      return x * Math.sqrt((degrees * Math.expm1((-2 / degrees) * Math.log(square))) / square)
    },
    // Marsaglia and Tsang's squeeze (ACM TOMS 26, 2000); below a shape of 1 it draws one higher and shrinks it.
    chiSquare(degrees) {
      const shape = degrees / 2
      const raised = shape < 1 ? shape + 1 : shape
      const d = raised - 1 / 3
      const c = 1 / Math.sqrt(9 * d)
      for (;;) {
        const z = normal()
        const v = (1 + c * z) ** 3
        if (v <= 0) continue
        if (Math.log(uniform()) >= 0.5 * z * z + d - d * v + d * Math.log(v)) continue
        return 2 * d * v * (shape < 1 ? uniform() ** (1 / shape) : 1)
      }
    },
  }
}
