import type { Contestant, Entry, Sample } from '../entry.ts'
import { atMost, type Goal } from '../goal.ts'
import { figuresOf, type Rounds } from '../measure.ts'
import { inFlight, orderCount, remembered, replayed, ruleCount } from '../orders/load.ts'
import { median } from '../statistics.ts'
import { figure, spread, type Table } from '../table.ts'

const memory = 'in memory'
const crashSafe = 'SQLite, crash-safe'
const powerSafe = 'SQLite, power-safe'
const fromSnapshot = 'restart from a snapshot'
const withMore = 'restart from a snapshot and what came after'
const journals = [memory, crashSafe, powerSafe] as const

const contestants: readonly Contestant[] = [
  {
    name: memory,
    needs: [],
    async measure() {
      const [{ measureOrders }, core] = await Promise.all([import('../orders/measure.ts'), import('@shagun/core')])
      return measureOrders(() => core.memory())
    },
  },
  ...([crashSafe, powerSafe] as const).map(
    (name): Contestant => ({
      name,
      needs: [],
      async measure() {
        const [{ measureOrders }, { sqlite }] = await Promise.all([
          import('../orders/measure.ts'),
          import('@shagun/storage-sqlite'),
        ])
        const durability = name === powerSafe ? 'power-safe' : 'crash-safe'
        return measureOrders((folder) => sqlite(`${folder}/trading.db`, { durability }))
      },
    }),
  ),
  ...([fromSnapshot, withMore] as const).map(
    (name): Contestant => ({
      name,
      needs: [],
      measure: async () => (await import('../orders/restart.ts')).measureRestart(name === withMore),
    }),
  ),
]

/** Whole lives of orders through rules, journal and venue, and what a restart takes. */
export const orders: Entry = {
  name: 'orders',
  about: `${orderCount.toLocaleString('en-US')} market orders from request to fill, ${inFlight} at a time, through ${ruleCount} rules.`,
  contestants,
  check,
  report: (rounds) => ({ goals: goalsOf(rounds), tables: [lives(rounds), restarts(rounds)], notes }),
}

/** Every order is filled, and every order is there again. */
function check(samples: ReadonlyMap<string, Sample>): void {
  for (const name of journals) {
    const [filled] = samples.get(name)!.outcome
    if (filled !== orderCount) throw new Error(`${name}: ${filled} of ${orderCount} orders were filled.`)
  }
  for (const [name, least] of [
    [fromSnapshot, remembered],
    [withMore, remembered + replayed / 3],
  ] as const) {
    const [known] = samples.get(name)!.outcome
    if (known! < least) throw new Error(`${name}: ${known} of ${least} orders are there again.`)
  }
}

function goalsOf(rounds: Rounds): readonly Goal[] {
  const middle = (name: string, column: string): number => median(figuresOf(rounds, name, column)!)
  const entries = middle(withMore, 'entries')
  return [
    atMost(
      1,
      `restart from a snapshot of ${remembered.toLocaleString('en-US')} orders below 1 s`,
      middle(fromSnapshot, 'seconds'),
      ' s',
    ),
    atMost(
      1,
      'at most 1 s more for each 100,000 events after it',
      ((middle(withMore, 'seconds') - middle(fromSnapshot, 'seconds')) * 100_000) / entries,
      ' s',
    ),
  ]
}

function lives(rounds: Rounds): Table {
  const columns = ['perSecond', 'cpuUs', 'p50Us', 'p99Us', 'longestStallMs'] as const
  return {
    head: ['journal', 'orders/s', 'min to max', 'CPU us an order', 'p50 us', 'p99 us', 'longest stall ms'],
    rows: journals.map((name) => {
      const of = (column: string): readonly number[] => figuresOf(rounds, name, column)!
      const [rate, ...others] = columns
      return [name, figure(median(of(rate))), spread(of(rate)), ...others.map((column) => figure(median(of(column))))]
    }),
  }
}

function restarts(rounds: Rounds): Table {
  return {
    head: ['restart', 'seconds', 'min to max', 'events after the snapshot'],
    rows: [fromSnapshot, withMore].map((name) => {
      const seconds = figuresOf(rounds, name, 'seconds')!
      return [name, figure(median(seconds)), spread(seconds), figure(median(figuresOf(rounds, name, 'entries')!))]
    }),
  }
}

const notes = [
  'An order here is submitted, accepted and filled: three events. p50 and p99 are from the call of place to its answer. CPU is of the whole process, the thread that writes included. The longest stall is by how much a timer of 1 ms was late.',
  `A restart replays the journal of ${remembered.toLocaleString('en-US')} orders kept in the snapshot, and of those after it, proves the chain of hashes, and reads the broker's books, which are empty.`,
]
