import type { Contestant, Entry, Sample } from '../entry.ts'
import { atLeast, atMost, type Goal } from '../goal.ts'
import { figuresOf, type Rounds } from '../measure.ts'
import { median } from '../statistics.ts'
import { figure, spread, type Table } from '../table.ts'
import { instrumentCount, quotesAnOrder, restingOrders, watchedEvents } from '../venue/load.ts'

const quotes = 'quotes'
const depth = 'depth of 5 levels'
const orders = 'quotes and orders that take them'
const memory = 'memory'
const kinds = { [quotes]: 'quotes', [depth]: 'depth', [orders]: 'orders' } as const

const contestants: readonly Contestant[] = [
  ...Object.entries(kinds).map(
    ([name, kind]): Contestant => ({
      name,
      needs: [],
      measure: async () => (await import('../venue/measure.ts')).measureVenue(kind),
    }),
  ),
  {
    name: memory,
    needs: [],
    rounds: 1,
    measure: async () => (await import('../venue/measure.ts')).measureMemory(),
  },
]

/** Orders that are matched against what others display. */
export const venue: Entry = {
  name: 'venue',
  about: `Quotes and depth of ${instrumentCount} instruments at the simulated venue, where ${2 * restingOrders} limit orders rest at each.`,
  contestants,
  check,
  report: (rounds) => ({ goals: goalsOf(rounds), tables: [speed(rounds), held(rounds)], notes }),
}

/** Where orders come, each is filled; where none come, nothing is. */
function check(samples: ReadonlyMap<string, Sample>): void {
  for (const [name, { outcome }] of samples) {
    const [fills = 0, placed = 0] = outcome
    if (fills !== placed || (name === orders) !== placed > 0)
      throw new Error(`${name}: ${fills} of ${placed} were filled.`)
  }
}

function goalsOf(rounds: Rounds): readonly Goal[] {
  const [held] = rounds.get(memory) ?? []
  return [
    ...[quotes, orders].map((name) =>
      atLeast(
        1,
        `${name}: at least 1 million events/s a core`,
        1e3 / median(figuresOf(rounds, name, 'ns')!),
        ' million/s',
      ),
    ),
    atMost(
      1,
      `heap flat over ${watchedEvents.toLocaleString('en-US')} quotes: at most 1 MB more`,
      held && held.figures['heapAtLast']! - held.figures['heapAtFirst']!,
      ' MB',
    ),
  ]
}

function speed(rounds: Rounds): Table {
  return {
    head: ['an event', 'ns', 'min to max', 'events/s a core'],
    rows: Object.keys(kinds).map((name) => {
      const ns = figuresOf(rounds, name, 'ns')!
      return [name, figure(median(ns)), spread(ns), figure(1e9 / median(ns))]
    }),
  }
}

function held(rounds: Rounds): Table {
  const of = (column: string): string => figure(median(figuresOf(rounds, memory, column)!))
  return {
    head: ['live heap, MB', 'at first', 'and at last'],
    rows: [[`${watchedEvents.toLocaleString('en-US')} quotes`, of('heapAtFirst'), of('heapAtLast')]],
  }
}

const notes = [
  'Each event is a new object, and what it takes is CPU time of the whole process, collections of garbage included. Resting orders stand next to the prices that are shown, and with depth at prices that are, so that their places in the queue are looked after; none is reached.',
  `Where orders come, one market order for ${quotesAnOrder} quotes takes what is displayed and is filled, with its money booked exactly. What orders and fills leave behind is kept, because a venue forgets none; quotes leave nothing.`,
]
