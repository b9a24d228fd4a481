import type { DepthLevel } from '@shagun/core'

/** What stands on one side of an auction; market orders have the best price there can be. */
export type Offers = readonly Pick<DepthLevel, 'price' | 'quantity'>[]

/** The one price of an auction, and how much trades at it. */
export interface Equilibrium {
  readonly price: number
  readonly quantity: number
}

/**
 * The price at which most can trade; of several the one that leaves least over, then the one next to the reference, then
 * the lower one. `undefined` where nobody meets.
 */
export function equilibriumOf(bids: Offers, asks: Offers, reference: number | undefined): Equilibrium | undefined {
  const prices = [...new Set([...bids, ...asks].map(({ price }) => price))].filter(Number.isFinite)
  // Where there are market orders alone, only the reference is a price.
  if (prices.length === 0 && reference !== undefined) prices.push(reference)
  let best: (Equilibrium & { readonly over: number; readonly away: number }) | undefined
  for (const price of prices.sort((a, b) => a - b)) {
    const bought = sum(bids.filter((bid) => bid.price >= price))
    const sold = sum(asks.filter((ask) => ask.price <= price))
    const quantity = Math.min(bought, sold)
    const [over, away] = [Math.abs(bought - sold), Math.abs(price - (reference ?? price))]
    if (quantity === 0) continue
    if (
      best === undefined ||
      quantity > best.quantity ||
      (quantity === best.quantity && (over < best.over || (over === best.over && away < best.away)))
    )
      best = { price, quantity, over, away }
  }
  return best && { price: best.price, quantity: best.quantity }
}

function sum(offers: Offers): number {
  return offers.reduce((total, { quantity }) => total + quantity, 0)
}
