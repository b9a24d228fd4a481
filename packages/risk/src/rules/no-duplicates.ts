import type { Decimal, InstrumentId, OrderTerms, RiskRule, Timestamp } from '@shagun/core'
import { readMs } from '../options.ts'

/** What else {@link noDuplicates} is told. */
export interface NoDuplicatesOptions {
  /** Needed where a trader has two rules of one kind. Default: `no-duplicates`. */
  readonly name?: string
}

/**
 * Denies an order like one that went out less than `windowMs` ago: of the same instrument, side, quantity, type, prices and
 * product. A program that runs in a circle, or a finger that slipped twice.
 *
 * Those that reduce a position as well; an order that was denied never went out and is none to compare with. A modification
 * that would leave an order as it is, is a duplicate of itself and denied; any other passes. Legs of one group are not held
 * against each other.
 *
 * @param windowMs - milliseconds, above 0
 * @throws ShagunError `invalid-options` where the window is not a finite number above 0
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { noDuplicates } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [noDuplicates(500)]
 * ```
 */
export function noDuplicates(windowMs: number, { name = 'no-duplicates' }: NoDuplicatesOptions = {}): RiskRule {
  readMs('noDuplicates', 'windowMs', windowMs)
  /** The latest of each kind, oldest first. */
  const sent = new Map<string, Sent>()
  /** How many of these are of an instrument: none of most, and then there is no key to be made. */
  const counts = new Map<InstrumentId, number>()

  function remember(key: string, order: Sent): void {
    forget(key)
    sent.set(key, order)
    counts.set(order.instrument, (counts.get(order.instrument) ?? 0) + 1)
  }

  function forget(key: string): void {
    const order = sent.get(key)
    if (order === undefined) return
    sent.delete(key)
    const left = counts.get(order.instrument)! - 1
    if (left === 0) counts.delete(order.instrument)
    else counts.set(order.instrument, left)
  }

  function expire(now: Timestamp): void {
    for (const [key, { time }] of sent) {
      if (time > now - windowMs) return
      forget(key)
    }
  }

  return {
    name,
    check(intent, { now }) {
      const { terms } = intent
      if (intent.type === 'modify') {
        if (!isAsBefore(intent.order.terms, terms)) return undefined
        return { rule: name, reason: `The modification would leave order ${terms.clientOrderId} as it is.` }
      }
      const time = counts.has(terms.instrument) ? sent.get(keyOf(terms))?.time : undefined
      if (time === undefined || now - time >= windowMs) return undefined
      const age = now - time
      const reason = `The same order for ${terms.instrument} went out ${age} ms ago, and the window is ${windowMs} ms.`
      return { rule: name, reason, limit: windowMs, actual: age }
    },
    observe(event) {
      if (event.type !== 'order.submitted') return
      expire(event.time)
      remember(keyOf(event.terms), { instrument: event.terms.instrument, time: event.time })
    },
    reset() {
      sent.clear()
      counts.clear()
    },
    save: () => [...sent].map(([key, { instrument, time }]) => [key, instrument, time]),
    restore(saved) {
      for (const [key, instrument, time] of saved as readonly Saved[]) remember(key, { instrument, time })
    },
  }
}

function keyOf(terms: OrderTerms): string {
  const { limitPrice, stopPrice } = terms as Priced
  const { instrument, side, type, quantity, product } = terms
  return `${instrument} ${side} ${type} ${quantity} ${limitPrice ?? ''} ${stopPrice ?? ''} ${product}`
}

interface Sent {
  readonly instrument: InstrumentId
  readonly time: Timestamp
}

type Saved = readonly [key: string, instrument: InstrumentId, time: Timestamp]

/** Of a modification: only these can change. */
function isAsBefore(before: OrderTerms, after: OrderTerms): boolean {
  const [old, now] = [before as Priced, after as Priced]
  return (
    before.quantity.eq(after.quantity) &&
    isSame(old.limitPrice, now.limitPrice) &&
    isSame(old.stopPrice, now.stopPrice) &&
    before.timeInForce === after.timeInForce
  )
}

function isSame(a: Decimal | undefined, b: Decimal | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.eq(b))
}

type Priced = { readonly limitPrice?: Decimal; readonly stopPrice?: Decimal }
