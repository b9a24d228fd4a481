import type { AlgoCommand, AlgoInput, ChildView } from '@shagun/core'
import { drawAt } from '../schedule/draw.ts'
import { lotsIn } from '../schedule/schedule-params.ts'
import { isMarketable, marketablePrice, onTick, passivePrice } from '../schedule/touch.ts'
import type { PovParams } from './pov-params.ts'

type Input = AlgoInput<PovParams>

/** What children are to come to now. */
export interface Aim {
  /** What may be filled and open together, whole lots. */
  readonly goalLots: number
  /** Whether to cross the spread for it. */
  readonly crosses: boolean
  /** Whether all of it goes out at once, as at the end. */
  readonly sweeps: boolean
  readonly seed: number
}

/**
 * Cancels what is open once more is filled and open than there should be: after an amendment to less, or a fill that came
 * after its order was canceled.
 */
export function cancelExcess({ parent, children }: Input, { goalLots }: Aim): AlgoCommand[] {
  if (parent.filledLots + parent.openLots <= goalLots) return []
  return [...byKey(children).keys()].map((key) => ({ type: 'cancel', key }))
}

/** Brings the prices of what is open to where they belong. */
export function reprice(input: Input, { crosses }: Aim): AlgoCommand[] {
  const { children, supports } = input
  const wanted = crosses ? marketablePrice(input) : passivePrice(input)
  if (wanted === undefined) return []
  const limitPrice = onTick(input, wanted)
  const isRight = ({ price }: ChildView): boolean =>
    price === undefined || price === limitPrice || (crosses && isMarketable(input, price))
  const commands: AlgoCommand[] = []
  for (const [key, orders] of byKey(children)) {
    if (orders.every(isRight)) continue
    // Parts of a child that was split have one name, and can only be canceled together.
    const modifies = orders.length === 1 && supports.modify.includes('limitPrice')
    commands.push(modifies ? { type: 'modify', key, limitPrice } : { type: 'cancel', key })
  }
  return commands
}

/** What is to be sent next: a child, or none; all that is left, in as many as it takes, where it sweeps. */
export function nextChildren(input: Input, aim: Aim): AlgoCommand[] {
  const { parent, children, supports, params } = input
  const sizes = sizesOf(input, aim)
  // While inside the band, what waits already is joined only by as much again, so that few orders wait.
  const joins = aim.crosses || sizes.every((lots) => lots >= parent.openLots || lots === parent.remainingLots)
  if (!joins) return []
  const wanted = aim.crosses ? marketablePrice(input) : passivePrice(input)
  const limitPrice = wanted !== undefined && supports.orderTypes.includes('limit') ? onTick(input, wanted) : undefined
  const market = aim.crosses && params.limitPrice === undefined && supports.orderTypes.includes('market')
  if (limitPrice === undefined && !market) return []
  // Counted with what is there, so that no two orders of a parent have one name.
  return sizes.map((lots, i) => ({
    type: 'place',
    key: `pov-${children.length + 1 + i}`,
    lots,
    ...(limitPrice !== undefined && { limitPrice }),
  }))
}

/** Cancels all that is open and can be. */
export function cancelOpen(children: readonly ChildView[]): AlgoCommand[] {
  const open = children.filter(({ working, pending }) => working && pending !== 'cancel')
  return [...new Set(open.map(({ key }) => key))].map((key) => ({ type: 'cancel', key }))
}

function sizesOf({ parent, params, instrument, children }: Input, { goalLots, sweeps, seed }: Aim): number[] {
  const { minChildQuantity, maxChildQuantity, sizeJitter = 0 } = params
  const { filledLots, openLots, remainingLots } = parent
  const due = Math.min(goalLots - filledLots - openLots, remainingLots)
  if (!(due > 0)) return []
  const least = minChildQuantity === undefined ? 1 : lotsIn(minChildQuantity, instrument)
  const most = maxChildQuantity === undefined ? Number.MAX_SAFE_INTEGER : lotsIn(maxChildQuantity, instrument)
  if (sweeps) {
    const count = Math.min(mostAtOnce, Math.ceil(due / most))
    return Array.from({ length: count }, (_, i) => Math.min(most, due - i * most))
  }
  // Only what ends the parent may be smaller than a child should be.
  if (due < least) return due === remainingLots ? [due] : []
  const lots = Math.min(due, most)
  if (sizeJitter === 0 || lots === remainingLots) return [lots]
  return [Math.max(least, Math.floor(lots * (1 - sizeJitter * drawAt(seed, children.length))))]
}

/** Of what the broker has answered for, and what no command is on its way to. */
function byKey(children: readonly ChildView[]): Map<string, ChildView[]> {
  const found = new Map<string, ChildView[]>()
  for (const child of children)
    if (child.working && child.certain && child.pending === 'none')
      found.set(child.key, [...(found.get(child.key) ?? []), child])
  return found
}

/** A sweep in more orders goes on a second later. */
const mostAtOnce = 20
