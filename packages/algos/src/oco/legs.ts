import type { AlgoContext } from '@shagun/core'
import { requireType, typeOf } from '../children/order-type.ts'
import { readExits } from '../exits/check-exits.ts'
import { checkFlag, checkMs, checkOneOf } from '../params/check.ts'
import { invalid } from '../params/invalid.ts'
import { readPrice } from '../params/read-price.ts'
import { guarded } from '../prices/limit.ts'
import type { Prices } from '../prices/on-tick.ts'
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
    if (params[option] === undefined) throw invalid(option, undefined, 'a price')
  checkOneOf('legs', params.legs, 'both', 'one')
  checkOneOf('onExitRejected', params.onExitRejected, 'alert', 'flatten')
  checkMs('escalateAfterMs', params.escalateAfterMs)
  checkFlag('nativeGroups', params.nativeGroups)
  readExits(params, params.side, quote?.last, 'the last price')
  const { stop, target } = legsOf(params)
  requireType(supports, routes[0], typeOf(stop), 'the stop')
  requireType(supports, routes[0], typeOf(target), 'the target')
}
