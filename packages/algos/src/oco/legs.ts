import type { AlgoContext } from '@shagun/core'
import { finite, oneOf, readExits } from '../exits/check-exits.ts'
import { guarded, type Prices, readPrice, requireType, typeOf, wrong } from '../exits/prices.ts'
import type { OcoParams } from './params.ts'

/** The prices of both, never past the limit of the parent. */
export function legsOf(params: OcoParams): { readonly stop: Prices; readonly target: Prices } {
  const { side } = params
  const { stopPrice, stopLimitPrice, takeProfitPrice } = readExits(params, side, undefined, '')
  const limit = readPrice('limitPrice', params.limitPrice)
  return {
    stop: guarded(side, { stopPrice: stopPrice!, ...(stopLimitPrice && { limitPrice: stopLimitPrice }) }, limit),
    target: guarded(side, { limitPrice: takeProfitPrice! }, limit),
  }
}

/** @throws ShagunError where the parameters have no meaning, or the broker lacks a type of order */
export function checkOco(params: OcoParams, { quote, supports, routes }: AlgoContext<OcoParams>): void {
  for (const option of ['stopPrice', 'takeProfitPrice'] as const)
    if (params[option] === undefined) throw wrong(option, undefined, 'a price')
  oneOf('legs', params.legs, 'both', 'one')
  oneOf('onExitRejected', params.onExitRejected, 'alert', 'flatten')
  finite('escalateAfterMs', params.escalateAfterMs, 0, 'milliseconds')
  readExits(params, params.side, quote?.last, 'the last price')
  const { stop, target } = legsOf(params)
  requireType(supports, routes[0], typeOf(stop), 'the stop')
  requireType(supports, routes[0], typeOf(target), 'the target')
}
