import { seededRandom } from '@shagun/core'
import { fitGarch, portfolioValueAtRisk, valueAtRisk } from '@shagun/risk'
import type { Sample } from '../entry.ts'
import { timePasses } from '../stopwatch.ts'
import { dayCount, positionCount, returnCount, type Task } from './load.ts'

/** What is done, by us and plainly; nanoseconds are those of one figure. */
export const tasks: Readonly<Record<Task, () => Sample>> = {
  'select @shagun/risk': () => timed(() => valueAtRisk(manyReturns, { confidence: 0.99, method: 'historical' })!),
  'sort Float64Array': () => timed(() => fromSorted(manyReturns.slice().sort())),
  'sort Array': () => {
    const returns = Array.from(manyReturns)
    return timed(() => fromSorted(returns.toSorted((a, b) => a - b)))
  },
  'historical @shagun/risk': () =>
    timed(() => portfolioValueAtRisk(columns, positions, { confidence: 0.99, method: 'historical' })!),
  'historical plain': () => timed(() => fromSorted(portfolioDays().sort())),
  'gaussian @shagun/risk': () =>
    timed(() => portfolioValueAtRisk(columns, positions, { confidence: 0.99, method: 'gaussian' })!),
  'gaussian plain': () => timed(byCovariance),
  'fit @shagun/risk': () => timed(() => fitGarch(columns[0]!)!.logLikelihood),
}

const random = seededRandom(9)
const manyReturns = Float64Array.from({ length: returnCount }, () => drawReturn())
const columns = Array.from({ length: positionCount }, () => Float64Array.from({ length: dayCount }, drawReturn))
const positions = Float64Array.from({ length: positionCount }, () => (random() - 0.3) * 100_000)

/** A sum of uniforms is near enough to a bell. */
function drawReturn(): number {
  let sum = -3
  for (let i = 0; i < 6; i++) sum += random()
  return 0.015 * sum
}

function timed(figure: () => number): Sample {
  return { figures: { ns: timePasses(figure) }, outcome: Float64Array.of(figure()) }
}

/** The quantile of type 7 at 1 %. */
function fromSorted(sorted: Float64Array | readonly number[]): number {
  const position = (sorted.length - 1) * (1 - 0.99)
  const below = Math.floor(position)
  return -(sorted[below]! + (position - below) * (sorted[below + 1]! - sorted[below]!))
}

function portfolioDays(): Float64Array {
  const days = new Float64Array(dayCount)
  for (let t = 0; t < dayCount; t++) for (let i = 0; i < positionCount; i++) days[t]! += positions[i]! * columns[i]![t]!
  return days
}

/** By the textbook: means, the covariance matrix, and the sum of its entries times both positions. */
function byCovariance(): number {
  const means = columns.map((column) => column.reduce((sum, r) => sum + r, 0) / dayCount)
  let [mean, variance] = [0, 0]
  for (let i = 0; i < positionCount; i++) {
    mean += positions[i]! * means[i]!
    for (let j = 0; j < positionCount; j++) {
      let products = 0
      for (let t = 0; t < dayCount; t++) products += (columns[i]![t]! - means[i]!) * (columns[j]![t]! - means[j]!)
      variance += (positions[i]! * positions[j]! * products) / (dayCount - 1)
    }
  }
  return 2.3263478740408408 * Math.sqrt(variance) - mean
}
