import { checkAgreement } from '../agreement.ts'
import type { Entry, Sample } from '../entry.ts'
import { atLeast, atMost, type Goal } from '../goal.ts'
import { tasks } from '../market-data/tasks.ts'
import { figuresOf, type Rounds } from '../measure.ts'
import { standings } from '../standings.ts'
import { median } from '../statistics.ts'
import type { Table } from '../table.ts'

/** What is done twice, by us and plainly, and must come to the same. */
const pairs = [
  ['is it open? @shagun/core', 'is it open? Intl'],
  ['resample @shagun/core', 'resample plain loop'],
  ['search @shagun/core', 'search scan'],
] as const
const streams = ['ticks @shagun/core', 'ticks, five timeframes, @shagun/core'] as const

/** Calendars, bars and the instrument master. */
export const marketData: Entry = {
  name: 'market-data',
  about:
    'Whether NSE is open, hours from a million minutes, bars from a million trades, and searches over 100,000 instruments.',
  contestants: Object.entries(tasks).map(([name, task]) => ({ name, needs: [], measure: async () => task() })),
  check,
  report: (rounds) => ({ goals: goalsOf(rounds), tables: tablesOf(rounds), notes }),
}

const notes = [
  'Moments are 61 seconds apart. Intl formats the date of each, and looks the session of that date up.',
  'The plain loop knows that its rows are whole minutes without a gap, asks no calendar, and keeps closes only: a floor.',
  'A scan reads every instrument as text. Ours has an index that the first search after loading builds, once.',
]

function check(samples: ReadonlyMap<string, Sample>): void {
  for (const [ours, plain] of pairs)
    checkAgreement(
      { name: plain, outcome: samples.get(plain)!.outcome },
      { name: ours, outcome: samples.get(ours)!.outcome },
      { from: 0, tolerance: 0 },
    )
}

function goalsOf(rounds: Rounds): readonly Goal[] {
  const ns = (name: string): number => median(figuresOf(rounds, name, 'ns')!)
  return [
    atLeast(1, 'isOpen: at least 1 million a second', 1e3 / ns(pairs[0][0]), ' million/s'),
    atLeast(1, 'trades into bars: at least 1 million a second', 1e3 / ns(streams[0]), ' million/s'),
    atMost(2, 'a search: at most 2 ms', ns(pairs[2][0]) / 1e6, ' ms'),
  ]
}

function tablesOf(rounds: Rounds): readonly Table[] {
  const table = (title: string, names: readonly [string, ...string[]]): Table =>
    standings({
      title,
      rounds,
      figure: 'ns',
      ours: names[0],
      labels: new Map(names.map((name) => [name, name])),
      unit: 'ns',
    })
  return [
    table('of one moment', pairs[0]),
    table('of one minute', pairs[1]),
    table('of one trade', streams),
    table('of one search', pairs[2]),
  ]
}
