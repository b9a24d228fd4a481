import { Decimal, type DecimalInput } from '../model/decimal.ts'
import { type Instrument, roundToTick } from '../model/instrument.ts'
import type { OrderRequest } from '../model/order.ts'
import type { AlgoCommand, AlgoParams } from '../ports/algo.ts'

/**
 * A child order as a planner's command asks for it, never larger than what remains and never past the parent's limit.
 *
 * Prices go to the tick away from aggression: a buy limit down, a sell limit up; a stop the other way.
 *
 * @returns `undefined` where nothing remains
 */
export function childRequest(
  command: Extract<AlgoCommand, { readonly type: 'place' }>,
  params: AlgoParams,
  instrument: Instrument,
  remainingLots: number,
): OrderRequest | undefined {
  const lots = Math.min(Math.floor(command.lots), remainingLots)
  if (!(lots > 0)) return undefined
  const { side, product } = params
  const limitPrice = guard(command.limitPrice, params, instrument)
  const stopPrice =
    command.stopPrice === undefined
      ? undefined
      : roundToTick(instrument, command.stopPrice, side === 'buy' ? 'up' : 'down')
  return {
    instrument: instrument.id,
    side,
    quantity: instrument.lotSize.times(lots),
    tag: command.key,
    ...(product !== undefined && { product }),
    ...pricesOf(limitPrice, stopPrice),
  } as OrderRequest
}

function guard(
  asked: number | undefined,
  { side, limitPrice }: AlgoParams,
  instrument: Instrument,
): Decimal | undefined {
  const away = side === 'buy' ? 'down' : 'up'
  const round = (price: DecimalInput): Decimal => roundToTick(instrument, price, away)
  if (limitPrice === undefined) return asked === undefined ? undefined : round(asked)
  const limit = round(limitPrice)
  if (asked === undefined) return limit
  return side === 'buy' ? Decimal.min(limit, round(asked)) : Decimal.max(limit, round(asked))
}

function pricesOf(limitPrice: Decimal | undefined, stopPrice: Decimal | undefined): object {
  if (limitPrice !== undefined && stopPrice !== undefined) return { type: 'stop-limit', limitPrice, stopPrice }
  if (limitPrice !== undefined) return { type: 'limit', limitPrice }
  if (stopPrice !== undefined) return { type: 'stop', stopPrice }
  return { type: 'market' }
}
