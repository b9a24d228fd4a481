import type { Depth, Quote, Trade } from '@shagun/core'

/** What cannot be of a quote, in words. */
export function faultOfQuote({ last, bid, ask, volume, delayedBySec = 0 }: Quote): string | undefined {
  for (const [field, price] of Object.entries({ last, bid, ask }))
    if (price !== undefined && !isPrice(price)) return `${field} ${price}`
  if (bid !== undefined && ask !== undefined && bid > ask) return `a bid of ${bid} above its ask of ${ask}`
  if (volume !== undefined && !isAmount(volume)) return `volume ${volume}`
  return isAmount(delayedBySec) ? undefined : `delayedBySec ${delayedBySec}`
}

export function faultOfTrade({ price, quantity }: Trade): string | undefined {
  if (!isPrice(price)) return `price ${price}`
  return isAmount(quantity) ? undefined : `quantity ${quantity}`
}

export function faultOfDepth({ bids, asks }: Depth): string | undefined {
  for (const levels of [bids, asks])
    for (const [i, { price, quantity }] of levels.entries()) {
      if (!isPrice(price)) return `price ${price}`
      if (!isAmount(quantity)) return `quantity ${quantity}`
      const before = levels[i - 1]?.price
      if (before !== undefined && (levels === bids ? price >= before : price <= before))
        return `${price} behind ${before}, which is not the best first`
    }
  return undefined
}

/** Seconds or microseconds taken for milliseconds differ by decades; clocks of two machines differ a little. */
export function faultOfTime(time: number, now: number): string | undefined {
  return time >= earliest && time <= now + 5_000 ? undefined : `time ${time} when the clock says ${now}`
}

const earliest = Date.UTC(1990, 0)

function isPrice(price: number): boolean {
  return price > 0 && price < Infinity
}

function isAmount(amount: number): boolean {
  return amount >= 0 && amount < Infinity
}
