import type { Quote } from '@shagun/core'

/** What cannot be of a quote, in words. */
export function faultOfQuote({ last, bid, ask, volume }: Quote): string | undefined {
  for (const [field, price] of Object.entries({ last, bid, ask }))
    if (price !== undefined && !isPrice(price)) return `${field} ${price}`
  return volume === undefined || (volume >= 0 && volume < Infinity) ? undefined : `volume ${volume}`
}

export function isPrice(price: number): boolean {
  return price > 0 && price < Infinity
}
