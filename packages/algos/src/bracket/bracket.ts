import { type AlgoBeginning, type AlgoFactory, type AlgoInput, defineAlgo, type Step } from '@shagun/core'
import { checkBracket, requireBracket } from './check-bracket.ts'
import { hearBracket } from './hear-bracket.ts'
import type { BracketParams } from './params.ts'
import { planBracket } from './plan-bracket.ts'
import type { BracketState } from './state.ts'

/**
 * Enters a position and protects it: a stop and a target for what the entry has filled, of which a part filled of one makes
 * the other smaller.
 *
 * One exit alone is enough (one triggers the other). The exits follow the filled quantity. Where the broker keeps brackets or
 * pairs in step, it does so; else the orders are kept in step here. A position is never left without protection in silence,
 * and if both exits fill, what they closed too much is closed again. It ends when nothing is held and nothing is open.
 *
 * Exits that end with the day are placed again when the venue next opens, where the trader has a calendar; a position is
 * held overnight unless `flattenAt` says otherwise.
 *
 * @returns what `execute` takes; it is refused when it begins, with ShagunError `invalid-options` where the prices have no
 * meaning (a stop that is not below the entry of a long position, a trigger that the market has passed) and `unsupported`
 * where the broker lacks a type of order
 * @example
 * ```ts
 * import { bracket } from '@shagun/algos'
 *
 * const order = bracket({
 *   instrument: 'NSE:INFY',
 *   side: 'buy',
 *   quantity: 100,
 *   limitPrice: '1520',
 *   stopPrice: '1490',
 *   takeProfitPrice: '1580',
 * })
 * ```
 */
export const bracket: AlgoFactory<BracketParams> = defineAlgo({
  name: 'bracket',
  version: 1,
  needs: ['quotes'],
  exits: true,
  amendable: [
    'stopPrice',
    'stopLimitPrice',
    'takeProfitPrice',
    'entryStopPrice',
    'onExitRejected',
    'onCancel',
    'flattenAt',
    'escalateAfterMs',
  ],
  begin,
  step,
})

function begin(params: BracketParams, beginning: AlgoBeginning<BracketParams>): BracketState {
  checkBracket(params, beginning)
  requireBracket(params, beginning)
  return { legs: {}, isOne: params.legs === 'one', isNative: params.nativeGroups ?? true, entry: 'wanted' }
}

function step(state: BracketState, input: AlgoInput<BracketParams>): Step<BracketState> {
  const heard = hearBracket(state, input)
  const planned = planBracket(heard.state, input, state)
  return { state: planned.state, commands: [...heard.commands, ...planned.commands] }
}
