import { type AlgoBeginning, type AlgoFactory, type AlgoInput, defineAlgo, type Step } from '@shagun/core'
import { checkTrailingStop } from './check-trailing-stop.ts'
import { hearTrailingStop } from './hear-trailing-stop.ts'
import type { TrailingStopParams } from './params.ts'
import { planTrailingStop } from './plan-trailing-stop.ts'
import type { TrailingStopState } from './state.ts'
import { atLeast } from './trail.ts'

/**
 * A stop that follows the market at a distance and never gives way: that of a sale only rises, that of a purchase only falls.
 *
 * It rests at the broker where that takes stops, and is moved there, not more often than the throttle lets it; else it is
 * watched here, and sent to the market when reached. Each price is first held against the stop as it is, and moves it then.
 * While paused, and while no quotes come, a stop that rests stays where it is; one that is watched here is not watched. One
 * that ends with the day is placed again when the venue next opens, where the trader has a calendar.
 *
 * @returns what `execute` takes; it is refused when it begins, with ShagunError `invalid-options` where the parameters have no
 * meaning and `unsupported` where the broker does not take what is to rest there
 * @example
 * ```ts
 * import { trailingStop } from '@shagun/algos'
 *
 * // Sells once the price is 2 % below its best, but follows only above 1560; until then the stop is at 1490.
 * const order = trailingStop({
 *   instrument: 'NSE:INFY',
 *   side: 'sell',
 *   quantity: 100,
 *   trailBy: { percent: 2 },
 *   activationPrice: '1560',
 *   initialStopPrice: '1490',
 * })
 * ```
 */
export const trailingStop: AlgoFactory<TrailingStopParams> = defineAlgo({
  name: 'trailingStop',
  version: 1,
  needs: ['quotes'],
  amendable: [
    'trailBy',
    'activationPrice',
    'initialStopPrice',
    'limitOffset',
    'escalateAfterMs',
    'throttleTicks',
    'throttleMs',
    'badTickPercent',
    'confirmPrints',
  ],
  begin,
  step,
})

function begin(params: TrailingStopParams, beginning: AlgoBeginning<TrailingStopParams>): TrailingStopState {
  checkTrailingStop(params, beginning)
  return { legs: {}, trail: atLeast({ isActive: false }, params, beginning.instrument) }
}

function step(state: TrailingStopState, input: AlgoInput<TrailingStopParams>): Step<TrailingStopState> {
  if (input.type === 'amended') checkTrailingStop(input.params, input)
  const heard = hearTrailingStop(state, input)
  const planned = planTrailingStop(heard.state, input, state)
  return { state: planned.state, commands: [...heard.commands, ...planned.commands] }
}
