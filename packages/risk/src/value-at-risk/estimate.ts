import { invalidOption } from '../invalid.ts'
import { readReturns } from '../measures/read-returns.ts'
import type { Series } from '../statistics/series.ts'
import { ageWeighted } from './age-weighted.ts'
import { cornishFisher } from './cornish-fisher.ts'
import { filteredHistorical } from './filtered-historical.ts'
import { gaussian } from './gaussian.ts'
import { historical } from './historical.ts'
import type { TailLosses } from './loss.ts'
import { monteCarlo } from './monte-carlo.ts'
import { peaksOverThreshold } from './peaks-over-threshold.ts'
import { studentT } from './student-t.ts'
import { readTail, type TailOptions } from './tail-options.ts'
import { ewma, garch } from './volatility-scaled.ts'

/** What the method that was chosen makes of the returns. */
export function estimate(measure: string, given: Series, options: TailOptions): TailLosses {
  const question = readTail(measure, options)
  // Each method refuses what is not finite while it reads; only gaps that are to be left out take a pass of their own.
  const returns = options.missing === undefined ? given : readReturns(measure, { returns: given }, options).returns
  switch (options.method) {
    case 'historical':
      return historical(question, returns, options)
    case 'age-weighted':
      return ageWeighted(question, returns, options)
    case 'gaussian':
      return gaussian(question, returns, options)
    case 'student-t':
      return studentT(question, returns, options)
    case 'cornish-fisher':
      return cornishFisher(question, returns, options)
    case 'ewma':
      return ewma(question, returns, options)
    case 'garch':
      return garch(question, returns)
    case 'filtered-historical':
      return filteredHistorical(question, returns, options)
    case 'monte-carlo':
      return monteCarlo(question, returns, options)
    case 'peaks-over-threshold':
      return peaksOverThreshold(question, returns, options)
    default:
      throw invalidOption(measure, 'method', (options as { method: unknown }).method, `a method such as 'historical'`)
  }
}
