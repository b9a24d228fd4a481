import type { DecimalInput, RiskRule } from '@shagun/core'
import type { SymmetricMatrix } from '../covariance/matrix.ts'
import { invalidOption } from '../invalid.ts'
import { readPositive } from '../options.ts'
import { normalQuantile } from '../statistics/normal.ts'
import { limitSum } from './limit-sum.ts'
import { createQuadraticForm, type QuadraticForm } from './quadratic-form.ts'
import { createWorth, type ExposureOptions } from './worth.ts'

/** What {@link maxValueAtRisk} is told. */
export interface MaxValueAtRiskOptions extends ExposureOptions {
  /** Of returns of one period, labelled by instrument; a function where it changes, asked for each order. */
  readonly covariance: SymmetricMatrix | (() => SymmetricMatrix)
  /** Between 0.5 and 1: 0.99 is the loss that one period in a hundred exceeds. */
  readonly confidence: number
  /** How many periods ahead, by the square root of time. Default: 1 period. */
  readonly periods?: number
}

/**
 * Denies what could take the value at risk of the account beyond `limit`.
 *
 * Gaussian with a mean of 0: z x sqrt(w'Sw), where w is the money in each instrument and S the covariance of returns. The
 * larger of two cases counts: what is held now with this order filled, so that no hedge counts before it is had; and every
 * open order filled as well, on the side that takes its instrument further. An order costs a pass over the instruments, and
 * each price that moved since the last one costs another. What makes it no larger passes, and so does what can only reduce
 * the position in its own instrument. Where a price, or a row of the covariance, is missing, nothing else does. Exactly
 * the limit passes.
 *
 * @param limit - money, above 0
 * @throws ShagunError `invalid-options` where the limit or `periods` is not a finite number above 0, or the confidence is
 * not between 0.5 and 1
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { createSymmetricMatrix, maxValueAtRisk } from '@shagun/risk'
 *
 * const covariance = createSymmetricMatrix([[0.0004, 0.0002], [0.0002, 0.0003]], ['NSE:INFY', 'NSE:TCS'])
 * const rules: RiskRule[] = [maxValueAtRisk('100000', { covariance, confidence: 0.99 })]
 * ```
 */
export function maxValueAtRisk(limit: DecimalInput, options: MaxValueAtRiskOptions): RiskRule {
  const { covariance, confidence, periods = 1, name = 'max-value-at-risk' } = options
  const most = readPositive('maxValueAtRisk', 'limit', limit).toNumber()
  if (!(confidence > 0.5 && confidence < 1))
    throw invalidOption('maxValueAtRisk', 'confidence', confidence, 'a fraction between 0.5 and 1, such as 0.99')
  const scale =
    -normalQuantile(1 - confidence) * Math.sqrt(readPositive('maxValueAtRisk', 'periods', periods).toNumber())
  const worth = createWorth(options)
  let read = typeof covariance === 'function' ? undefined : begin(covariance)

  function current(): Portfolio {
    if (typeof covariance !== 'function') return read!
    const given = covariance()
    if (read?.given !== given) read = begin(given)
    return read
  }

  return limitSum(name, worth, (intent, view) => {
    const { rows, held, filled } = current()
    const missing = worth.measure(intent, view)
    if (missing !== undefined) return missing
    const heldChanges: Change[] = []
    const filledChanges: Change[] = []
    const seen = new Set<number>()
    for (const [i, { instrument, held: quantity, long, short }] of worth.rows.entries()) {
      const row = rows.get(instrument)
      if (row === undefined) return `The covariance has no row for ${instrument}`
      seen.add(row)
      const unit = worth.units[i]!
      const before = furthest(long, short)
      held.set(row, quantity * unit)
      filled.set(row, before * unit)
      const [addedLong, addedShort] = [worth.addedLong[i]!, worth.addedShort[i]!]
      if (addedLong === 0 && addedShort === 0) continue
      heldChanges.push({ row, weight: furthest(addedLong, -addedShort) * unit })
      filledChanges.push({ row, weight: (furthest(long + addedLong, short - addedShort) - before) * unit })
    }
    // What is held no longer is not shown any more.
    for (let row = 0; row < rows.size; row++) if (!seen.has(row)) for (const form of [held, filled]) form.set(row, 0)
    return {
      before: scale * Math.sqrt(Math.max(held.with([]), filled.with([]))),
      after: scale * Math.sqrt(Math.max(held.with(heldChanges), filled.with(filledChanges))),
      most,
      what: `Value at risk at ${confidence}`,
    }
  })
}

type Change = { readonly row: number; readonly weight: number }

/** A covariance with the money in each of its instruments. */
interface Portfolio {
  readonly given: SymmetricMatrix
  readonly rows: ReadonlyMap<string, number>
  readonly held: QuadraticForm
  readonly filled: QuadraticForm
}

function begin(given: SymmetricMatrix): Portfolio {
  const { labels, values, size } = given
  const rows = new Map(labels.map((label, row) => [label, row]))
  return { given, rows, held: createQuadraticForm(values, size), filled: createQuadraticForm(values, size) }
}

/** The quantity on the side that goes further. */
function furthest(long: number, short: number): number {
  return long >= -short ? long : short
}
