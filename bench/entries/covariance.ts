import { checkAgreement } from '../agreement.ts'
import { instrumentCount, periodCount } from '../covariance/load.ts'
import type { Entry } from '../entry.ts'
import { atLeast } from '../goal.ts'
import { closest, standings } from '../standings.ts'

const ours = '@shagun/risk'
const entryLoop = 'plain loop over entries'
const pairLoop = 'plain loop over pairs'
const kinds = { [ours]: 'ours', [pairLoop]: 'everyPair', [entryLoop]: 'everyEntry' } as const

/** How all instruments of a portfolio move together. */
export const covariance: Entry = {
  name: 'covariance',
  about: `The sample covariance of ${instrumentCount} instruments over ${periodCount.toLocaleString('en-US')} periods.`,
  contestants: Object.entries(kinds).map(([name, kind]) => ({
    name,
    needs: [],
    measure: async () => (await import('../covariance/measure.ts')).measureCovariance(kind),
  })),
  check(samples) {
    const expected = { name: entryLoop, outcome: samples.get(entryLoop)!.outcome }
    for (const [name, { outcome }] of samples)
      checkAgreement(expected, { name, outcome }, { from: 0, tolerance: 1e-15 })
  },
  report: (rounds) => ({
    goals: [
      atLeast(
        4,
        'at least 4x ahead of a plain loop over entries',
        closest(rounds, 'ms', ours, [entryLoop])?.times,
        'x',
      ),
    ],
    tables: [
      standings({
        title: 'an estimate',
        rounds,
        figure: 'ms',
        ours,
        labels: new Map(Object.keys(kinds).map((name) => [name, name])),
        unit: 'ms',
      }),
    ],
    notes: [
      'Each on one thread, from one Float64Array for each instrument, means and checks included. The loop over entries is the definition as it reads; the one over pairs leaves out the half that mirrors the other.',
      'No npm package that is installed here works out a covariance matrix.',
    ],
  }),
}
