import type { Contestant, Entry, Sample } from '../entry.ts'
import { atLeast, atMost, type Goal } from '../goal.ts'
import { nameWithVersion } from '../installed.ts'
import { figuresOf, type Rounds } from '../measure.ts'
import { standings } from '../standings.ts'
import { median } from '../statistics.ts'
import { instrumentCount, pacedMs, pacedSubscribers, pacePerSecond, subscriberCounts } from '../stream/load.ts'
import { figure, type Table } from '../table.ts'

const ours = '@shagun/core'
const withBars = '@shagun/core, with bars'
const fromBytes = '@shagun/core, with bars, from bytes'
const emitter = 'eventemitter3'
const subjects = 'rxjs'
const nothing = 'no library'
const kinds = [ours, withBars, fromBytes, emitter, subjects, nothing] as const
type Kind = (typeof kinds)[number]
type Subscribers = (typeof subscriberCounts)[number]

const reports = 'paced, from reports'
const socket = 'paced, from a socket'

const nameOf = (kind: Kind, subscribers: Subscribers): string => `${kind}, ${subscribers} subscribers`

const contestants: readonly Contestant[] = [
  ...subscriberCounts.flatMap((subscribers) =>
    kinds.map(
      (kind): Contestant => ({
        name: nameOf(kind, subscribers),
        needs: kind === emitter || kind === subjects ? [kind] : [],
        async measure() {
          const [{ measureFlood }, pipes] = await Promise.all([
            import('../stream/flood.ts'),
            import('../stream/pipes.ts'),
          ])
          const open = {
            [ours]: pipes.openShagun([]),
            [withBars]: pipes.openShagun(['1m', '5m']),
            [fromBytes]: pipes.openShagun(['1m', '5m']),
            [emitter]: pipes.openEmitter,
            [subjects]: pipes.openSubjects,
            [nothing]: pipes.openLoop,
          }
          return measureFlood(open[kind], subscribers, kind === fromBytes ? 'bytes' : 'reports')
        },
      }),
    ),
  ),
  {
    name: reports,
    needs: [],
    rounds: 1,
    measure: async () => (await import('../stream/paced.ts')).measureReports(),
  },
  {
    name: socket,
    needs: ['ws'],
    rounds: 1,
    measure: async () => (await import('../stream/paced.ts')).measureSocket(),
  },
]

/** Quotes on their way from a provider to all who listen. */
export const stream: Entry = {
  name: 'stream',
  about: `Quotes of ${instrumentCount} instruments from a provider to subscribers that listen to all of them.`,
  contestants,
  check,
  report: (rounds) => ({
    goals: goalsOf(rounds),
    tables: [...subscriberCounts.map((subscribers) => flood(rounds, subscribers)), pace(rounds)],
    notes,
  }),
}

/** Everybody has heard the same, and at a pace everybody has heard everything. */
function check(samples: ReadonlyMap<string, Sample>): void {
  for (const subscribers of subscriberCounts) {
    const expected = samples.get(nameOf(ours, subscribers))!.outcome
    for (const kind of kinds) {
      const found = samples.get(nameOf(kind, subscribers))?.outcome ?? expected
      if (found.length !== expected.length || found.some((value, i) => value !== expected[i]))
        throw new Error(`${nameOf(kind, subscribers)}: the subscribers have not heard the same as ours.`)
    }
  }
  for (const name of [reports, socket]) {
    const [sent, conflated, ...heard] = samples.get(name)?.outcome ?? [0, 0]
    const least = Math.min(...heard, sent!)
    if (least !== sent || conflated !== 0)
      throw new Error(`${name}: of ${sent} quotes a subscriber heard ${least}; ${conflated} were conflated.`)
  }
}

function goalsOf(rounds: Rounds): readonly Goal[] {
  const millions = (kind: Kind, subscribers: Subscribers): number =>
    1e3 / median(figuresOf(rounds, nameOf(kind, subscribers), 'ns')!)
  const paced = rounds.get(socket)?.[0]?.figures
  const perSecond = pacePerSecond.toLocaleString('en-US')
  const seconds = pacedMs / 1_000
  return [
    atLeast(1, 'reports to one listener: at least 1 million/s a core', millions(ours, 1), ' million/s'),
    atLeast(1, 'bytes to bars and one listener: at least 1 million/s a core', millions(fromBytes, 1), ' million/s'),
    atMost(2, `socket to handler at ${perSecond}/s: p99 below 2 ms`, paced && paced['p99Us']! / 1_000, ' ms'),
    atMost(
      1,
      `heap flat over ${seconds} s at ${perSecond}/s: at most 1 MB more`,
      paced && paced['heapAtLast']! - paced['heapAtFirst']!,
      ' MB',
    ),
  ]
}

function flood(rounds: Rounds, subscribers: Subscribers): Table {
  const labels: Record<Kind, string> = {
    [ours]: nameWithVersion(ours),
    [withBars]: 'the same, and bars of 1m and 5m',
    [fromBytes]: 'the same, from bytes',
    [emitter]: `${nameWithVersion(emitter)} and a map of the latest`,
    [subjects]: `${nameWithVersion(subjects)}, a ReplaySubject an instrument`,
    [nothing]: 'a loop over the listeners',
  }
  return standings({
    title: subscribers === 1 ? 'a quote to 1 subscriber' : `a quote to ${subscribers} subscribers`,
    rounds,
    figure: 'ns',
    ours: nameOf(ours, subscribers),
    labels: new Map(kinds.map((kind) => [nameOf(kind, subscribers), labels[kind]])),
    unit: 'ns',
    also: { head: 'quotes/s a core', of: (ns) => figure(1e9 / ns) },
  })
}

function pace(rounds: Rounds): Table {
  const columns = ['p50Us', 'p99Us', 'longestUs', 'cpuPercent', 'heapAtFirst', 'heapAtLast', 'perSecond'] as const
  return {
    head: [
      `${pacePerSecond.toLocaleString('en-US')} quotes/s to ${pacedSubscribers} subscribers`,
      'p50 us',
      'p99 us',
      'longest us',
      '% of a core',
      'heap MB at first',
      'and at last',
      'quotes/s',
    ],
    rows: [
      [reports, 'from the report to the last handler'],
      [socket, 'from the message sent to the last handler'],
    ].map(([name, label]) => [
      label!,
      ...columns.map((column) => {
        const values = figuresOf(rounds, name!, column)
        return values === undefined ? '' : figure(median(values))
      }),
    ]),
  }
}

const notes = [
  'What a quote takes is CPU time of the whole process, collections of garbage included, so that one core is one core also where others work. Each quote is a new object, as parsers make them; from bytes, 100 of them come in one message, which is written anew before it is parsed.',
  'Ours judges each quote by the calendar, labels it, keeps it as the latest, and conflates for those who are slow; the others pass it on. Listeners add up the prices.',
  `At a pace one process goes on for ${pacedMs / 1_000} s, once and not in every round, and makes bars of 1m and 5m too. The socket is a WebSocket on loopback, from a vendor in a process of its own that packs what is due each millisecond; its waits are those of both processes for the machine as well.`,
]
