import { type AlgoBeginning, type AlgoCommand, type AlgoFactory, defineAlgo } from '@shagun/core'
import { opensAt } from '../params/read-window.ts'
import { hear } from './hear.ts'
import type { SmartOrderRouteParams, State } from './params.ts'
import { plan } from './plan.ts'
import { checkTerms, readTerms } from './terms.ts'

/**
 * Sends an order to where it costs the least, fees and all, over venues and accounts that trade one and the same thing.
 *
 * It goes through the books of all routes, level after level, and sends to each at once what it should take there, at the
 * price of the last level needed: at once or not at all where the broker takes such orders, canceled soon otherwise. After
 * each answer it looks again. What no book has within the limit waits at a route, or is the residual. The lots of an order
 * are sent elsewhere only when that order is known to be dead; one that nobody has answered for counts as open.
 *
 * @throws ShagunError `invalid-options` for parameters without a meaning, and for routes whose instruments differ in kind,
 * currency, lot, multiplier or ISIN, or are contracts of different venues; `unsupported` where a route takes no limit
 * orders; all before anything is placed
 * @example
 * ```ts
 * import { smartOrderRoute } from '@shagun/algos'
 *
 * const order = smartOrderRoute({
 *   instrument: 'NSE:INFY',
 *   side: 'buy',
 *   quantity: 5000,
 *   limitPrice: '1520',
 *   routes: [
 *     { account: 'main', instrument: 'NSE:INFY', takerBps: 0.297, makerBps: 0.297 },
 *     { account: 'main', instrument: 'BSE:INFY', takerBps: 0.375, makerBps: 0.375 },
 *   ],
 *   remainder: 'ioc',
 * })
 * ```
 */
export const smartOrderRoute: AlgoFactory<SmartOrderRouteParams> = defineAlgo({
  name: 'smart-order-route',
  version: 1,
  needs: ['quotes', 'depth'],
  amendable: [
    'minRouteQuantity',
    'maxQuoteAgeMs',
    'touchQuantity',
    'remainder',
    'postAt',
    'childTimeoutMs',
    'routeBackOffMs',
    'startAt',
    'endAt',
    'durationMs',
  ],
  begin,
  step(before, input) {
    if (input.type === 'amended') checkTerms(input, before.begunAt)
    const terms = readTerms(input, before.begunAt)
    const state = hear(before, terms, input)
    if (input.type === 'canceled') return { state, commands: [] }
    if (input.type === 'paused') {
      const open = input.children.filter(({ working, pending }) => working && pending !== 'cancel')
      const keys = [...new Set(open.map(({ key }) => key))]
      const marks = keys.map((key) => [key, { ...state.notes[key], canceledAt: input.now }] as const)
      const notes = { ...state.notes, ...Object.fromEntries(marks) }
      return { state: { ...state, notes }, commands: keys.map((key): AlgoCommand => ({ type: 'cancel', key })) }
    }
    if (state.paused) return { state, commands: [] }
    if (input.now >= terms.endAt)
      return { state, commands: [{ type: 'finish', status: 'expired', reason: 'the window is over' }] }
    const opening = opensAt(terms, input)
    if (opening > input.now) return { state, commands: [{ type: 'wake', at: Math.min(opening, terms.endAt) }] }
    return plan(state, terms, input)
  },
})

function begin(_: SmartOrderRouteParams, beginning: AlgoBeginning<SmartOrderRouteParams>): State {
  checkTerms(beginning, beginning.now)
  return {
    begunAt: beginning.now,
    paused: false,
    health: beginning.routes.map(() => ({ failures: 0, until: 0 })),
    notes: {},
    movedAt: null,
  }
}
