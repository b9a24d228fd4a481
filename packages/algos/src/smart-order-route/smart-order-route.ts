import { type AlgoBeginning, type AlgoFactory, defineAlgo } from '@shagun/core'
import { cancelOpen } from '../children/cancel-open.ts'
import { opensAt } from '../window/read-window.ts'
import { windUp } from '../window/wind-up.ts'
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
      const commands = cancelOpen(input.children)
      const marks = commands.map(({ key }) => [key, { ...state.notes[key], canceledAt: input.now }] as const)
      return { state: { ...state, notes: { ...state.notes, ...Object.fromEntries(marks) } }, commands }
    }
    if (state.paused) return { state, commands: [] }
    if (input.now >= terms.endAt || state.endingAt !== null) {
      const { endingAt, commands } = windUp(state.endingAt, input)
      return { state: { ...state, endingAt }, commands }
    }
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
    endingAt: null,
  }
}
