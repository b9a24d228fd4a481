import { indicatorError } from '../indicator-error.ts'
import type { Part } from '../parts/part.ts'
import { checkPeriod } from '../period.ts'
import type { AverageKind } from './average-lookback.ts'
import { double } from './dema.ts'
import { exponential } from './exponential.ts'
import { adaptive } from './kama.ts'
import { mesa } from './mama.ts'
import { mean } from './sma.ts'
import { tillson } from './t3.ts'
import { triple } from './tema.ts'
import { triangular } from './trima.ts'
import { weighted } from './wma.ts'

const kinds: Readonly<Record<AverageKind, (period: number) => Part>> = {
  sma: mean,
  ema: exponential,
  wma: weighted,
  dema: double,
  tema: triple,
  trima: triangular,
  kama: adaptive,
  mama: () => mesa(),
  t3: (period) => tillson(period, 0.7),
}

/**
 * The average of a kind as a part. Over one bar each of them is the series itself.
 *
 * @throws IndicatorError where there is no such kind, or the period is no whole number from 1 to 10 million
 */
export function averageOf(indicator: string, kind: AverageKind, period: number, parameter = 'period'): Part {
  checkPeriod(indicator, period, 1, parameter)
  if (!Object.hasOwn(kinds, kind))
    throw indicatorError(indicator, 'ma', `is ${kind}, expected one of ${Object.keys(kinds).join(', ')}`)
  return period === 1 ? { start: [], next: (_from, _to, _at, x) => x } : kinds[kind](period)
}
