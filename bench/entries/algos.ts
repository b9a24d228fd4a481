import { checkAgreement } from '../agreement.ts'
import {
  calmMs,
  instrumentCount,
  looksPerSlice,
  type Planner,
  parentCount,
  planners,
  quotesPerSecond,
  sliceMs,
  slices,
  slicesOf,
  slicesRecorded,
} from '../algos/load.ts'
import type { Contestant, Entry, Sample } from '../entry.ts'
import { atMost, type Goal } from '../goal.ts'
import { figuresOf, type Rounds } from '../measure.ts'
import { median, ratio } from '../statistics.ts'
import { figure, spread, type Table } from '../table.ts'

const plainOf = (planner: Planner): string => `${planner}, plain loop`
const count = parentCount.toLocaleString('en-US')

/** How many parents hear how many instruments. */
const audiences = new Map<string, readonly [parents: number, instruments: number]>([
  ['nobody', [0, parentCount]],
  [`${count} parents on ${count} instruments`, [parentCount, parentCount]],
  [`${count} parents on one instrument`, [parentCount, 1]],
])
const [nobody, apart, together] = [...audiences.keys()] as [string, string, string]

const wakes = 'slices of parents'
const timers = 'the same orders from timers'
const inRealTime = `${count} parents, an order a second each`
const calmly = `${count} parents, an order each ${calmMs / 1_000} s`
const bare = `${count} bare timers`

const contestants: readonly Contestant[] = [
  ...planners.flatMap((planner): Contestant[] => [
    { name: planner, needs: [], measure: async () => (await import('../algos/steps.ts')).measureSteps(planner) },
    {
      name: plainOf(planner),
      needs: [],
      measure: async () => (await import('../algos/steps.ts')).measurePlain(planner),
    },
  ]),
  ...[...audiences].map(
    ([name, [parents, instruments]]): Contestant => ({
      name,
      needs: [],
      measure: async () => (await import('../algos/quotes.ts')).measureQuotes(parents, instruments),
    }),
  ),
  { name: wakes, needs: [], measure: async () => (await import('../algos/wakes.ts')).measureWakes() },
  { name: timers, needs: [], measure: async () => (await import('../algos/wakes.ts')).measureTimers() },
  {
    name: inRealTime,
    needs: [],
    rounds: 3,
    measure: async () => (await import('../algos/real-time.ts')).measureParents(sliceMs),
  },
  {
    name: calmly,
    needs: [],
    rounds: 3,
    measure: async () => (await import('../algos/real-time.ts')).measureParents(calmMs),
  },
  {
    name: bare,
    needs: [],
    rounds: 3,
    measure: async () => (await import('../algos/real-time.ts')).measureBareTimers(),
  },
]

/** What planners, and the runner of them, cost. */
export const algos: Entry = {
  name: 'algos',
  about: `Execution algos: the steps of each planner, what the runner adds to a quote and to an order, and how late ${count} parents are woken in real time.`,
  contestants,
  check,
  report: (rounds) => ({
    goals: goalsOf(rounds),
    tables: [steps(rounds), quotes(rounds), orders(rounds), realTime(rounds), weights(rounds)],
    notes,
  }),
}

/** Every planner decides what a plain loop does; nobody is told anything twice, and every slice is filled. */
function check(samples: ReadonlyMap<string, Sample>): void {
  const outcomeOf = (name: string): readonly number[] => [...(samples.get(name)?.outcome ?? [])]
  for (const planner of planners) {
    const [found, expected] = [samples.get(planner), samples.get(plainOf(planner))]
    if (found === undefined || expected === undefined) continue
    checkAgreement({ name: plainOf(planner), ...expected }, { name: planner, ...found }, { from: 0, tolerance: 1e-9 })
  }
  const expected: readonly (readonly [string, readonly number[]])[] = [
    [nobody, [0, 0]],
    [apart, [parentCount, 1]],
    [together, [parentCount, parentCount]],
    [wakes, [parentCount * slices]],
    [timers, [parentCount * slices]],
    [inRealTime, [parentCount, parentCount * slices]],
    [calmly, [parentCount, parentCount * slicesOf(calmMs)]],
    [bare, [parentCount * slices * looksPerSlice]],
  ]
  for (const [name, counts] of expected)
    if (samples.has(name) && outcomeOf(name).join() !== counts.join())
      throw new Error(`${name} counts ${outcomeOf(name).join()}, and not ${counts.join()}.`)
}

