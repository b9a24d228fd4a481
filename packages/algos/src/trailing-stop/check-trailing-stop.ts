import { type AlgoContext, ShagunError } from '@shagun/core'
import { finite, oneOf } from '../exits/check-exits.ts'
import { hasReachedStop, readPrice, requireType, typeOf, wrong } from '../exits/prices.ts'
import type { TrailBy, TrailingStopParams } from './params.ts'
import { distanceAt, priceOf } from './trail.ts'

/** @throws ShagunError where the parameters have no meaning, or a stop that is to rest is not taken by the broker */
export function checkTrailingStop(
  params: TrailingStopParams,
  { quote, supports, routes, instrument }: AlgoContext<TrailingStopParams>,
): void {
  const { side, trailBy, limitOffset, limitPrice } = params
  oneOf('triggerBy', params.triggerBy, 'last', 'bid-ask', 'mark')
  checkTrail(trailBy)
  finite('limitOffset', limitOffset, 0, 'price units of 0 or more')
  finite('escalateAfterMs', params.escalateAfterMs, 0, 'milliseconds of 0 or more')
  finite('throttleTicks', params.throttleTicks, 1, 'price steps of 1 or more')
  finite('throttleMs', params.throttleMs, 0, 'milliseconds of 0 or more')
  finite('badTickPercent', params.badTickPercent, Number.MIN_VALUE, 'percent above 0')
  if (![undefined, 1, 2].includes(params.confirmPrints)) throw wrong('confirmPrints', params.confirmPrints, '1 or 2')
  readPrice('activationPrice', params.activationPrice)

  const price = priceOf(quote, params)
  const initialStopPrice = readPrice('initialStopPrice', params.initialStopPrice)
  if (price !== undefined && initialStopPrice !== undefined && hasReachedStop(side, initialStopPrice, price))
    throw wrong(
      'initialStopPrice',
      initialStopPrice,
      `a price ${side === 'sell' ? 'below' : 'above'} the market at ${price}`,
    )
  if (price !== undefined && side === 'sell' && distanceAt(price, trailBy, instrument) >= price)
    throw wrong('trailBy', JSON.stringify(trailBy), `a distance below the price, which is ${price}`)

  const sent = { stopPrice: 1, limitPrice: limitOffset ?? limitPrice }
  if (params.resting === true) requireType(supports, routes[0], typeOf(sent), 'a stop that rests')
  else if (!['market', 'limit'].some((type) => supports.orderTypes.includes(type as 'market')))
    throw new ShagunError(
      'unsupported',
      'The broker takes neither market nor limit orders, so that a stop that is reached cannot be sent.',
      {
        details: { feature: 'market orders', by: routes[0].account },
      },
    )
}

function checkTrail(by: TrailBy): void {
  const [unit, ...others] = (['absolute', 'percent', 'bps', 'ticks', 'atr'] as const).filter((each) =>
    Object.hasOwn(by ?? {}, each),
  )
  const expected = 'one of absolute, percent, bps, ticks and atr, above 0'
  if (unit === undefined || others.length > 0) throw wrong('trailBy', JSON.stringify(by), expected)
  const value = (by as unknown as Record<string, number>)[unit]!
  if (!(Number.isFinite(value) && value > 0)) throw wrong(`trailBy.${unit}`, value, 'a number above 0')
  if (unit === 'percent' && value >= 100) throw wrong('trailBy.percent', value, 'less than 100')
  if (unit === 'bps' && value >= 10_000) throw wrong('trailBy.bps', value, 'less than 10000')
  if ('atr' in by && by.multiple !== undefined && !(Number.isFinite(by.multiple) && by.multiple > 0))
    throw wrong('trailBy.multiple', by.multiple, 'a number above 0')
}
