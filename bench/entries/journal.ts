import type { Contestant, Entry, Sample } from '../entry.ts'
import { atLeast, atMost, type Goal } from '../goal.ts'
import { nameWithVersion } from '../installed.ts'
import { accounts, inFlight, pacePerSecond } from '../journal/load.ts'
import { figuresOf, type Rounds } from '../measure.ts'
import { median, ratio } from '../statistics.ts'
import { figure, spread, type Table } from '../table.ts'

const ours = '@shagun/storage-sqlite'
const plain = 'main thread, one commit an event'
const machine = 'machine'
const durabilities = ['crash-safe', 'power-safe'] as const
type Durability = (typeof durabilities)[number]

const nameOf = (keeper: string, durability: Durability): string => `${keeper}, ${durability}`
const labelOf = (keeper: string, durability: Durability): string =>
  nameOf(keeper === ours ? nameWithVersion(ours) : keeper, durability)

const contestants: readonly Contestant[] = [
  ...durabilities.flatMap((durability): readonly Contestant[] => [
    {
      name: nameOf(ours, durability),
      needs: [],
      async measure() {
        const [{ measureKeeper }, { openShagun }] = await Promise.all([
          import('../journal/measure.ts'),
          import('../journal/shagun.ts'),
        ])
        return measureKeeper(openShagun(durability))
      },
    },
    {
      name: nameOf(plain, durability),
      needs: [],
      async measure() {
        const [{ measureKeeper }, { openMainThread }] = await Promise.all([
          import('../journal/measure.ts'),
          import('../journal/main-thread.ts'),
        ])
        return measureKeeper(openMainThread(durability === 'power-safe' ? 'FULL' : 'NORMAL'))
      },
    },
  ]),
  {
    name: machine,
    needs: [],
    measure: async () => (await import('../journal/machine.ts')).measureMachine(),
  },
]

/** The SQLite journal, in a thread with group commit, beside a commit for each event. */
export const journal: Entry = {
  name: 'journal',
  about: `Events of orders into a SQLite file, of ${accounts} accounts, one event an append.`,
  contestants,
  check,
  report: (rounds) => ({ goals: goalsOf(rounds), tables: [rates(rounds), delays(rounds)], notes }),
}

/** All that was answered for is there. */
function check(samples: ReadonlyMap<string, Sample>): void {
  for (const [name, { outcome }] of samples)
    outcome.forEach((missing, account) => {
      if (missing !== 0)
        throw new Error(`${name} answered for ${missing} events of account ${account} that are not there.`)
    })
}

function goalsOf(rounds: Rounds): readonly Goal[] {
  const middle = (durability: Durability, name: string): number =>
    median(figuresOf(rounds, nameOf(ours, durability), name)!)
  const leasts = { 'crash-safe': 40_000, 'power-safe': 20_000 }
  return durabilities.flatMap((durability) => {
    const least = leasts[durability]
    const text = `${durability}: at least ${least.toLocaleString('en-US')} events/s with ${inFlight} in flight`
    const paced = `${durability}: loop delay at ${pacePerSecond.toLocaleString('en-US')} events/s`
    return [
      atLeast(least, text, middle(durability, 'together'), '/s'),
      atMost(2, `${paced} below 2 ms, p99`, middle(durability, 'p99Ms'), ' ms'),
      atMost(10, `${paced} at most 10 ms, longest`, middle(durability, 'longestMs'), ' ms'),
    ]
  })
}

const keepers = durabilities.flatMap((durability) => [ours, plain].map((keeper) => ({ keeper, durability })))

function rates(rounds: Rounds): Table {
  const rows = keepers.map(({ keeper, durability }) => {
    const own = figuresOf(rounds, nameOf(ours, durability), 'together')!
    const of = (name: string): readonly number[] => figuresOf(rounds, nameOf(keeper, durability), name)!
    const times = `${figure(ratio(of('together'), own))}x`
    return [
      labelOf(keeper, durability),
      ...medianAndSpread(of('together')),
      times,
      ...medianAndSpread(of('journalOnly')),
      ...medianAndSpread(of('alone')),
    ]
  })
  const disk = medianAndSpread(figuresOf(rounds, machine, 'alone')!)
  return {
    head: [
      'events/s',
      `${inFlight} in flight`,
      'min to max',
      'of ours',
      'journal only',
      'min to max',
      'one at a time',
      'min to max',
    ],
    rows: [...rows, ['a page written and synced, nothing else', '', '', '', '', '', ...disk]],
  }
}

function delays(rounds: Rounds): Table {
  const row = (label: string, name: string): readonly string[] => [
    label,
    ...['p99Ms', 'longestMs'].flatMap((column) => medianAndSpread(figuresOf(rounds, name, column)!)),
    figure(median(figuresOf(rounds, name, 'paced')!)),
  ]
  return {
    head: ['event-loop delay, ms', 'p99', 'min to max', 'longest', 'min to max', 'events/s'],
    rows: [
      ...keepers.map(({ keeper, durability }) => row(labelOf(keeper, durability), nameOf(keeper, durability))),
      row('nothing appended', machine),
    ],
  }
}

function medianAndSpread(values: readonly number[]): readonly [string, string] {
  return [figure(median(values)), spread(values)]
}

const notes = [
  'An order is submitted, accepted and filled, under a random id. Ours keeps `trading_orders` and `trading_fills` as well, in the same commit; the main thread writes nothing but the journal. Journal only are events of an algo, with 50 in flight, which no table shows: there both write the same.',
  'crash-safe is WAL with synchronous NORMAL, power-safe with FULL. In flight is how many appends wait for their answer; the main thread answers at once, having waited itself.',
  'The delay is by how much a timer of 1 ms is late while events come in at that pace; events/s beside it are those that were taken. Nothing appended is what the machine does to a loop at rest.',
]
