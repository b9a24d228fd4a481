import type { Decimal } from '@shagun/core'
import type { Level, Line, Resting } from './line.ts'

/** Whether an order would trade at this price. */
export function reaches({ side, limit }: Pick<Resting, 'side' | 'limit'>, price: Decimal): boolean {
  if (limit === undefined) return true
  return side === 'BUY' ? limit.gte(price) : limit.lte(price)
}

/** Whether a trade at this price is what an order waits for. */
export function isReached({ side, trigger }: Pick<Resting, 'side' | 'trigger'>, price: Decimal): boolean {
  if (trigger === undefined) return false
  return side === 'BUY' ? price.gte(trigger) : price.lte(trigger)
}

/** Who stands against an order, and at which price they trade. */
export interface Counterpart {
  readonly price: Decimal
  readonly quantity: number
  take(quantity: number): void
}

/** The best that stands against an incoming order: others at their price first, then orders of other accounts, oldest first. */
export function bestAgainst(line: Line, order: Resting): Counterpart | undefined {
  const levels = order.side === 'BUY' ? line.asks : line.bids
  const level = levels[0]
  const own = bestOwn(line, order)
  if (level !== undefined && reaches(order, level.price) && !isBetter(order, own?.limit, level.price))
    return counterpart(levels, level)
  if (own?.limit === undefined || !reaches(order, own.limit)) return undefined
  const { limit } = own
  return {
    price: limit,
    quantity: own.leaves,
    take(quantity) {
      own.leaves -= quantity
      if (own.leaves === 0) line.orders.delete(own)
      own.filled(quantity, limit)
    },
  }
}

/** The orders that a trade at this price fills, those first that would have given most for it, then the oldest. */
export function rankAt(line: Line, price: Decimal): Resting[] {
  const beyond = ({ side, limit }: Resting): number => {
    if (limit === undefined) return Number.POSITIVE_INFINITY
    return (side === 'BUY' ? limit.minus(price) : price.minus(limit)).toNumber()
  }
  return [...line.orders]
    .filter((order) => order.trigger === undefined && reaches(order, price))
    .sort((a, b) => compare(beyond(b), beyond(a)) || a.priority - b.priority)
}

/** Nobody trades with himself: exchanges keep that from happening. */
function bestOwn(line: Line, order: Resting): Resting | undefined {
  let best: Resting | undefined
  for (const other of line.orders) {
    const { limit, priority } = other
    if (other.side === order.side || other.userId === order.userId) continue
    if (other.trigger !== undefined || limit === undefined) continue
    const older = best?.limit?.eq(limit) === true && priority < best.priority
    if (best === undefined || older || isBetter(order, limit, best.limit!)) best = other
  }
  return best
}

function isBetter({ side }: Resting, price: Decimal | undefined, than: Decimal): boolean {
  if (price === undefined) return false
  return side === 'BUY' ? price.lt(than) : price.gt(than)
}

export function counterpart(levels: Level[], level: Level): Counterpart {
  return {
    price: level.price,
    quantity: level.quantity,
    take(quantity) {
      level.quantity -= quantity
      if (level.quantity === 0) levels.splice(levels.indexOf(level), 1)
    },
  }
}

/** No difference: infinity less itself is no number. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** In whole lots. */
export function inLots({ listed }: Resting, quantity: number): number {
  const lot = listed.instrument.lotSize.toNumber()
  return quantity - (quantity % lot)
}
