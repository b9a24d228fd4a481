import type { DepthLevel, Side } from '@shagun/core'

/** What others show of an instrument, and what of it is gone since it was shown. */
export interface Display {
  /** What an order of this side would take from. */
  against(side: Side): Ladder
  /** Where an order of this side stands among others. */
  beside(side: Side): Ladder
  /** Shows something else from now on; a side is `undefined` where nobody said anything of it. */
  update(bids: readonly DepthLevel[] | undefined, asks: readonly DepthLevel[] | undefined): void
  /** Others traded so much at that price. */
  printed(price: number, quantity: number): void
}

/** One side of it, best level first. */
interface Ladder {
  readonly levels: readonly DepthLevel[]
  /** The price of the first level; one that nobody reaches where there is none. */
  readonly best: number
  /** The last price of which it is known how much is shown there. */
  readonly worst: number
  /** What may still be had of a level. */
  available(level: DepthLevel): number
  take(level: DepthLevel, quantity: number): void
  /** How much others show at a price, 0 where they show other prices only; `undefined` where it lies beyond all that is shown. */
  sizeAt(price: number): number | undefined
}

export function createDisplay(): Display {
  const bids = createLadder('buy')
  const asks = createLadder('sell')
  return {
    against: (side) => (side === 'buy' ? asks : bids),
    beside: (side) => (side === 'buy' ? bids : asks),
    update(newBids, newAsks) {
      bids.update(newBids)
      asks.update(newAsks)
    },
    printed(price, quantity) {
      bids.printed(price, quantity)
      asks.printed(price, quantity)
    },
  }
}

interface ChangingLadder extends Ladder {
  update(levels: readonly DepthLevel[] | undefined): void
  printed(price: number, quantity: number): void
}

function createLadder(side: Side): ChangingLadder {
  const nowhere = side === 'buy' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  let levels: readonly DepthLevel[] = []
  let best = nowhere
  let worst = -nowhere
  // What we took stays taken, also when the same size is shown again: the history that is shown knows nothing of us.
  const taken = new Map<number, number>()
  // What others traded is no longer in the next picture, and so is forgotten with this one.
  const printed = new Map<number, number>()

  function sizeOf({ price, quantity }: DepthLevel): number {
    return printed.size === 0 ? quantity : Math.max(0, quantity - (printed.get(price) ?? 0))
  }

  return {
    get levels() {
      return levels
    },
    get best() {
      return best
    },
    get worst() {
      return worst
    },
    available: (level) =>
      taken.size === 0 ? sizeOf(level) : Math.max(0, sizeOf(level) - (taken.get(level.price) ?? 0)),
    take({ price }, quantity) {
      taken.set(price, (taken.get(price) ?? 0) + quantity)
    },
    sizeAt(price) {
      if (side === 'buy' ? price < worst : price > worst) return undefined
      const level = levels.find((level) => level.price === price)
      return level === undefined ? 0 : sizeOf(level)
    },
    update(shown) {
      levels = shown ?? []
      best = levels[0]?.price ?? nowhere
      worst = levels.at(-1)?.price ?? (shown === undefined ? -nowhere : nowhere)
      if (printed.size > 0) printed.clear()
      if (taken.size === 0) return
      for (const [price, quantity] of taken) {
        const size = levels.find((level) => level.price === price)?.quantity ?? 0
        if (size === 0) taken.delete(price)
        else if (size < quantity) taken.set(price, size)
      }
    },
    printed(price, quantity) {
      if (levels.some((level) => level.price === price)) printed.set(price, (printed.get(price) ?? 0) + quantity)
    },
  }
}
