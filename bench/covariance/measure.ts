import { covarianceMatrix } from '@shagun/risk'
import type { Sample } from '../entry.ts'
import { timePasses } from '../stopwatch.ts'
import { instrumentCount, periodCount } from './load.ts'
import { everyEntry, everyPair } from './plain-loop.ts'

type Estimator = (series: readonly Float64Array[]) => Readonly<Float64Array>

const estimators: Readonly<Record<'ours' | 'everyPair' | 'everyEntry', Estimator>> = {
  ours: (series) => covarianceMatrix(series)!.values,
  everyPair,
  everyEntry,
}

/** Milliseconds an estimate takes. */
export function measureCovariance(name: keyof typeof estimators): Sample {
  const series = drawReturns()
  const estimate = estimators[name]
  const ms = timePasses(() => estimate(series)) / 1e6
  return { figures: { ms }, outcome: Float64Array.from(estimate(series)) }
}

/** Returns of about 1 % with a common part, the same in every process. */
function drawReturns(): readonly Float64Array[] {
  let state = 1
  const draw = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5
  const market = Float64Array.from({ length: periodCount }, draw)
  return Array.from({ length: instrumentCount }, () => market.map((common) => 0.02 * (common + draw())))
}
