import { checkAgreement } from '../agreement.ts'
import type { Entry, Sample } from '../entry.ts'
import { atLeast, atMost, type Goal } from '../goal.ts'
import { figuresOf, type Rounds } from '../measure.ts'
import { standings } from '../standings.ts'
import { median, ratio } from '../statistics.ts'
import type { Table } from '../table.ts'
import {
  dayCount,
  fit,
  gaussian,
  historical,
  positionCount,
  returnCount,
  selected,
  type Task,
} from '../value-at-risk/load.ts'

/** How long a figure of risk takes. */
export const valueAtRisk: Entry = {
  name: 'value-at-risk',
  about: `The historical value at risk of ${returnCount.toLocaleString('en-US')} returns, and that of ${positionCount} positions over ${dayCount} days.`,
  contestants: [...selected, ...historical, ...gaussian, ...fit].map((name) => ({
    name,
    needs: [],
    measure: async () => (await import('../value-at-risk/tasks.ts')).tasks[name](),
  })),
  check,
  report: (rounds) => ({ goals: goalsOf(rounds), tables: tablesOf(rounds), notes }),
}

const notes = [
  'A sort is what the quantile takes without selection: of a copy as a Float64Array, which sorts by number without being asked, and of an array of numbers with a comparison. Both leave the returns as they were, as ours does.',
  'Positions are taken with their returns as they stand, nothing worked out before: the days of the portfolio and their quantile, or their mean and deviation; plainly, a sort and the whole covariance matrix.',
  `The fit is a GARCH(1,1) by maximum likelihood on ${dayCount} days, from four starts.`,
]

/** All ways to one figure come to the same. */
function check(samples: ReadonlyMap<string, Sample>): void {
  for (const [ours, ...others] of [selected, historical, gaussian])
    for (const other of others)
      checkAgreement(
        { name: other, outcome: samples.get(other)!.outcome },
        { name: ours, outcome: samples.get(ours)!.outcome },
        { from: 0, tolerance: 1e-11 },
      )
}

function goalsOf(rounds: Rounds): readonly Goal[] {
  const ns = (name: Task): readonly number[] => figuresOf(rounds, name, 'ns')!
  const us = (name: Task): number => median(ns(name)) / 1e3
  return [
    atLeast(20, 'a million returns: at least 20x faster than a sort', ratio(ns(selected[1]), ns(selected[0])), 'x'),
    atMost(50, `${positionCount} positions, historical: at most 50 us`, us(historical[0]), ' us'),
    atMost(50, `${positionCount} positions, gaussian: at most 50 us`, us(gaussian[0]), ' us'),
  ]
}

function tablesOf(rounds: Rounds): readonly Table[] {
  const table = (title: string, names: readonly [Task, ...Task[]]): Table =>
    standings({
      title,
      rounds,
      figure: 'ns',
      ours: names[0],
      labels: new Map(names.map((name) => [name, name])),
      unit: 'ns',
    })
  return [
    table('of a million returns', selected),
    table('of positions, historical', historical),
    table('of positions, gaussian', gaussian),
    table('GARCH', fit),
  ]
}
