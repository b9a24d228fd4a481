import type { AlgoContext } from '@shagun/core'
import { type Exits, finite, oneOf, readExits, requireExits } from '../exits/check-exits.ts'
import { hasReachedStop, otherSide, readPrice, requireType, typeOf, wrong } from '../exits/prices.ts'
import type { BracketParams } from './params.ts'

/** @throws ShagunError `invalid-options` where the parameters have no meaning against one another and the last price */
export function checkBracket(
  params: BracketParams,
  { quote, now, arrivalPrice }: Pick<AlgoContext, 'quote' | 'now'> & { readonly arrivalPrice?: number },
  held = 0,
): Exits {
  const { side, stopPrice, takeProfitPrice, flattenAt, escalateAfterMs } = params
  if (stopPrice === undefined && takeProfitPrice === undefined)
    throw wrong('stopPrice', stopPrice, 'a price, as there is no takeProfitPrice either')
  oneOf('trigger', params.trigger, 'partial', 'full')
  oneOf('legs', params.legs, 'both', 'one')
  oneOf('onExitRejected', params.onExitRejected, 'flatten', 'alert')
  oneOf('onCancel', params.onCancel, 'protect', 'flatten')
  finite('flattenAt', flattenAt, now + 1, `epoch milliseconds after now, which is ${now}`)
  finite('escalateAfterMs', escalateAfterMs, 0, 'milliseconds')

  const last = quote?.last ?? (arrivalPrice || undefined)
  const exits = otherSide(side)
  // What is held already is worth the last price, whatever it was bought at.
  if (held > 0) return readExits(params, exits, last, 'the last price')
  return readExits(params, exits, entryPrice(params, last), 'the entry')
}

/** @throws ShagunError `unsupported` where the broker lacks a type of order that it needs */
export function requireBracket(params: BracketParams, context: Pick<AlgoContext, 'supports' | 'routes'>): void {
  const { limitPrice, entryStopPrice } = params
  requireType(context.supports, context.routes[0], typeOf({ limitPrice, stopPrice: entryStopPrice }), 'the entry')
  requireExits(params, context)
}

/** What the entry will cost as far as that can be told: the worst price that it would take, or a better market. */
function entryPrice(params: BracketParams, last: number | undefined): number | undefined {
  const { side } = params
  const limitPrice = readPrice('limitPrice', params.limitPrice)
  const entryStopPrice = readPrice('entryStopPrice', params.entryStopPrice)
  if (entryStopPrice === undefined) {
    if (limitPrice === undefined || last === undefined) return limitPrice ?? last
    return side === 'buy' ? Math.min(limitPrice, last) : Math.max(limitPrice, last)
  }
  const [beyond, before] = side === 'buy' ? ['above', 'at or above'] : ['below', 'at or below']
  if (last !== undefined && hasReachedStop(side, entryStopPrice, last))
    throw wrong(
      'entryStopPrice',
      entryStopPrice,
      `a price ${beyond} the last one at ${last}; it would be triggered at once`,
    )
  if (limitPrice !== undefined && !hasReachedStop(side, entryStopPrice, limitPrice))
    throw wrong('limitPrice', limitPrice, `a price ${before} the entryStopPrice at ${entryStopPrice}`)
  return entryStopPrice
}
