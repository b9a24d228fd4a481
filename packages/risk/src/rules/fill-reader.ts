import type { ClientOrderId, Fill, InstrumentId, JournalEvent, Json } from '@shagun/core'

/** What an event adds to what has been traded. */
interface Traded {
  readonly instrument: InstrumentId
  /** Below 0 for a sale; 0 where only a price was corrected. */
  readonly quantity: number
  readonly price: number
  /** Money, for the quantity. */
  readonly fees: number
  /** By how much more, in price x quantity, came in from what was told before. */
  readonly better: number
  /** Money, likewise. */
  readonly lessFees: number
}

/** Reads fills and their corrections as trades, each part of an order once. */
export interface FillReader {
  read(event: JournalEvent): Traded | undefined
  reset(): void
  save(): Json
  restore(saved: Json): void
}

type Part = readonly [quantity: number, price: number, fees: number]

/**
 * A broker tells first how much was filled, and later by which trades. Then a provisional fill becomes less, and the trades
 * that it stood for come as fills of their own: who counts those alone counts them twice. So what a correction takes away
 * of an order is owed, and what comes next of that order pays it back before it is anything new.
 */
export function createFillReader(): FillReader {
  const provisional = new Map<string, Part>()
  const owed = new Map<ClientOrderId, { quantity: number; price: number }>()

  /** Pays back first; what is left is new. */
  function take(fill: Fill, [quantity, price, fees]: Part, better: number, lessFees: number): Traded {
    const { clientOrderId, instrument } = fill
    const due = owed.get(clientOrderId)
    const paid = due === undefined ? 0 : Math.sign(quantity) * Math.min(Math.abs(quantity), Math.abs(due.quantity))
    if (due !== undefined) {
      due.quantity -= paid
      if (Math.abs(due.quantity) <= 1e-9 * Math.abs(paid)) owed.delete(clientOrderId)
    }
    const share = quantity === 0 ? 0 : paid / quantity
    return {
      instrument,
      quantity: quantity - paid,
      price,
      fees: (1 - share) * fees,
      better: better + paid * ((due?.price ?? price) - price),
      lessFees: lessFees - share * fees,
    }
  }

  function keep(fill: Fill, part: Part): void {
    if (fill.provisional && part[0] !== 0) provisional.set(keyOf(fill.clientOrderId, fill.fillId), part)
  }

  return {
    read(event) {
      if (event.type === 'order.filled') {
        const part = partOf(event.fill)
        keep(event.fill, part)
        return take(event.fill, part, 0, 0)
      }
      if (event.type !== 'fill.corrected') return undefined
      const { clientOrderId, replaces, fill } = event
      const before = provisional.get(keyOf(clientOrderId, replaces))
      if (before === undefined) return undefined
      provisional.delete(keyOf(clientOrderId, replaces))
      const after = partOf(fill)
      keep(fill, after)
      const more = after[0] - before[0]
      const isMore = Math.abs(after[0]) > Math.abs(before[0])
      const stays = isMore ? before[0] : after[0]
      if (more !== 0 && !isMore) {
        const due = owed.get(clientOrderId) ?? { quantity: 0, price: 0 }
        const quantity = due.quantity - more
        owed.set(clientOrderId, { quantity, price: (due.quantity * due.price - more * before[1]) / quantity })
      }
      return take(fill, [isMore ? more : 0, after[1], 0], stays * (before[1] - after[1]), before[2] - after[2])
    },
    reset() {
      provisional.clear()
      owed.clear()
    },
    save: () => ({
      provisional: [...provisional].map(([key, part]) => [key, [...part]]),
      owed: [...owed].map(([id, { quantity, price }]) => [id, quantity, price]),
    }),
    restore(saved) {
      const kept = saved as unknown as {
        readonly provisional: readonly (readonly [string, Part])[]
        readonly owed: readonly (readonly [ClientOrderId, number, number])[]
      }
      for (const [key, part] of kept.provisional) provisional.set(key, part)
      for (const [id, quantity, price] of kept.owed) owed.set(id, { quantity, price })
    },
  }
}

function partOf({ side, quantity, price, fees }: Fill): Part {
  return [(side === 'buy' ? 1 : -1) * quantity.toNumber(), price.toNumber(), fees.toNumber()]
}

function keyOf(order: ClientOrderId, fill: string): string {
  return `${order} ${fill}`
}
