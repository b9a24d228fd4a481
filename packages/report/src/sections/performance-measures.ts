import type { Measure, Performance } from '../figures/performance.ts'
import type { Format } from '../page/format.ts'
import type { Part } from '../page/html.ts'
import { missing } from './missing.ts'

interface Definition {
  readonly name: string
  readonly style: 'signedPercent' | 'percent' | 'ratio'
  /** When there is no such number. */
  readonly missing: string
}

const noReturn = 'There is no return to measure.'

/** The measures of a curve, in the order in which they are listed. */
export const performanceMeasures: Readonly<Record<keyof Performance, Definition>> = {
  totalReturn: { name: 'Total return', style: 'signedPercent', missing: 'There is no equity to begin or to end with.' },
  annualizedReturn: { name: 'Annualised return', style: 'signedPercent', missing: 'There is no return to annualise.' },
  annualizedVolatility: { name: 'Annualised volatility', style: 'percent', missing: 'It needs two returns or more.' },
  sharpe: { name: 'Sharpe ratio', style: 'ratio', missing: 'It needs two returns or more that are not all the same.' },
  sortino: {
    name: 'Sortino ratio',
    style: 'ratio',
    missing: 'It needs two returns or more, one of them below the risk-free rate.',
  },
  maxDrawdown: { name: 'Maximum drawdown', style: 'percent', missing: noReturn },
  valueAtRisk: { name: 'Value at risk, 95%, one period', style: 'percent', missing: noReturn },
  expectedShortfall: {
    name: 'Expected shortfall, 95%, one period',
    style: 'percent',
    missing: 'It needs 20 returns or more, so that one lies in the tail.',
  },
}

/** A measure as it stands on the page. */
export function writeMeasure(measure: keyof Performance, value: Measure, format: Format): Part {
  const { style, missing: why } = performanceMeasures[measure]
  return value === null ? missing(why) : format[style](value)
}
