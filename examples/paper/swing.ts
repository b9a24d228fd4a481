import { type InstrumentId, type Order, roundToTick, type Strategy } from '@shagun/core'

/**
 * Buys a little below the price, then sells a little above it, over and over; an order that the price has run away from
 * is taken back.
 *
 * It remembers nothing itself: what it has ordered and what it holds it asks the account, so that after a restart it goes
 * on as if there had been none.
 */
export function swing(instrument: InstrumentId, quantity: number): Strategy {
  return {
    name: 'swing',
    watch: [{ instrument }],
    async onQuote({ last }, { view, place, cancel }) {
      const open = [...view.orders.values()].find(({ lifecycle }) => ['submitted', 'working'].includes(lifecycle))
      if (open !== undefined) {
        if (isFarFrom(open, last)) await cancel(open.terms.clientOrderId)
        return
      }
      const facts = view.getInstrument(instrument)
      const held = view.getQuantity(instrument)
      const order = { instrument, type: 'limit', timeInForce: 'day' } as const
      if (held.isZero())
        await place({ ...order, side: 'buy', quantity, limitPrice: roundToTick(facts, last * 0.999, 'down') })
      else await place({ ...order, side: 'sell', quantity: held, limitPrice: roundToTick(facts, last * 1.001, 'up') })
    },
  }
}

function isFarFrom({ terms, lifecycle, pending }: Order, last: number): boolean {
  if (lifecycle !== 'working' || pending !== 'none' || !('limitPrice' in terms)) return false
  return Math.abs(terms.limitPrice.toNumber() / last - 1) > 0.003
}
