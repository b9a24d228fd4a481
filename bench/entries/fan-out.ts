import type { Contestant, Entry, Sample } from '../entry.ts'
import { clientCount, type FanOut, measuredMs, stalledEvery, watchedCount } from '../fan-out/load.ts'
import { atLeast, atMost, type Goal } from '../goal.ts'
import { figuresOf, type Rounds } from '../measure.ts'
import { median } from '../statistics.ts'
import { instrumentCount } from '../stream/load.ts'
import { figure, type Table } from '../table.ts'

const loads: readonly FanOut[] = [
  { perSecond: 100, stall: false, pauseMs: 0 },
  { perSecond: 300, stall: true, pauseMs: 0 },
  { perSecond: 2_000, stall: true, pauseMs: 500 },
]

function nameOf({ perSecond, stall, pauseMs }: FanOut): string {
  const offered = (perSecond * clientCount * watchedCount) / instrumentCount
  const paced = pauseMs === 0 ? [] : [`each told every ${pauseMs} ms`]
  const reading = stall ? `${100 / stalledEvery} % do not read` : 'all read'
  return [`offered ${offered.toLocaleString('en-US')} updates/s`, ...paced, reading].join(', ')
}

const [calm, stalling, flooded] = loads.map(nameOf) as [string, string, string]

const contestants: readonly Contestant[] = loads.map((load) => ({
  name: nameOf(load),
  needs: ['ws'],
  rounds: 1,
  measure: async () => (await import('../fan-out/measure.ts')).measureFanOut(load),
}))

/** Many WebSocket clients, each fed at its own pace. */
export const fanOut: Entry = {
  name: 'fan-out',
  about: `${clientCount.toLocaleString('en-US')} WebSocket clients on loopback, each with a subscription to ${watchedCount} of ${instrumentCount} instruments.`,
  contestants,
  check,
  report: (rounds) => ({ goals: goalsOf(rounds), tables: [clients(rounds), memory(rounds)], notes }),
}

/** Who reads is at the last quote in the end, whatever was conflated on the way. */
function check(samples: ReadonlyMap<string, Sample>): void {
  for (const [name, { outcome }] of samples) {
    const [behind, unheld] = outcome
    if (behind !== 0) throw new Error(`${name}: ${behind} times a client that reads is not at the last quote.`)
    if (unheld !== 0) throw new Error(`${name}: nothing was held back for ${unheld} clients that do not read.`)
  }
}

function figureOf(rounds: Rounds, name: string, column: string): number | undefined {
  const values = figuresOf(rounds, name, column)
  return values === undefined ? undefined : median(values)
}

function goalsOf(rounds: Rounds): readonly Goal[] {
  const count = clientCount.toLocaleString('en-US')
  return [
    atLeast(clientCount, `at least ${count} clients`, figureOf(rounds, calm, 'held'), ' clients'),
    atMost(50, `${calm}: tick to client p99 below 50 ms`, figureOf(rounds, calm, 'p99Ms'), ' ms'),
    ...[stalling, flooded].map((name) =>
      atMost(10, `${name}: heap at most 10 MB more`, figureOf(rounds, name, 'heapGrownMb'), ' MB'),
    ),
  ]
}

function table(rounds: Rounds, head: string, columns: Readonly<Record<string, string>>): Table {
  return {
    head: [head, ...Object.values(columns)],
    rows: loads.map((load) => {
      const name = nameOf(load)
      const of = (column: string): string => {
        const value = figureOf(rounds, name, column)
        return value === undefined ? '' : figure(value)
      }
      return [name, ...Object.keys(columns).map(of)]
    }),
  }
}

function clients(rounds: Rounds): Table {
  return table(rounds, 'delivered', {
    held: 'clients',
    perSecond: 'updates/s delivered',
    conflatedPerSecond: 'conflated/s',
    p50Ms: 'p50 ms',
    p99Ms: 'p99 ms',
    cpuPercent: 'server, % of a core',
  })
}

function memory(rounds: Rounds): Table {
  return table(rounds, 'memory of the server, MB', {
    heapMb: 'live heap',
    heapGrownMb: 'grown by',
    residentMb: 'resident',
    residentGrownMb: 'grown by',
  })
}

const notes = [
  `Each load is measured once, for ${measuredMs / 1_000} s. The vendor, the server and all clients have one process each, so on a machine of two cores the clients take from what the server could send. p50 and p99 are from the moment at which the vendor sent the quote to the moment at which a client that reads has it.`,
  'A listener returns a promise that is pending until the machine has taken the message; what comes meanwhile is conflated, an update of an instrument taking the place of the one before. In the end every client that reads must be at the last quote of each of its instruments.',
  'Where it is the server that does not keep up, and not a client, quotes wait before it, at the vendor: beyond what it can send, a server has to leave its clients alone for a while after each update, as in the last row. Its clients get the newest then, a few times a second.',
  'What the machine buffers for clients that do not read was filled before the first quote, so that all their updates had to be held back.',
]
