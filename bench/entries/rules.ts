import type { Contestant, Entry, Sample } from '../entry.ts'
import { atMost } from '../goal.ts'
import { figuresOf, type Rounds } from '../measure.ts'
import { heldCount, portfolioSize, restingCount } from '../rules/load.ts'
import { median } from '../statistics.ts'
import { figure, spread, type Table } from '../table.ts'

const quiet = 'ten rules'
const busy = 'ten rules, an event of an order before each'
const atRisk = `value at risk of ${portfolioSize} positions`
const names = [quiet, busy, atRisk] as const

const contestants: readonly Contestant[] = [
  { name: quiet, needs: [], measure: async () => (await import('../rules/measure.ts')).measureTenRules('nothing') },
  { name: busy, needs: [], measure: async () => (await import('../rules/measure.ts')).measureTenRules('an event') },
  { name: atRisk, needs: [], measure: async () => (await import('../rules/measure.ts')).measureValueAtRisk() },
]

/** What rules take before an order goes out. */
export const rules: Entry = {
  name: 'rules',
  about: `One order or modification held against rules that all pass it, in an account of ${heldCount} positions with ${restingCount} resting orders.`,
  contestants,
  check,
  report: (rounds) => ({ goals: goalsOf(rounds), tables: [table(rounds)], notes }),
}

/** A rule that denies has less to do, so that its time would mean nothing. */
function check(samples: ReadonlyMap<string, Sample>): void {
  for (const [name, { outcome }] of samples)
    if (outcome[0] !== 0) throw new Error(`${name}: ${outcome[0]} orders were denied.`)
}

function goalsOf(rounds: Rounds) {
  const us = (name: string): number => median(figuresOf(rounds, name, 'us')!)
  return [
    atMost(2, 'ten rules: at most 2 us an order', us(quiet), ' us'),
    atMost(50, `${atRisk}: at most 50 us an order`, us(atRisk), ' us'),
  ]
}

function table(rounds: Rounds): Table {
  return {
    head: ['an order', 'us', 'min to max'],
    rows: names.map((name) => {
      const us = figuresOf(rounds, name, 'us')!
      return [name, figure(median(us)), spread(us)]
    }),
  }
}

const notes = [
  'The ten: order value and quantity, price collar, share of the average volume, duplicates, self-trades, open orders, order rate, gross exposure, daily loss. Orders and modifications take turns, and all instruments; prices stand still, which none of the ten makes use of.',
  'What an order takes is CPU time of the whole process, collections of garbage included. An event of an order makes rules look again at what it touched. For value at risk every price has moved since the order before, so that all of the covariance is gone through.',
]
