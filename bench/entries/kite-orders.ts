import type { Contestant, Entry, Sample } from '../entry.ts'
import { atLeast, atMost, type Goal, notMeasured } from '../goal.ts'
import { nameWithVersion } from '../installed.ts'
import { manyInFlight, orderCount, updateCount, updatesPerSecond, warmUp } from '../kite-orders/load.ts'
import type { Situation } from '../kite-orders/measure.ts'
import { figuresOf, type Rounds } from '../measure.ts'
import { median, ratio } from '../statistics.ts'
import { figure, spread, type Table } from '../table.ts'

const broker = '@shagun/broker-zerodha'
const inMemory = 'trader.place, journal in memory'
const onDisk = 'trader.place, SQLite crash-safe'
const theirs = 'kiteconnect'
type Client = typeof broker | typeof inMemory | typeof onDisk | typeof theirs

const many = `${manyInFlight} in flight`
const one = '1 in flight'
const packed = `${manyInFlight} in flight, answers packed`
const situations: ReadonlyMap<string, Situation & { readonly clients: readonly Client[] }> = new Map([
  [many, { inFlight: manyInFlight, packs: false, clients: [broker, inMemory, onDisk, theirs] }],
  [packed, { inFlight: manyInFlight, packs: true, clients: [broker, inMemory, theirs] }],
  [one, { inFlight: 1, packs: false, clients: [broker, inMemory, onDisk, theirs] }],
])

const canceled = 'a cancel, from the socket to the strategy'
const filled = 'a fill, from the socket to the strategy'

const nameOf = (client: Client, situation: string): string => `${client}, ${situation}`

const contestants: readonly Contestant[] = [
  ...Array.from(situations).flatMap(([situation, { clients, ...how }]) =>
    clients.map(
      (client): Contestant => ({
        name: nameOf(client, situation),
        // Ours knows the routes of Kite from there.
        needs: ['kiteconnect'],
        async measure() {
          const [{ measureOrders }, { ourBroker, ourTrader, theirs: kiteconnect }] = await Promise.all([
            import('../kite-orders/measure.ts'),
            import('../kite-orders/clients.ts'),
          ])
          if (client === theirs) return measureOrders(kiteconnect, how)
          if (client === broker) return measureOrders(ourBroker, how)
          if (client === inMemory) return measureOrders(ourTrader((await import('@shagun/core')).memory()), how)
          const [{ inFolder }, { sqlite }] = await Promise.all([
            import('../journal/measure.ts'),
            import('@shagun/storage-sqlite'),
          ])
          const storage = (folder: string) => sqlite(`${folder}/trading.db`, { durability: 'crash-safe' })
          return inFolder((folder) => measureOrders(ourTrader(storage(folder)), how))
        },
      }),
    ),
  ),
  ...([canceled, filled] as const).map(
    (name): Contestant => ({
      name,
      needs: ['kiteconnect', 'ws'],
      rounds: 1,
      async measure() {
        const { measureUpdates } = await import('../kite-orders/updates.ts')
        return measureUpdates(name === canceled ? 'cancel' : 'fill')
      },
    }),
  ),
]

/** Orders to Kite over HTTP, and what its socket tells of them. */
export const kiteOrders: Entry = {
  name: 'kite-orders',
  about: `${orderCount.toLocaleString('en-US')} limit orders to a fake Kite in a process of its own, over HTTP on loopback.`,
  contestants,
  check,
  report: (rounds) => ({
    goals: goalsOf(rounds),
    tables: [...Array.from(situations.keys(), (situation) => orders(rounds, situation)), updates(rounds)],
    notes,
  }),
}

/** Kite has taken every order, and nothing else, and every update was heard. */
function check(samples: ReadonlyMap<string, Sample>): void {
  const count = warmUp + orderCount
  for (const [name, { outcome }] of samples)
    if (name === canceled || name === filled) {
      if (outcome.some((told) => told !== updateCount))
        throw new Error(`${name}: of ${updateCount} updates it came to ${outcome.join(', ')}.`)
    } else if (outcome.some((taken) => taken !== count))
      throw new Error(`${name}: of ${count} orders it came to ${outcome.join(', ')}.`)
}

