import { checkAgreement } from '../agreement.ts'
import { measureRun } from '../backtest/measure.ts'
import { barCount, cash, fast, feePercent, quantity, slow } from '../backtest/rules.ts'
import type { Contestant, Entry, Sample } from '../entry.ts'
import { atLeast, atMost, type Goal, notMeasured } from '../goal.ts'
import { nameWithVersion } from '../installed.ts'
import { figuresOf, type Rounds } from '../measure.ts'
import { closest, standings } from '../standings.ts'
import { median } from '../statistics.ts'
import { figure, type Table } from '../table.ts'

const ours = '@shagun/backtest'
const idle = '@shagun/backtest, no orders'
const loop = 'plain loop'
const grademark = 'grademark'

const labels: ReadonlyMap<string, string> = new Map([
  [ours, nameWithVersion(ours)],
  [idle, 'the same without orders'],
  [loop, loop],
  [grademark, nameWithVersion(grademark)],
])

const contestants: readonly Contestant[] = [
  {
    name: ours,
    needs: [],
    measure: async () => measureRun((await import('../backtest/shagun.ts')).trading),
  },
  {
    name: idle,
    needs: [],
    measure: async () => measureRun((await import('../backtest/shagun.ts')).watching),
  },
  {
    name: loop,
    needs: [],
    async measure() {
      const { trading, pausing } = await import('../backtest/plain-loop.ts')
      return measureRun(trading, pausing)
    },
  },
  {
    name: grademark,
    needs: ['grademark', 'data-forge'],
    measure: async () => measureRun((await import('../backtest/grademark.ts')).trading),
  },
]

/** A million bars through the order path, beside a library without one and beside a loop. */
export const backtest: Entry = {
  name: 'backtest',
  about: `Two averages that cross, over ${barCount.toLocaleString('en-US')} one-minute bars, with orders.`,
  contestants,
  check,
  report: (rounds) => ({ goals: goalsOf(rounds), tables: [times(rounds), memory(rounds)], notes: notesOf(rounds) }),
}

/** Final equity and number of fills must be as the loop has them. */
function check(samples: ReadonlyMap<string, Sample>): void {
  const outcome = samples.get(loop)!.outcome
  checkRun(samples, ours, loop, outcome.slice(0, 2))
  checkRun(samples, idle, 'an account at rest', new Float64Array([cash, 0]))
  if (samples.has(grademark)) checkRun(samples, grademark, 'a loop with the rule of grademark', outcome.slice(2))
}

function checkRun(samples: ReadonlyMap<string, Sample>, name: string, reference: string, outcome: Float64Array): void {
  const found = { name, outcome: samples.get(name)!.outcome }
  checkAgreement({ name: reference, outcome }, found, { from: 0, tolerance: 1e-9 })
}

function goalsOf(rounds: Rounds): readonly Goal[] {
  const withOrders = figuresOf(rounds, ours, 'seconds')!
  const without = figuresOf(rounds, idle, 'seconds')!
  const perOrder = withOrders.map((seconds, round) => ((seconds - without[round]!) * 1e6) / ordersOf(rounds, ours))
  const middle = (name: string): number => median(figuresOf(rounds, ours, name)!)
  return [
    atLeast(1, 'at least 1x the speed of grademark', closest(rounds, 'seconds', ours, [grademark])?.times, 'x'),
    atMost(0.25, 'at most 0.25 us a bar, without orders', (median(without) * 1e6) / barCount, ' us'),
    atMost(20, 'at most 20 us an order, its whole life', median(perOrder), ' us'),
    atMost(1e-9, 'final equity within 1e-9 of the loop', equityDifference(rounds), ''),
    atMost(350, 'peak memory below 350 MB', middle('peakMb'), ' MB'),
    atMost(100, 'live heap below 100 MB', middle('heapMb'), ' MB'),
  ]
}

function times(rounds: Rounds): Table {
  return standings({
    title: 'time of a run',
    rounds,
    figure: 'seconds',
    ours,
    labels,
    unit: 's',
    also: { head: 'bars/s', of: (seconds) => figure(barCount / seconds) },
  })
}

function memory(rounds: Rounds): Table {
  const columns = ['peakMb', 'heapMb', 'columnsMb']
  const rows = [...labels].map(([name, label]) => [
    label,
    ...columns.map((column) => {
      const values = figuresOf(rounds, name, column)
      return values === undefined ? notMeasured : figure(median(values))
    }),
  ])
  return { head: ['memory, MB', 'peak', 'live heap', 'live columns'], rows }
}

function notesOf(rounds: Rounds): readonly string[] {
  const orders = ordersOf(rounds, ours).toLocaleString('en-US')
  return [
    `The strategy: long while the mean of ${fast} closes is above that of ${slow}, ${quantity} units, ${feePercent} % fees, filled at the next open; ${orders} orders.`,
    `In ${ours} every order takes the path that a live one takes: order states, journal events, venue, fills, exact money. No risk rules are set, and the journal is not kept. The life of an order is the time of a run with orders, less that of a run whose strategy never trades, by their number.`,
    'The plain loop is two sliding sums, a position and a balance in doubles: the floor, not a backtester.',
    'grademark has no order path, no fees and no cash: it gets bars with both averages worked out before, as rows, its fastest form, and gives a list of trades. On the bar on which it fills it asks no rule, so it trades a little less; what its trades come to is compared with a loop that has this rule.',
    "Peak is the most memory that the process ever held. Live heap is what is left of V8's heap after a full collection, while bars and result are held; live columns are the typed arrays beside it.",
  ]
}

function ordersOf(rounds: Rounds, contestant: string): number {
  return rounds.get(contestant)![0]!.outcome[1]!
}

function equityDifference(rounds: Rounds): number {
  const [found, expected] = [ours, loop].map((name) => rounds.get(name)![0]!.outcome[0]!)
  return Math.abs(found! / expected! - 1)
}
