import type { AlgoCommand, Step, Timestamp } from '@shagun/core'
import type { IcebergParams, Input, State } from './params.ts'
import { remember } from './withdraw.ts'

/** Brings what is in the market to the price it should have, and takes back what is no longer wanted of it. */
export function tend(
  state: State,
  price: number,
  { children, parent, params, instrument, supports, now }: Input,
): Step<State> {
  const commands: AlgoCommand[] = []
  // While a change is on its way, the larger quantity counts; what is too much shows once it is answered.
  const isSettled = children.every(({ working, pending }) => !working || pending === 'none')
  let excess = isSettled ? Math.max(-parent.remainingLots, 0) : 0
  const withdrawn: string[] = []
  let { movedAt } = state
  const isRested = params.peg === undefined || !(nextMoveAt(state, { params, now }) > now)
  for (const child of children.toReversed()) {
    if (!child.working || !child.certain || child.pending !== 'none') continue
    const taken = Math.min(excess, child.lots - child.filledLots)
    const isAtPrice =
      child.price === undefined || Math.abs(child.price - price) < instrument.tickAt(price).toNumber() / 2
    const moves = !isAtPrice && (isRested || isPast(child.price, params))
    if (taken === 0 && !moves) continue
    excess -= taken
    if (moves) movedAt = now
    const needed = [taken > 0 && 'quantity', moves && 'limitPrice'] as const
    if (taken < child.lots - child.filledLots && needed.every((field) => !field || supports.modify.includes(field)))
      commands.push({
        type: 'modify',
        key: child.key,
        ...(taken > 0 && { lots: child.lots - taken }),
        ...(moves && { limitPrice: price }),
      })
    else {
      withdrawn.push(child.key)
      commands.push({ type: 'cancel', key: child.key })
    }
  }
  return { state: { ...remember(state, withdrawn, children), movedAt }, commands }
}

/** When a pegged clip may follow the market again; a clock that was set back lets it go at once. */
export function nextMoveAt({ movedAt }: State, { params, now }: Pick<Input, 'params' | 'now'>): Timestamp {
  if (params.peg === undefined || movedAt === null || movedAt > now) return Number.NEGATIVE_INFINITY
  return movedAt + (params.pegIntervalMs ?? 1000)
}

/** Whether a price is beyond what the parent allows now. */
export function isPast(price: number | undefined, { side, limitPrice }: IcebergParams): boolean {
  if (price === undefined) return false
  return side === 'buy' ? price > Number(limitPrice) : price < Number(limitPrice)
}
