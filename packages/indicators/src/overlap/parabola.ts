import { type Formula, remember } from '../formula.ts'
import { indicatorError } from '../indicator-error.ts'

/** How the stop of one side accelerates. */
interface Acceleration {
  readonly initial: number
  readonly step: number
  readonly maximum: number
}

interface ParabolaOptions {
  readonly long: Acceleration
  readonly short: Acceleration
  /** Where it begins: a long stop above 0, a short one below, and 0 for what the first two bars say. */
  readonly startValue: number
  /** By how much of itself a stop is moved away where it changes sides. */
  readonly offsetOnReverse: number
  /** Whether the stop of a short position is shown negative. */
  readonly isSigned: boolean
}

// What is remembered behind the value: the bar before, and once there are two of them the stop to come, the extreme so far,
// the acceleration, and the side: 1 long, -1 short, 0 none yet.
const highAt = 1
const lowAt = 2
const stopAt = 3
const extremeAt = 4
const speedAt = 5
const sideAt = 6

/**
 * Wilder's parabola, for both sides by one rule: prices of a short position are looked at upside down.
 *
 * So "high" below is the price in the direction of the position, and a stop is touched from above.
 */
export function parabola(indicator: string, options: ParabolaOptions): Formula {
  const long = accelerationOf(indicator, 'Long', options.long)
  const short = accelerationOf(indicator, 'Short', options.short)
  const { startValue, offsetOnReverse, isSigned } = options
  if (!Number.isFinite(startValue))
    throw indicatorError(indicator, 'startValue', `is ${startValue}, expected a finite number`)
  requireNonNegative(indicator, 'offsetOnReverse', offsetOnReverse)

  return {
    memory: remember(1, [NaN, NaN, 0, 0, 0, 0]),
    step(from, to, high, low) {
      const highBefore = from[highAt]!
      const lowBefore = from[lowAt]!
      let side = from[sideAt]!
      let stop = from[stopAt]!
      let extreme = from[extremeAt]!
      let speed = from[speedAt]!
      let prevHigh = highBefore
      let prevLow = lowBefore
      to[highAt] = high
      to[lowAt] = low
      const isWhole = Number.isFinite(high - low)
      if (!isWhole || !Number.isFinite(highBefore - lowBefore)) {
        to[sideAt] = 0
        to[0] = NaN
        return
      }
      if (side === 0) {
        side = startValue === 0 ? (falls(high, low, highBefore, lowBefore) ? -1 : 1) : Math.sign(startValue)
        const first = side > 0 ? lowBefore : -highBefore
        stop = startValue === 0 ? first : startValue
        extreme = side > 0 ? high : -low
        speed = side > 0 ? long.initial : short.initial
        prevHigh = high
        prevLow = low
      }
      // As seen by the position.
      let top = side > 0 ? high : -low
      let bottom = side > 0 ? low : -high
      let bottomBefore = side > 0 ? prevLow : -prevHigh
      let shown: number
      if (bottom <= stop) {
        // Touched: the other side begins, its stop at the extreme of this one, and outside of the last two bars.
        const topBefore = side > 0 ? prevHigh : -prevLow
        side = -side
        stop = -Math.max(extreme, topBefore, top)
        stop -= Math.abs(stop) * offsetOnReverse
        shown = stop
        extreme = -bottom
        speed = side > 0 ? long.initial : short.initial
        const turned = -top
        bottomBefore = -topBefore
        top = -bottom
        bottom = turned
      } else {
        shown = stop
        const { step, maximum } = side > 0 ? long : short
        if (top > extreme) {
          extreme = top
          speed = Math.min(speed + step, maximum)
        }
      }
      stop = Math.min(stop + speed * (extreme - stop), bottomBefore, bottom)
      to[0] = isSigned || side > 0 ? shown : -shown
      to[stopAt] = stop
      to[extremeAt] = extreme
      to[speedAt] = speed
      to[sideAt] = side
    },
  }
}

/** Whether the low fell, and by more than the high rose. */
function falls(high: number, low: number, highBefore: number, lowBefore: number): boolean {
  const down = lowBefore - low
  return down > 0 && down > high - highBefore
}

function accelerationOf(indicator: string, of: string, { initial, step, maximum }: Acceleration): Acceleration {
  requireNonNegative(indicator, `accelerationInit${of}`, initial)
  requireNonNegative(indicator, `acceleration${of}`, step)
  requireNonNegative(indicator, `accelerationMax${of}`, maximum)
  return { initial: Math.min(initial, maximum), step: Math.min(step, maximum), maximum }
}

function requireNonNegative(indicator: string, parameter: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return
  throw indicatorError(indicator, parameter, `is ${value}, expected a finite number of 0 or more`)
}
