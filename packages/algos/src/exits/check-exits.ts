import type { AlgoContext, DecimalInput, Side } from '@shagun/core'
import { hasReachedStop, otherSide, readPrice, requireType, typeOf, wrong } from './prices.ts'

/** The prices of a stop and a target, as an order's parameters say them. */
export interface ExitPrices {
  /** Where the stop is triggered. */
  readonly stopPrice?: DecimalInput
  /** The limit of the stop once it is triggered. Default: it is a market order then. */
  readonly stopLimitPrice?: DecimalInput
  /** The limit of the target. */
  readonly takeProfitPrice?: DecimalInput
}

/** The same as numbers. */
export interface Exits {
  readonly stopPrice?: number
  readonly stopLimitPrice?: number
  readonly takeProfitPrice?: number
}

/**
 * The prices of the exits of a position: for a long one the stop is below its price and the target above it.
 *
 * @param side - that of the exits
 * @param price - what the position costs, or is worth; left out where nobody knows
 * @param told - what that price is, for the message
 * @throws ShagunError `invalid-options` where they have no meaning
 */
export function readExits(params: ExitPrices, side: Side, price: number | undefined, told: string): Exits {
  const stopPrice = readPrice('stopPrice', params.stopPrice)
  const stopLimitPrice = readPrice('stopLimitPrice', params.stopLimitPrice)
  const takeProfitPrice = readPrice('takeProfitPrice', params.takeProfitPrice)
  const [below, above] = side === 'sell' ? (['below', 'above'] as const) : (['above', 'below'] as const)

  if (stopLimitPrice !== undefined && stopPrice === undefined)
    throw wrong('stopPrice', stopPrice, 'a price, as there is a stopLimitPrice')
  if (stopLimitPrice !== undefined && stopPrice !== undefined && !hasReachedStop(side, stopPrice, stopLimitPrice))
    throw wrong('stopLimitPrice', stopLimitPrice, `at most as far ${above} as the stop at ${stopPrice}`)
  if (stopPrice !== undefined && takeProfitPrice !== undefined && hasReachedStop(side, stopPrice, takeProfitPrice))
    throw wrong('takeProfitPrice', takeProfitPrice, `a price ${above} the stop at ${stopPrice}`)
  if (price !== undefined && stopPrice !== undefined && hasReachedStop(side, stopPrice, price))
    throw wrong('stopPrice', stopPrice, `a price ${below} ${told} at ${price}`)
  if (price !== undefined && takeProfitPrice !== undefined && hasReachedStop(otherSide(side), takeProfitPrice, price))
    throw wrong('takeProfitPrice', takeProfitPrice, `a price ${above} ${told} at ${price}`)
  return {
    ...(stopPrice !== undefined && { stopPrice }),
    ...(stopLimitPrice !== undefined && { stopLimitPrice }),
    ...(takeProfitPrice !== undefined && { takeProfitPrice }),
  }
}

/** @throws ShagunError `unsupported` where the broker takes no such orders */
export function requireExits(exits: ExitPrices, { supports, routes }: Pick<AlgoContext, 'supports' | 'routes'>): void {
  const { stopPrice, stopLimitPrice, takeProfitPrice } = exits
  if (stopPrice !== undefined)
    requireType(supports, routes[0], typeOf({ stopPrice, limitPrice: stopLimitPrice }), 'the stop')
  if (takeProfitPrice !== undefined) requireType(supports, routes[0], 'limit', 'the target')
}

/** @throws ShagunError `invalid-options` where it is none of the words */
export function oneOf(option: string, value: unknown, ...words: readonly string[]): void {
  if (value !== undefined && !words.includes(value as string)) throw wrong(option, value, words.join(' or '))
}

/** @throws ShagunError `invalid-options` where it is no such number */
export function finite(option: string, value: number | undefined, least: number, expected: string): void {
  if (value !== undefined && !(Number.isFinite(value) && value >= least)) throw wrong(option, value, expected)
}
