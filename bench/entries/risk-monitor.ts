import { checkAgreement } from '../agreement.ts'
import type { Contestant, Entry, Sample } from '../entry.ts'
import { atMost, type Goal } from '../goal.ts'
import { figuresOf, type Rounds } from '../measure.ts'
import { limitCount, sizes } from '../risk-monitor/load.ts'
import { median } from '../statistics.ts'
import { figure, spread, type Table } from '../table.ts'

const monitorOf = (count: number): string => `monitor, ${count.toLocaleString('en-US')} held`
const anewOf = (count: number): string => `added up anew, ${count.toLocaleString('en-US')} held`

const contestants: readonly Contestant[] = sizes.flatMap((count): Contestant[] => [
  {
    name: monitorOf(count),
    needs: [],
    measure: async () => (await import('../risk-monitor/measure.ts')).measureMonitor(count),
  },
  {
    name: anewOf(count),
    needs: [],
    measure: async () => (await import('../risk-monitor/measure.ts')).measureRecomputation(count),
  },
])

/** What a quote costs the risk monitor, by how much is held. */
export const riskMonitor: Entry = {
  name: 'risk-monitor',
  about: `One quote of something that is held: filtered, marked to market in ${limitCount} measures of the account and its sectors, and held against ${limitCount} limits; beside two sums of it that are made anew.`,
  contestants,
  check,
  report: (rounds) => ({ goals: goalsOf(rounds), tables: [table(rounds)], notes }),
}

function check(samples: ReadonlyMap<string, Sample>): void {
  for (const count of sizes) {
    const [monitor, anew] = [samples.get(monitorOf(count)), samples.get(anewOf(count))]
    if (monitor === undefined || anew === undefined) continue
    const named = { expected: { name: anewOf(count), ...anew }, found: { name: monitorOf(count), ...monitor } }
    checkAgreement(named.expected, named.found, { from: 0, tolerance: 1e-9 })
  }
}

function goalsOf(rounds: Rounds): readonly Goal[] {
  const ns = (name: string): number => median(figuresOf(rounds, name, 'ns')!)
  const [least, most] = [sizes[0], sizes.at(-1)!]
  return [
    atMost(
      2,
      `flat: at ${most.toLocaleString('en-US')} held at most 2x what it is at ${least}`,
      ns(monitorOf(most)) / ns(monitorOf(least)),
      'x',
    ),
    atMost(2, `at ${most.toLocaleString('en-US')} held at most 2 us`, ns(monitorOf(most)) / 1_000, ' us'),
  ]
}

function table(rounds: Rounds): Table {
  return {
    head: ['a quote', 'ns', 'min to max'],
    rows: sizes
      .flatMap((count) => [monitorOf(count), anewOf(count)])
      .map((name) => {
        const ns = figuresOf(rounds, name, 'ns')!
        return [name, figure(median(ns)), spread(ns)]
      }),
  }
}

const notes = [
  'Quotes come for instruments at random, so that at 5,000 hardly one finds its row in the cache. Each is a new object, which is part of what is measured.',
]
