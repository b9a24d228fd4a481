import { type AlgoBeginning, type AlgoFactory, defineAlgo } from '@shagun/core'
import { opensAt } from '../params/read-window.ts'
import { end } from './end.ts'
import { hear } from './hear.ts'
import type { IcebergParams, State } from './params.ts'
import { checkTerms, readTerms } from './terms.ts'
import { withdraw } from './withdraw.ts'
import { work } from './work.ts'

/**
 * Shows a large order in small clips: the next one follows when the one before it is filled.
 *
 * Where the broker hides a part of an order, it is left to the broker. It rests at its limit and crosses no spread but
 * for that; what its limit does not get by `endAt` is reported as the residual. A change of `quantity` touches what is
 * hidden, and what is shown only where that alone is too much.
 *
 * @throws ShagunError `invalid-options` for parameters without a meaning, `unsupported` where the broker takes no limit
 * orders, or none with a hidden part although `native` asks for it; both before anything is placed
 * @example
 * ```ts
 * import { iceberg } from '@shagun/algos'
 *
 * const order = iceberg({
 *   instrument: 'NSE:INFY',
 *   side: 'buy',
 *   quantity: 50_000,
 *   limitPrice: '1520',
 *   displayQuantity: 1000,
 *   displayVariance: 0.2,
 *   refreshDelayMs: 2000,
 *   timeJitter: 0.5,
 * })
 * ```
 */
export const iceberg: AlgoFactory<IcebergParams> = defineAlgo({
  name: 'iceberg',
  version: 1,
  needs: ['quotes'],
  amendable: [
    'displayQuantity',
    'displayVariance',
    'displayLowQuantity',
    'refreshDelayMs',
    'timeJitter',
    'minChildQuantity',
    'maxChildQuantity',
    'peg',
    'pegIntervalMs',
    'startAt',
    'endAt',
    'durationMs',
    'completeAtEnd',
  ],
  begin,
  step(before, input) {
    if (input.type === 'amended') checkTerms(input, before.begunAt)
    const state = hear(before, input)
    if (input.type === 'canceled') return { state, commands: [] }
    if (input.type === 'paused') return withdraw(state, input.children)
    if (input.type === 'child' && input.change === 'rejected' && input.why === 'blocked')
      return { state, commands: [{ type: 'pause', reason: input.reason }] }
    if (state.paused) return { state, commands: [] }

    const terms = readTerms(input, state.begunAt)
    if (input.now >= terms.endAt) return end(state, terms, input)
    const opening = opensAt(terms, input)
    if (opening > input.now) return { state, commands: [{ type: 'wake', at: Math.min(opening, terms.endAt) }] }
    return work(state, terms, input)
  },
})

function begin(_: IcebergParams, beginning: AlgoBeginning<IcebergParams>): State {
  checkTerms(beginning, beginning.now)
  return {
    begunAt: beginning.now,
    seed: Math.floor(beginning.random() * 2 ** 32),
    paused: false,
    dueAt: null,
    refusals: 0,
    retryAt: 0,
    movedAt: null,
    withdrawn: [],
  }
}
