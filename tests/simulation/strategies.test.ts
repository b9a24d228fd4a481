import type { RiskRule, Strategy } from '@shagun/core'
import { expect, it } from 'vitest'
import { historyOf } from './history-of.ts'

/** Buys what falls and sells what it has when it rises again, and gives up on an order after a while. */
function reverting(): Strategy {
  const seen = new Map<string, number>()
  return {
    name: 'reverting',
    watch: [{ instrument: 'SIM:A' }, { instrument: 'SIM:B' }],
    async onQuote({ instrument, last }, trader) {
      const before = seen.get(instrument) ?? last
      seen.set(instrument, last)
      if (last === before) return
      const side = last < before ? 'buy' : 'sell'
      const limitPrice = Math.round(last * 20) / 20
      const placed = await trader.place({ instrument, side, quantity: 7, type: 'limit', limitPrice })
      if (placed.outcome === 'accepted')
        trader.environment.timers.after(5_000, () => {
          trader.cancel(placed.order.terms.clientOrderId).catch(() => {})
        })
    },
  }
}

/** At most so many orders in all; it counts them itself, and must have counted right after every restart. */
function atMost(orders: number): RiskRule {
  let count = 0
  return {
    name: 'at-most',
    check: ({ type }) =>
      type === 'place' && count >= orders ? { rule: 'at-most', reason: `${count} are enough.` } : undefined,
    observe({ type }) {
      if (type === 'order.submitted') count++
    },
    reset() {
      count = 0
    },
    save: () => count,
    restore(saved) {
      count = Number(saved)
    },
  }
}

it('a strategy of ours and rules with a memory keep every promise, too', async () => {
  let orders = 0
  for (let seed = 1; seed <= 100; seed++) {
    const {
      violation,
      trace,
      orders: arrived,
    } = await historyOf(seed, {
      strategy: reverting,
      rules: () => [atMost(25)],
    })
    expect(violation, [`seed ${seed}`, ...trace].join('\n')).toBeUndefined()
    // Not counting slices, of which there are two an order at most, nor orders placed by hand.
    if (seed % 5 !== 0) expect(trace.filter((line) => line.includes('order.submitted')).length).toBeLessThanOrEqual(25)
    orders += arrived
  }
  expect(orders).toBeGreaterThan(700)
})
