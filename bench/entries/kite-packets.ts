import type { Contestant, Entry, Sample } from '../entry.ts'
import { atLeast, atMost, type Goal, notMeasured } from '../goal.ts'
import { nameWithVersion } from '../installed.ts'
import { pacedMs, pacePerSecond, packetsAMessage } from '../kite-packets/load.ts'
import { figuresOf, type Rounds } from '../measure.ts'
import { closest, standings } from '../standings.ts'
import { median } from '../statistics.ts'
import { figure, type Table } from '../table.ts'

const ours = '@shagun/broker-zerodha'
const withQuotes = '@shagun/broker-zerodha, with quotes and depth'
const objects = 'DataView'
const theirs = 'kiteconnect'
const ourSocket = '@shagun/broker-zerodha, from a socket'
const theirSocket = 'kiteconnect, from a socket'

const contestants: readonly Contestant[] = [
  ...([ours, withQuotes, objects] as const).map(
    (name): Contestant => ({
      name,
      needs: [],
      async measure() {
        const { measureParser, ourColumns, ourQuotes, plainObjects } = await import('../kite-packets/parsers.ts')
        return measureParser({ [ours]: ourColumns, [withQuotes]: ourQuotes, [objects]: plainObjects }[name]())
      },
    }),
  ),
  {
    name: theirs,
    needs: ['kiteconnect'],
    async measure() {
      const [{ measureParser }, { theirParser }] = await Promise.all([
        import('../kite-packets/parsers.ts'),
        import('../kite-packets/kiteconnect.ts'),
      ])
      return measureParser(theirParser())
    },
  },
  {
    name: ourSocket,
    needs: ['ws'],
    rounds: 1,
    async measure() {
      const { measurePaced, ourFeed } = await import('../kite-packets/paced.ts')
      return measurePaced(ourFeed)
    },
  },
  {
    name: theirSocket,
    needs: ['ws', 'kiteconnect'],
    rounds: 1,
    async measure() {
      const [{ measurePaced }, { theirFeed }] = await Promise.all([
        import('../kite-packets/paced.ts'),
        import('../kite-packets/kiteconnect.ts'),
      ])
      return measurePaced(theirFeed)
    },
  },
]

/** The packets of Kite's ticker, from bytes to numbers, and from a socket to who listens. */
export const kitePackets: Entry = {
  name: 'kite-packets',
  about: `Messages of ${packetsAMessage} full packets of Kite's ticker, each with ten levels of the order book.`,
  contestants,
  check,
  report: (rounds) => ({ goals: goalsOf(rounds), tables: [parsers(rounds), pace(rounds)], notes }),
}

/** All have read the same numbers, and at a pace all packets have come. */
function check(samples: ReadonlyMap<string, Sample>): void {
  const expected = samples.get(ours)!.outcome
  for (const name of [withQuotes, objects, theirs]) {
    const found = samples.get(name)?.outcome ?? expected
    if (found.length !== expected.length || found.some((value, i) => value !== expected[i]))
      throw new Error(`${name}: it has not read the same as ours.`)
  }
  for (const name of [ourSocket, theirSocket]) {
    const [sent, heard] = samples.get(name)?.outcome ?? [0, 0]
    if (sent !== heard) throw new Error(`${name}: of ${sent} packets ${heard} were heard.`)
  }
}

function goalsOf(rounds: Rounds): readonly Goal[] {
  const times = closest(rounds, 'ns', ours, [theirs])?.times
  const timesWithQuotes = closest(rounds, 'ns', withQuotes, [theirs])?.times
  const perSecond = pacePerSecond.toLocaleString('en-US')
  const p99 = rounds.get(ourSocket)?.[0]?.figures['p99Us']
  return [
    atLeast(50, 'bytes to columns: at least 50x kiteconnect', times, 'x'),
    atLeast(50, 'bytes to quotes and depth: at least 50x kiteconnect', timesWithQuotes, 'x'),
    atMost(2, `socket to handler at ${perSecond}/s: p99 below 2 ms`, p99 && p99 / 1_000, ' ms'),
  ]
}

function parsers(rounds: Rounds): Table {
  return standings({
    title: 'a full packet',
    rounds,
    figure: 'ns',
    ours,
    labels: new Map([
      [ours, `${ours}, into columns`],
      [withQuotes, 'the same, and a Quote and a Depth of each'],
      [objects, 'a DataView, into objects'],
      [theirs, `${nameWithVersion(theirs)}, parseBinary`],
    ]),
    unit: 'ns',
    also: { head: 'packets/s a core', of: (ns) => figure(1e9 / ns) },
  })
}

function pace(rounds: Rounds): Table {
  const columns = ['p50Us', 'p99Us', 'cpuPercent', 'perSecond'] as const
  return {
    head: [
      `${pacePerSecond.toLocaleString('en-US')} full packets/s over loopback`,
      'p50 us',
      'p99 us',
      '% of a core',
      'packets/s',
    ],
    rows: [
      [ourSocket, `${ours}, its ticker`],
      [theirSocket, `${nameWithVersion(theirs)}, KiteTicker`],
    ].map(([name, label]) => [
      label!,
      ...columns.map((column) => {
        const values = figuresOf(rounds, name!, column)
        if (values !== undefined && values.length > 0) return figure(median(values))
        return column === 'p50Us' ? notMeasured : ''
      }),
    ]),
  }
}

const notes = [
  'Columns are written over by the next message; all others make an object of each packet, as kiteconnect does. Before anything counts all must have read the same numbers.',
  `At a pace, a fake Kite in a process of its own sends what is due each millisecond, for ${pacedMs / 1_000} s, once and not in every round; the waits are those of both processes for the machine as well. Every packet that was sent must have been heard.`,
]
