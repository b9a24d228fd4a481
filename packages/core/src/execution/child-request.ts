import type { Decimal, DecimalInput } from '../model/decimal.ts'
import { Decimal as exact } from '../model/decimal.ts'
import { type Instrument, roundToTick } from '../model/instrument.ts'
import type { OrderRequest } from '../model/order.ts'
import type { Side } from '../model/supports.ts'
import type { AlgoParams } from '../ports/algo.ts'
import type { ChildOrder } from '../ports/algo-command.ts'
import { encodeTag } from './tag.ts'

/**
 * The orders that make up a child: whole lots, never more than there is room for, and as many orders as the venue's
 * freeze quantity makes of them.
 *
 * @param room - the units that may still be sent
 */
export function childRequests(
  child: ChildOrder,
  side: Side,
  params: AlgoParams,
  instrument: Instrument,
  room: Decimal,
): readonly OrderRequest[] {
  const { lotSize } = instrument
  let left = Math.min(Math.floor(child.lots), lotsIn(room, lotSize))
  const most = mostLots(instrument)
  const requests: OrderRequest[] = []
  for (; left > 0; left -= most) requests.push(childRequest(child, Math.min(left, most), side, params, instrument))
  return requests
}

/** How many lots the venue takes in one order. */
export function mostLots({ freezeQuantity, lotSize }: Instrument): number {
  return freezeQuantity === undefined ? Number.POSITIVE_INFINITY : Math.max(1, lotsIn(freezeQuantity, lotSize))
}

/** Whole lots; what does not fill one is left out. */
export function lotsIn(quantity: Decimal, lotSize: Decimal): number {
  return quantity.div(lotSize).floor().toNumber()
}

export function childRequest(
  child: ChildOrder,
  lots: number,
  side: Side,
  params: AlgoParams,
  instrument: Instrument,
): OrderRequest {
  const { key, exit = false, siblings, timeInForce, displayLots } = child
  const { product } = params
  const { limitPrice, stopPrice } = childPrices(child, side, params, instrument)
  return {
    instrument: instrument.id,
    side,
    quantity: instrument.lotSize.times(lots),
    tag: encodeTag({ key, exit, ...(siblings !== undefined && { siblings }) }),
    ...(product !== undefined && { product }),
    ...(timeInForce !== undefined && { timeInForce }),
    ...(displayLots !== undefined &&
      displayLots < lots && { displayQuantity: instrument.lotSize.times(Math.max(1, Math.floor(displayLots))) }),
    ...typed(limitPrice, stopPrice),
  } as OrderRequest
}

/**
 * On the tick: a limit away from aggression (of a buy down, of a sell up) and never past the parent's, a stop the other
 * way. The parent's limit is that of what it opens; what closes it again has its own.
 */
export function childPrices(
  { limitPrice, stopPrice, exit }: Pick<ChildOrder, 'limitPrice' | 'stopPrice' | 'exit'>,
  side: Side,
  params: AlgoParams,
  instrument: Instrument,
): { readonly limitPrice: Decimal | undefined; readonly stopPrice: Decimal | undefined } {
  const [away, toward] = side === 'buy' ? (['down', 'up'] as const) : (['up', 'down'] as const)
  const limits = [limitPrice, exit ? undefined : params.limitPrice]
    .filter((price) => price !== undefined)
    .map((price: DecimalInput) => roundToTick(instrument, price, away))
  return {
    limitPrice: limits.length === 0 ? undefined : side === 'buy' ? exact.min(...limits) : exact.max(...limits),
    stopPrice: stopPrice === undefined ? undefined : roundToTick(instrument, stopPrice, toward),
  }
}

function typed(limitPrice: Decimal | undefined, stopPrice: Decimal | undefined): object {
  if (limitPrice !== undefined && stopPrice !== undefined) return { type: 'stop-limit', limitPrice, stopPrice }
  if (limitPrice !== undefined) return { type: 'limit', limitPrice }
  if (stopPrice !== undefined) return { type: 'stop', stopPrice }
  return { type: 'market' }
}
