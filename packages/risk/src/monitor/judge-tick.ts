import type { Quote, Timestamp } from '@shagun/core'

/** A price that lies far from the one before, and how many have come near it since. */
export interface Suspect {
  readonly price: number
  readonly time: Timestamp
  readonly confirmations: number
}

/** What is known of a price before a new quote comes. */
export interface Marked {
  readonly price: number
  /** Nobody has shown a price yet, so there is nothing to hold a quote against. */
  readonly isAssumed: boolean
  readonly quotedAt: Timestamp
  readonly suspect: Suspect | undefined
}

/** Which prices count. */
export interface TickFilter {
  /** How far from the price before a quote may lie, as a factor above 1. */
  readonly outlierFactor: number
  /** How many later quotes must lie near an outlier before it counts. */
  readonly confirmations: number
}

/** Why a quote does not count. */
export type RefusedTick = 'invalid' | 'crossed' | 'late' | 'outlier'

/** Whether the price of a quote counts; an outlier is remembered, so that the next quotes may confirm it. */
export type TickVerdict =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'refused'; readonly why: RefusedTick; readonly suspect?: Suspect }

const accepted: TickVerdict = { outcome: 'accepted' }

export function judgeTick(marked: Marked, { last, bid, ask, time }: Quote, filter: TickFilter): TickVerdict {
  if (!isPrice(last) || !Number.isFinite(time)) return refuse('invalid')
  if (bid !== undefined && ask !== undefined && bid > ask) return refuse('crossed')
  if (time < marked.quotedAt) return refuse('late')
  const { price, isAssumed, suspect } = marked
  if (isAssumed || isNear(last, price, filter)) return accepted
  // The same message told twice confirms nothing.
  if (suspect !== undefined && time <= suspect.time) return { ...refuse('outlier'), suspect }
  const confirmations = suspect !== undefined && isNear(last, suspect.price, filter) ? suspect.confirmations + 1 : 0
  if (confirmations >= filter.confirmations) return accepted
  return { outcome: 'refused', why: 'outlier', suspect: { price: last, time, confirmations } }
}

export function isPrice(price: number | undefined): price is number {
  return price !== undefined && price > 0 && price < Infinity
}

export function isNear(price: number, before: number, { outlierFactor }: TickFilter): boolean {
  return price <= before * outlierFactor && before <= price * outlierFactor
}

function refuse(why: RefusedTick): { readonly outcome: 'refused'; readonly why: RefusedTick } {
  return { outcome: 'refused', why }
}
