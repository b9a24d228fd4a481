import { type AlgoBeginning, type AlgoFactory, type AlgoInput, defineAlgo, type Step } from '@shagun/core'
import { hearOco } from './hear-oco.ts'
import { checkOco } from './legs.ts'
import type { OcoParams } from './params.ts'
import { planOco } from './plan-oco.ts'
import type { OcoState } from './state.ts'

/**
 * A stop and a target for the same quantity, of which a part filled of one makes the other smaller.
 *
 * Where the broker keeps pairs in step it does so; else they are kept in step here, which needs a process that lives. If both
 * fill, what they traded too much is undone at the market, and the end says so. Orders that end with the day end the pair.
 *
 * @returns what `execute` takes; it is refused when it begins, with ShagunError `invalid-options` where the last price is not
 * between stop and target and `unsupported` where the broker lacks a type of order
 * @example
 * ```ts
 * import { oco } from '@shagun/algos'
 *
 * // 100 shares that are held are sold at 1580, or once the market falls to 1490.
 * const order = oco({
 *   instrument: 'NSE:INFY',
 *   side: 'sell',
 *   quantity: 100,
 *   stopPrice: '1490',
 *   takeProfitPrice: '1580',
 * })
 * ```
 */
export const oco: AlgoFactory<OcoParams> = defineAlgo({
  name: 'oco',
  version: 1,
  needs: ['quotes'],
  exits: true,
  amendable: ['stopPrice', 'stopLimitPrice', 'takeProfitPrice', 'onExitRejected', 'escalateAfterMs'],
  begin,
  step,
})

function begin(params: OcoParams, beginning: AlgoBeginning<OcoParams>): OcoState {
  checkOco(params, beginning)
  return { legs: {}, isOne: params.legs === 'one', isNative: params.nativeGroups ?? true }
}

function step(state: OcoState, input: AlgoInput<OcoParams>): Step<OcoState> {
  if (input.type === 'amended') checkOco(input.params, input)
  const heard = hearOco(state, input)
  const planned = planOco(heard.state, input, state)
  return { state: planned.state, commands: [...heard.commands, ...planned.commands] }
}
