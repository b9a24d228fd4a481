import type { AlgoContext, Instrument, Quote, Side } from '@shagun/core'
import { hasReachedLimit, hasReachedStop, onTick, readPrice } from '../exits/prices.ts'
import { tickPrice } from '../params/tick-price.ts'
import type { TrailBy, TrailingStopParams } from './params.ts'

/** How far a trailing stop has come. */
export interface Trail {
  /** On the tick; absent before there is one. */
  readonly stop?: number
  readonly isActive: boolean
  /** The last price that counted, where bad ones are left out. */
  readonly good?: number
  /** A price too far from it, of which the next one is to tell. */
  readonly suspect?: number
  /** The price before, where it takes two. */
  readonly prior?: number
}

/** What a price does to a trail. */
export interface Trailed {
  readonly trail: Trail
  readonly isReached: boolean
}

/**
 * One price of the market: first it is held against the stop as it is, then the stop follows it.
 *
 * The stop of a sale never falls and that of a purchase never rises. It is rounded away from the market.
 */
export function follow(
  trail: Trail,
  price: number,
  { params, instrument }: Pick<AlgoContext<TrailingStopParams>, 'params' | 'instrument'>,
): Trailed {
  const { side } = params
  const counted = filter(trail, price, params)
  if (counted.prices === undefined) return { trail: counted.trail, isReached: false }
  const { stop } = counted.trail
  // Of two prices the one that speaks less for it counts.
  const { high, low } = counted.prices
  if (stop !== undefined && hasReachedStop(side, stop, side === 'sell' ? high : low))
    return { trail: counted.trail, isReached: true }

  const sure = side === 'sell' ? low : high
  const activationPrice = readPrice('activationPrice', params.activationPrice)
  const isActive =
    counted.trail.isActive || activationPrice === undefined || hasReachedLimit(side, activationPrice, sure)
  if (!isActive) return { trail: counted.trail, isReached: false }
  const next = tighter(side, stop, stopBehind(sure, params, instrument))
  const isSame = counted.trail.isActive && next === stop
  return { trail: isSame ? counted.trail : { ...counted.trail, isActive, stop: next }, isReached: false }
}

/** The price that it follows; `undefined` where that is none. */
export function priceOf(
  quote: Quote | undefined,
  { side, triggerBy = 'last' }: TrailingStopParams,
): number | undefined {
  if (quote === undefined) return undefined
  const { last, bid, ask } = quote
  const price =
    triggerBy === 'mark' && bid !== undefined && ask !== undefined
      ? (bid + ask) / 2
      : ((triggerBy === 'bid-ask' ? (side === 'sell' ? bid : ask) : undefined) ?? last)
  return Number.isFinite(price) && price > 0 ? price : undefined
}

/** With the stop that holds wherever the market is. */
export function atLeast(trail: Trail, { side, initialStopPrice }: TrailingStopParams, instrument: Instrument): Trail {
  const stopPrice = readPrice('initialStopPrice', initialStopPrice)
  if (stopPrice === undefined) return trail
  return { ...trail, stop: tighter(side, trail.stop, onTick(instrument, side, { stopPrice }).stopPrice!) }
}

export function tighter(side: Side, stop: number | undefined, other: number): number {
  if (stop === undefined) return other
  return side === 'sell' ? Math.max(stop, other) : Math.min(stop, other)
}

/** The distance to the best price, in price units. */
export function distanceAt(price: number, by: TrailBy, instrument: Instrument): number {
  if ('absolute' in by) return by.absolute
  if ('percent' in by) return (price * by.percent) / 100
  if ('bps' in by) return (price * by.bps) / 10_000
  if ('ticks' in by) return instrument.tickAt(price).times(by.ticks).toNumber()
  return by.atr * (by.multiple ?? 3)
}

function stopBehind(price: number, { side, trailBy }: TrailingStopParams, instrument: Instrument): number {
  const distance = distanceAt(price, trailBy, instrument)
  // What binary fractions add to a price on the tick must not move it by one.
  const exact = Number((side === 'sell' ? price - distance : price + distance).toPrecision(12))
  return tickPrice(instrument, exact, side === 'sell' ? 'down' : 'up')
}

/** The prices that count now, `undefined` where this one is yet to be confirmed. */
function filter(
  trail: Trail,
  price: number,
  { badTickPercent, confirmPrints }: TrailingStopParams,
): { readonly trail: Trail; readonly prices?: { readonly high: number; readonly low: number } } {
  let next = trail
  if (badTickPercent !== undefined) {
    const isNear = (other: number | undefined): boolean =>
      other !== undefined && Math.abs(price / other - 1) * 100 <= badTickPercent
    const { good, suspect, ...rest } = trail
    if (good !== undefined && !isNear(good) && !isNear(suspect)) return { trail: { ...trail, suspect: price } }
    next = { ...rest, good: price }
  }
  if (confirmPrints !== 2) return { trail: next, prices: { high: price, low: price } }
  const { prior } = next
  next = { ...next, prior: price }
  if (prior === undefined) return { trail: next }
  return { trail: next, prices: { high: Math.max(prior, price), low: Math.min(prior, price) } }
}