function goalsOf(rounds: Rounds): readonly Goal[] {
  return [calmly, inRealTime].map((name) => {
    const late = figuresOf(rounds, name, 'p99')
    return atMost(
      5,
      `${name}: p99 of the timer error below 5 ms`,
      late && late.length > 0 ? median(late) : undefined,
      ' ms',
    )
  })
}

function steps(rounds: Rounds): Table {
  return {
    head: [
      'a step, ns',
      'a quote, nothing to do',
      'min to max',
      'plain loop',
      'an order sent or moved',
      'min to max',
      'plain loop',
    ],
    rows: planners.map((planner) => {
      const cells = (column: string): readonly string[] => {
        const own = figuresOf(rounds, planner, column)!
        return [figure(median(own)), spread(own), figure(median(figuresOf(rounds, plainOf(planner), column)!))]
      }
      return [planner, ...cells('idleNs'), ...cells('actNs')]
    }),
  }
}

function quotes(rounds: Rounds): Table {
  const without = figuresOf(rounds, nobody, 'ns')!
  return {
    head: ['a quote that is heard by', 'us', 'min to max', 'more than by nobody, us for each parent told'],
    rows: [...audiences].map(([name, [parents, instruments]]) => {
      const ns = figuresOf(rounds, name, 'ns')!
      const more = median(ns.map((value, round) => value - without[round]!))
      return [
        name,
        figure(median(ns) / 1_000),
        spread(ns.map((value) => value / 1_000)),
        parents === 0 ? '' : figure((more / 1_000 / parents) * instruments),
      ]
    }),
  }
}

function orders(rounds: Rounds): Table {
  const own = figuresOf(rounds, wakes, 'us')!
  return {
    head: ['an order, from the timer to its fill', 'us', 'min to max', 'CPU us', 'times ours'],
    rows: [wakes, timers].map((name) => {
      const us = figuresOf(rounds, name, 'us')!
      const cpu = median(figuresOf(rounds, name, 'cpuUs')!)
      return [name, figure(median(us)), spread(us), figure(cpu), `${figure(ratio(us, own))}x`]
    }),
  }
}

function realTime(rounds: Rounds): Table {
  const columns = [
    'p50',
    'p99',
    'longest',
    'loopP50',
    'loopP99',
    'loopLongest',
    'cpuPercent',
    'quotesPerSecond',
  ] as const
  return {
    head: ['woken late by, ms', 'p50', 'p99', 'longest', 'loop late: p50', 'p99', 'longest', 'CPU %', 'quotes/s'],
    rows: [calmly, inRealTime, bare].map((name) => [
      name,
      ...columns.map((column) => figure(median(figuresOf(rounds, name, column)!))),
    ]),
  }
}

function weights(rounds: Rounds): Table {
  const kb = (name: string, column: string): readonly string[] => {
    const values = figuresOf(rounds, name, column)!
    return [figure(median(values)), spread(values)]
  }
  return {
    head: ['live heap', 'KB', 'min to max'],
    rows: [
      ['a parent that runs, with one order', ...kb(apart, 'parentKb')],
      ['each order of a parent, filled', ...kb(wakes, 'orderKb')],
      ['the same order without a parent', ...kb(timers, 'orderKb')],
    ],
  }
}

const notes = [
  'No npm package schedules parent orders, so none is measured here. The plain loop is the arithmetic of the decision alone, on the very same inputs, and must decide the same: it knows no calendar, no limits and no answers that stay out.',
  `Steps are those of parents of up to ${slicesRecorded} children, recorded while they ran through trader and simulated venue and then taken again; so half of the children are there on average. The router has two books of five levels.`,
  `Quotes and orders go through trader, account and the mock on a simulated clock, over a journal in memory. A quote is heard by TWAPs of which each has one order at rest. A slice is a market order: from the wake of its planner it is submitted, accepted and filled, and the planner's state is written before it goes out.`,
  `In real time every parent is a TWAP over ${(slices * sliceMs) / 1_000} s that sends a market order each second, or each ${calmMs / 1_000} s, at its own moment, and looks at it again later; these are ${count} orders a second in all, or ${(parentCount * 1_000) / calmMs}; ${quotesPerSecond.toLocaleString('en-US')} quotes a second come in for ${instrumentCount} instruments. Late is by how much the planner is told after the moment it asked for, early counting like late; the machine's clock has whole milliseconds. The bare timers are set for the moments of those that send each second, and do nothing.`,
]
