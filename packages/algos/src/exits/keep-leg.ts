import type { AlgoCommand, AlgoContext, ChildOrder, ChildView } from '@shagun/core'
import { isAhead, isGrouped, type LegMemory, legOf, nextKey } from './memory.ts'
import type { Prices } from './prices.ts'

/** What is to rest at the broker: so many lots at these prices. */
export interface Leg {
  readonly name: string
  /** What is to be open of it; 0 ends it. */
  readonly lots: number
  readonly prices: Prices
  /** The prices of an order that is new, where they differ. */
  readonly fresh?: Prices
  readonly exit?: true
  readonly siblings?: string
  /** The broker holds its orders back, for an entry that works. */
  readonly isHeldBack?: boolean
}

export type LegView = Pick<AlgoContext, 'now' | 'supports' | 'instrument'> & { readonly children: readonly ChildView[] }

export interface Kept {
  readonly commands: readonly AlgoCommand[]
  /** An order that is still to be placed; whether it may be is for the caller to say. */
  readonly missing?: ChildOrder
  readonly memory: LegMemory
}

/**
 * Brings the orders of one leg to what is wanted of it: modifies them where the broker can, else cancels and places anew.
 *
 * An order counts in full until its end is confirmed, and one with a command on its way is left alone until a fact answers.
 */
export function keepLeg(leg: Leg, view: LegView, memory: LegMemory = {}): Kept {
  const own = view.children.filter(({ key, working }) => working && legOf(key) === leg.name)
  if (leg.lots <= 0) {
    const isOver = ({ key }: ChildView): boolean => !(leg.isHeldBack && isGrouped(key, 'bracket'))
    return cancel(own.filter(isOver), view, memory)
  }
  if (own.some(({ certain, pending }) => !certain || pending !== 'none')) return { commands: [], memory }

  const excess = openOf(own, view.children) - leg.lots
  if (excess > 0) return shrink(own, excess, leg, view, memory)
  const repriced = reprice(own, leg, view, memory)
  if (repriced !== undefined) return repriced
  return excess < 0 ? grow(own, -excess, leg, view, memory) : { commands: [], memory }
}

/** What they may still fill; of an exit whose entry at the broker has ended no more than that has filled. */
function openOf(orders: readonly ChildView[], children: readonly ChildView[]): number {
  return orders.reduce((sum, { key, lots, filledLots }) => {
    const entry = isGrouped(key, 'bracket') ? children.find((child) => child.key === entryOf(key)) : undefined
    const most = entry === undefined || entry.working ? lots : Math.min(lots, entry.filledLots)
    return sum + Math.max(0, most - filledLots)
  }, 0)
}

/** `entry-2.bracket` of `stop-2.bracket`. */
function entryOf(key: string): string {
  return `entry${key.slice(legOf(key).length)}`
}

/** The newest go first, and the last of them in part where it can be changed. */
function shrink(own: readonly ChildView[], excess: number, leg: Leg, view: LegView, memory: LegMemory): Kept {
  let left = excess
  const ended: ChildView[] = []
  for (const key of new Set(own.map((child) => child.key).reverse())) {
    const orders = own.filter((child) => child.key === key)
    // The broker itself fills no more of these than their entry has.
    if (left <= 0 || isGrouped(key, 'bracket')) continue
    const open = openOf(orders, view.children)
    if (open > left && orders.length === 1 && canChange(key, ['quantity'], view, memory)) {
      const change = { lots: orders[0]!.lots - left, ...changeOf(orders[0]!, leg.prices) }
      const before = cancel(ended, view, memory)
      const asked = modify(key, change, own, before.memory)
      return { commands: [...before.commands, ...asked.commands], memory: asked.memory }
    }
    ended.push(...orders)
    left -= open
  }
  if (ended.length > 0) return cancel(ended, view, memory)
  return reprice(own, leg, view, memory) ?? { commands: [], memory }
}

function grow(own: readonly ChildView[], missing: number, leg: Leg, view: LegView, memory: LegMemory): Kept {
  if (isAhead(memory.until, view.now)) return { commands: [], memory }
  const [only, another] = own
  const { freezeQuantity, lotSize } = view.instrument
  if (only !== undefined && another === undefined && !isGrouped(only.key, 'bracket')) {
    const lots = only.lots + missing
    const isTooLarge = freezeQuantity?.lt(lotSize.times(lots)) ?? false
    if (!isTooLarge && canChange(only.key, ['quantity'], view, memory)) return modify(only.key, { lots }, own, memory)
  }
  const order: ChildOrder = {
    key: nextKey(leg.name, view.children),
    lots: missing,
    ...(leg.exit && { exit: true }),
    ...(leg.siblings !== undefined && { siblings: leg.siblings }),
    ...(leg.fresh ?? leg.prices),
  }
  return { commands: [], missing: order, memory }
}

/** `undefined` where all of them have their prices, or were asked to take them. */
function reprice(own: readonly ChildView[], { prices }: Leg, view: LegView, memory: LegMemory): Kept | undefined {
  const commands: AlgoCommand[] = []
  let known = memory
  for (const child of own) {
    const change = changeOf(child, prices)
    const fields = Object.keys(change) as (keyof Prices)[]
    if (fields.length === 0) continue
    const kept = canChange(child.key, fields, view, known)
      ? modify(child.key, change, own, known)
      : cancel([child], view, known)
    commands.push(...kept.commands)
    known = kept.memory
  }
  return commands.length > 0 ? { commands, memory: known } : undefined
}

/** What to change of an order; one that goes without a stop or a limit stays so. */
function changeOf({ price, stopPrice }: ChildView, wanted: Prices): Prices {
  const isOff = (now: number | undefined, asked: number | undefined): boolean =>
    now !== undefined && asked !== undefined && now !== asked
  return {
    ...(isOff(price, wanted.limitPrice) && { limitPrice: wanted.limitPrice! }),
    ...(isOff(stopPrice, wanted.stopPrice) && { stopPrice: wanted.stopPrice! }),
  }
}

function canChange(
  key: string,
  fields: readonly ('quantity' | 'limitPrice' | 'stopPrice')[],
  { supports }: LegView,
  { rigid }: LegMemory,
): boolean {
  return rigid !== key && fields.every((field) => supports.modify.includes(field))
}

/** The same change of an order is asked for once: what came of it is for the broker to tell. */
function modify(
  key: string,
  change: Prices & { readonly lots?: number },
  own: readonly ChildView[],
  memory: LegMemory,
): Kept {
  const asked = [change.lots, change.limitPrice, change.stopPrice].join()
  if (memory.asked?.[key] === asked) return { commands: [], memory }
  const others = Object.entries(memory.asked ?? {}).filter(([each]) => own.some((child) => child.key === each))
  const known = { ...memory, asked: { ...Object.fromEntries(others), [key]: asked } }
  return { commands: [{ type: 'modify', key, ...change }], memory: known }
}

function cancel(orders: readonly ChildView[], { now }: LegView, memory: LegMemory): Kept {
  const keys = [...new Set(orders.filter(({ pending }) => pending !== 'cancel').map(({ key }) => key))]
  if (keys.length === 0 || isAhead(memory.cancelAfter, now)) return { commands: [], memory }
  const canceling = [...new Set([...(memory.canceling ?? []), ...keys])]
  return { commands: keys.map((key) => ({ type: 'cancel', key })), memory: { ...memory, canceling } }
}
