import type { AlgoContext, Side } from '@shagun/core'
import { onTick, type Prices } from './on-tick.ts'

/**
 * An order that is to trade now: at the market, or where the broker takes none, up to 1 % past the last price.
 *
 * @returns `undefined` where it takes none and no price is known
 */
export function atMarket(
  { supports, instrument, quote }: Pick<AlgoContext, 'supports' | 'instrument' | 'quote'>,
  side: Side,
): Prices | undefined {
  if (supports.orderTypes.includes('market')) return {}
  if (quote === undefined) return undefined
  return onTick(instrument, side, { limitPrice: quote.last * (side === 'buy' ? 1.01 : 0.99) })
}
