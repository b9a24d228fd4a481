import { lineAt } from './finder.ts'
import type { SwingPoint } from './swings.ts'

/** The formations that are looked for; a top and a bottom are one, upside down. */
export type FormationKind =
  | 'double-top'
  | 'double-bottom'
  | 'triple-top'
  | 'triple-bottom'
  | 'head-and-shoulders'
  | 'inverse-head-and-shoulders'

/** How much alike has to be what is called alike, as shares of the height of the formation. */
export interface Tolerances {
  readonly tolerance: number
  readonly shoulderTolerance: number
}

/** A formation whose last point has become known. */
export interface Formation {
  readonly kind: FormationKind
  readonly points: readonly SwingPoint[]
  /** Two points of the neckline; one and the same where it is level. */
  readonly neckline: readonly [SwingPoint, SwingPoint]
  /** From the neckline to the farthest point. */
  readonly height: number
  /** The price beyond which it has failed: that of the farthest point. */
  readonly limit: number
}

/** All formations that end with the last swing of a path. */
export function formationsAt(path: readonly SwingPoint[], tolerances: Tolerances): readonly Formation[] {
  const sign = path.at(-1)!.kind === 'high' ? 1 : -1
  return [doubled, tripled, headAndShoulders].flatMap((find) => find(path, sign, tolerances) ?? [])
}

type Find = (path: readonly SwingPoint[], sign: 1 | -1, tolerances: Tolerances) => Formation | undefined

/** Two tops of one height, to which the price rose from below the valley between them. */
const doubled: Find = (path, sign, { tolerance }) => {
  const [before, first, valley, second] = path.slice(-4) as [SwingPoint, SwingPoint, SwingPoint, SwingPoint?]
  if (second === undefined) return undefined
  const farthest = extreme([first, second], sign)
  const height = sign * (farthest.price - valley.price)
  if (!(sign * before.price < sign * valley.price)) return undefined
  if (Math.abs(first.price - second.price) > tolerance * height) return undefined
  const kind = sign === 1 ? 'double-top' : 'double-bottom'
  return { kind, points: [first, valley, second], neckline: [valley, valley], height, limit: farthest.price }
}

/** Three tops of one height; the neckline is at the deeper valley. */
const tripled: Find = (path, sign, { tolerance }) => {
  const [before, ...points] = path.slice(-6) as [SwingPoint, ...SwingPoint[]]
  const [first, left, second, right, third] = points as [SwingPoint, SwingPoint, SwingPoint, SwingPoint, SwingPoint?]
  if (third === undefined) return undefined
  const farthest = extreme([first, second, third], sign)
  const nearest = extreme([first, second, third], -sign)
  const valley = extreme([left, right], -sign)
  const height = sign * (farthest.price - valley.price)
  if (!(sign * before.price < sign * valley.price)) return undefined
  if (Math.abs(farthest.price - nearest.price) > tolerance * height) return undefined
  const kind = sign === 1 ? 'triple-top' : 'triple-bottom'
  return { kind, points, neckline: [valley, valley], height, limit: farthest.price }
}

/**
 * A top between two lower ones that are alike, over valleys that are, too. The shoulders stand above the neckline: one that a
 * steep line has passed was broken before it was there, and would aim past the price.
 */
const headAndShoulders: Find = (path, sign, { tolerance, shoulderTolerance }) => {
  const [before, ...points] = path.slice(-6) as [SwingPoint, ...SwingPoint[]]
  const [leftShoulder, left, head, right, rightShoulder] = points as [
    SwingPoint,
    SwingPoint,
    SwingPoint,
    SwingPoint,
    SwingPoint?,
  ]
  if (rightShoulder === undefined) return undefined
  const height = sign * (head.price - lineAt(left, right, head.index))
  const shoulder = extreme([leftShoulder, rightShoulder], sign)
  const deeper = extreme([left, right], -sign)
  const isOverLine = ({ price, index }: SwingPoint): boolean => sign * price > sign * lineAt(left, right, index)
  if (!(sign * before.price < sign * deeper.price)) return undefined
  if (!(isOverLine(leftShoulder) && isOverLine(rightShoulder))) return undefined
  if (!(sign * (head.price - shoulder.price) > tolerance * height)) return undefined
  if (Math.abs(leftShoulder.price - rightShoulder.price) > shoulderTolerance * height) return undefined
  if (Math.abs(left.price - right.price) > shoulderTolerance * height) return undefined
  const kind = sign === 1 ? 'head-and-shoulders' : 'inverse-head-and-shoulders'
  return { kind, points, neckline: [left, right], height, limit: head.price }
}

/** The highest of some swings for a sign above 0, else the lowest; of equal ones the first. */
function extreme(swings: readonly SwingPoint[], sign: number): SwingPoint {
  return swings.reduce((best, swing) => (sign * swing.price > sign * best.price ? swing : best))
}
