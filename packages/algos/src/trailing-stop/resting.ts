import type { Prices } from '../exits/prices.ts'
import { guarded, onTick, readPrice, typeOf } from '../exits/prices.ts'
import type { TrailingStopInput, TrailingStopState } from './state.ts'

/** Whether the stop is an order at the broker, or is watched here. */
export function restsAtBroker(state: TrailingStopState, { params, supports }: TrailingStopInput): boolean {
  const { resting, limitOffset, limitPrice } = params
  if (resting === false || state.isWatched) return false
  return supports.orderTypes.includes(typeOf({ stopPrice: 1, limitPrice: limitOffset ?? limitPrice }))
}

/** The stop with its limit, never past that of the parent. */
export function stopPrices(stop: number, { params, instrument }: TrailingStopInput): Prices {
  const { side, limitOffset } = params
  const limit = limitOffset === undefined ? undefined : side === 'sell' ? stop - limitOffset : stop + limitOffset
  const prices = { stopPrice: stop, ...(limit !== undefined && { limitPrice: Number(limit.toPrecision(12)) }) }
  return onTick(instrument, side, guarded(side, prices, readPrice('limitPrice', params.limitPrice)))
}
