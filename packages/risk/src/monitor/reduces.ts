import { type AccountView, Decimal, type OrderIntent } from '@shagun/core'

/**
 * Whether an order can only bring a position nearer to flat, even if every other open order of its side filled first. A
 * modification is judged by the order it would leave; one that takes quantity away reduces what may come.
 */
export function reduces(intent: OrderIntent, view: AccountView): boolean {
  const { instrument, side, quantity } = intent.terms
  const added = intent.type === 'place' ? quantity : quantity.minus(intent.order.terms.quantity)
  if (added.lt(0)) return true
  const { long, short } = view.worstCase(instrument)
  return side === 'buy' ? Decimal.add(long, added).lte(0) : Decimal.sub(short, added).gte(0)
}
