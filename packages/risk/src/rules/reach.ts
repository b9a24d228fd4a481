import type { AccountView, Decimal, InstrumentId, OrderIntent, OrderTerms, Side } from '@shagun/core'
import { toNumber } from '../numbers.ts'

/** What an intent adds to what may still be filled; below 0 where a modification takes away. */
export function addedQuantity(intent: OrderIntent): Decimal {
  const { quantity } = intent.terms
  return intent.type === 'place' ? quantity : quantity.minus(intent.order.terms.quantity)
}

/**
 * How far past flat the position could get on the order's own side, if every open order of that side filled, this one
 * as it would then stand among them. At 0 or below, the order can only reduce.
 */
export function reachAfter({ terms }: OrderIntent, added: Decimal, view: AccountView): Decimal {
  const { long, short } = view.worstCase(terms.instrument)
  return terms.side === 'buy' ? long.plus(added) : added.minus(short)
}

/** Whether it takes quantity away, or can only bring a position nearer to flat. */
export function onlyReduces(intent: OrderIntent, view: AccountView): boolean {
  const added = addedQuantity(intent)
  return added.lt(0) || reachAfter(intent, added, view).lte(0)
}

/** What an intent may add to one side of one instrument. */
export interface Addition {
  readonly instrument: InstrumentId
  readonly side: Side
  /** Above 0. */
  readonly quantity: number
}

/**
 * What may be filled on top of what could be before; nothing where a modification adds no quantity. Orders that a broker
 * keeps in step count together, of those on one side the largest, because the others are canceled when it fills.
 */
export function additionsOf(intent: OrderIntent): readonly Addition[] {
  const { terms } = intent
  if (intent.type === 'modify') {
    const quantity = toNumber(terms.quantity) - toNumber(intent.order.terms.quantity)
    return quantity > 0 ? [{ instrument: terms.instrument, side: terms.side, quantity }] : []
  }
  if (intent.legs === undefined) return [addition(terms)]
  const largest = new Map<string, OrderTerms>()
  for (const leg of intent.legs) {
    const key = leg.side + leg.instrument
    const known = largest.get(key)
    if (known === undefined || leg.quantity.gt(known.quantity)) largest.set(key, leg)
  }
  return [...largest.values()].map(addition)
}

/** How many orders go out together. */
export function legCount(intent: OrderIntent): number {
  return intent.type === 'place' ? (intent.legs?.length ?? 1) : 0
}

function addition({ instrument, side, quantity }: OrderTerms): Addition {
  return { instrument, side, quantity: toNumber(quantity) }
}