function goalsOf(rounds: Rounds): readonly Goal[] {
  const cpu = figuresOf(rounds, nameOf(broker, many), 'cpuUs')
  return [
    atMost(150, `${many}: below 150 us of CPU an order`, cpu && median(cpu), ' us'),
    ...[many, packed].map((situation) =>
      atLeast(3, `${situation}: at least 3x kiteconnect's orders/s`, timesTheirs(rounds, broker, situation), 'x'),
    ),
  ]
}

function timesTheirs(rounds: Rounds, client: Client, situation: string): number | undefined {
  const ours = figuresOf(rounds, nameOf(client, situation), 'perSecond')
  const others = figuresOf(rounds, nameOf(theirs, situation), 'perSecond')
  return ours && others && ratio(ours, others)
}

const labels: ReadonlyMap<Client, string> = new Map([
  [broker, `${broker}, place`],
  [theirs, `${nameWithVersion(theirs)}, placeOrder`],
])

function orders(rounds: Rounds, situation: string): Table {
  const { clients } = situations.get(situation)!
  return {
    head: [situation, 'orders/s', 'min to max', "times kiteconnect's", 'CPU us an order', "Kite's", 'p50 ms', 'p99 ms'],
    rows: clients.map((client) => {
      const of = (column: string): readonly number[] | undefined => figuresOf(rounds, nameOf(client, situation), column)
      const label = labels.get(client) ?? client
      const rate = of('perSecond')
      if (rate === undefined) return [label, notMeasured, ...Array<string>(6).fill('')]
      return [
        label,
        figure(median(rate)),
        spread(rate),
        `${figure(timesTheirs(rounds, client, situation)!)}x`,
        ...['cpuUs', 'kiteCpuUs', 'p50Ms', 'p99Ms'].map((column) => figure(median(of(column)!))),
      ]
    }),
  }
}

function updates(rounds: Rounds): Table {
  const row = (label: string, name: string, columns: readonly string[]): readonly string[] => [
    label,
    ...columns.map((column, i) => {
      const values = column === '' ? [] : figuresOf(rounds, name, column)
      if (values !== undefined && values.length > 0) return figure(median(values))
      return i === 0 ? notMeasured : ''
    }),
  ]
  return {
    head: [`${updatesPerSecond} updates/s, from Kite's word to`, 'p50 ms', 'p99 ms', 'CPU us an update'],
    rows: [
      row('onOrder of a strategy: canceled', canceled, ['p50Ms', 'p99Ms', 'cpuUs']),
      row('onOrder of a strategy: filled', filled, ['p50Ms', 'p99Ms', 'cpuUs']),
      row('the same fill as the trade book has it', filled, ['correctedp50Ms', 'correctedp99Ms', '']),
    ],
  }
}

const notes = [
  'place is the adapter on terms that were approved before; trader.place is all of it: request, journal, adapter, what the answer changes. kiteconnect has its defaults; its connections are kept alive, because the agent of this Node does that. CPU is of the whole process, collections and threads included; beside it, that of the fake Kite.',
  'Both sides share the machine, and the fake takes its time for each order, so orders/s say less about the clients than their CPU does. It refuses nothing for its pace, and the account is given `orderLimits` that let everything pass; as it comes, it sends ten a second.',
  'Kite may pack its answers for who takes that. kiteconnect takes them packed; ours takes the answer to an order as it is, because packing a line costs both sides more than it saves.',
  `For updates a strategy has ${updateCount.toLocaleString('en-US')} orders in the market, which are canceled on Kite's side, or filled, one by one; once, and not in every round. A strategy hears of a fill with the update; the trade book, which is read 50 ms after it and as often as Kite allows reads, confirms it with its own id.`,
]
