import type {
  AlgoCommand,
  AlgoContext,
  ChildOrder,
  ChildView,
  ParentView,
  Side,
  Supports,
  TimeInForce,
} from '@shagun/core'
import { type Kept, keepLeg, type Leg } from './keep-leg.ts'
import { isAhead, isGrouped, legOf, type Remembering, withLegs, workingOf } from './memory.ts'
import { atMarket, hasReachedLimit, hasReachedStop, onTick, type Prices, typeOf } from './prices.ts'

/** A stop and a target that protect the same lots; one of them may be missing. */
export interface Pair {
  /** What both are for. */
  readonly lots: number
  readonly side: Side
  readonly stop?: Prices
  readonly target?: Prices
  readonly exit?: true
  readonly isHeldBack?: boolean
  /** Nothing is placed while it is false. */
  readonly mayPlace: boolean
}

export interface PairState extends Remembering {
  /** The broker refuses a second order for the same lots: the stop rests, and the target is watched. */
  readonly isOne: boolean
  /** Whether the broker is asked to keep the orders in step itself. */
  readonly isNative: boolean
}

export type PairView = AlgoContext & { readonly parent: ParentView; readonly children: readonly ChildView[] }

export interface KeptPair<S extends PairState> {
  readonly commands: readonly AlgoCommand[]
  readonly state: S
}

export const siblings = 'exits'

/**
 * Keeps a stop and a target at the size of what they protect, so that a part filled of one makes the other smaller.
 *
 * Where the broker takes only one of them, the stop rests until the market touches the target; the target is placed once
 * the end of the stop is confirmed, and gives way again when the market has come halfway back.
 */
export function keepPair<S extends PairState>(pair: Pair, view: PairView, state: S): KeptPair<S> {
  const stop = legFrom('stop', pair, view)
  const target = legFrom('target', pair, view)
  const wants = state.isOne && stop !== undefined && target !== undefined ? whichRests(pair, view, state) : 'both'
  const keep = (leg: Leg | undefined, name: string): Kept => {
    const wanted = wants === 'both' || wants === name
    return keepLeg({ ...(leg ?? nobody(name)), ...(!wanted && { lots: 0 }) }, view, state.legs[name])
  }
  const stopKept = keep(stop, 'stop')
  const targetKept = keep(target, 'target')
  const commands = [...stopKept.commands, ...targetKept.commands]
  if (pair.mayPlace) commands.push(...place(stopKept.missing, targetKept.missing, pair, wants, view, state))

  return { commands, state: withLegs(state, { stop: stopKept.memory, target: targetKept.memory }) }
}

function legFrom(name: 'stop' | 'target', pair: Pair, view: PairView): Leg | undefined {
  const asked = pair[name]
  if (asked === undefined) return undefined
  const { lots, side, exit, isHeldBack } = pair
  const prices = onTick(view.instrument, side, asked)
  const fresh = name === 'stop' ? whereReached(prices, side, view) : prices
  return { name, lots, prices, fresh, siblings, ...(exit && { exit }), ...(isHeldBack && { isHeldBack }) }
}

function nobody(name: string): Leg {
  return { name, lots: 0, prices: {} }
}

/** A stop that the market has passed already would be refused; it is to trade now. */
function whereReached(stop: Prices, side: Side, view: PairView): Prices {
  const { quote } = view
  if (quote === undefined || !hasReachedStop(side, stop.stopPrice!, quote.last)) return stop
  if (stop.limitPrice !== undefined) return { limitPrice: stop.limitPrice }
  return atMarket(view, side) ?? stop
}

/** Which of them rests, where only one may; both as a group that the broker keeps in step. */
function whichRests(
  { lots, side, stop, target }: Pair,
  view: PairView,
  { isNative, legs }: PairState,
): 'stop' | 'target' | 'both' {
  const { children, quote, now } = view
  const stops = workingOf(children, 'stop')
  const targets = workingOf(children, 'target')
  const areGrouped = [...stops, ...targets].every(({ key }) => isGrouped(key))
  if (stops.length > 0 && targets.length > 0 && areGrouped) return 'both'
  // The stop does not make way for a target that has to wait itself.
  const mayTarget = targets.length > 0 || !isAhead(legs['target']?.until, now)
  if (mayTarget && quote !== undefined && hasReachedLimit(side, target!.limitPrice!, quote.last)) return 'target'
  if (stops.length === 0 && targets.length === 0) return isNative && takesGroup('oco', lots, view) ? 'both' : 'stop'
  const isBack = quote !== undefined && hasReachedStop(side, (stop!.stopPrice! + target!.limitPrice!) / 2, quote.last)
  return targets.length > 0 && !isBack ? 'target' : 'stop'
}

function place(
  stop: ChildOrder | undefined,
  target: ChildOrder | undefined,
  pair: Pair,
  wants: 'stop' | 'target' | 'both',
  view: PairView,
  state: PairState,
): readonly AlgoCommand[] {
  const orders = [stop, target].filter((order) => order !== undefined)
  if (stop !== undefined && target !== undefined) {
    const isWaiting = stop.stopPrice !== undefined
    if (state.isNative && isWaiting && stop.lots === target.lots && takesGroup('oco', stop.lots, view)) {
      const common = whileItLasts([stop, target], view.supports)
      const legs = [stop, target].map((leg) => ({ ...leg, ...common, key: `${leg.key}.oco` }))
      return [{ type: 'place-group', kind: 'oco', legs }]
    }
  }
  const places = orders.map((order) => ({ type: 'place', ...order }) as const)
  if (!state.isOne || pair.stop === undefined || pair.target === undefined) return places
  const [name, other] = wants === 'target' ? (['target', 'stop'] as const) : (['stop', 'target'] as const)
  return places.filter(({ key }) => legOf(key) === name && workingOf(view.children, other).length === 0)
}

/** Whether the broker keeps orders of this size in step; the venue splits none of a group. */
export function takesGroup(kind: 'oco' | 'bracket', lots: number, { supports, instrument }: PairView): boolean {
  const { freezeQuantity, lotSize } = instrument
  return supports.groups.includes(kind) && !(freezeQuantity?.lt(lotSize.times(lots)) ?? false)
}

/** What protects a position is to outlast the day where the broker takes it so. */
function whileItLasts(legs: readonly ChildOrder[], supports: Supports): { readonly timeInForce?: TimeInForce } {
  const taken = legs.every((leg) => {
    const type = typeOf(leg)
    return !supports.except?.some(([excepted, time]) => excepted === type && time === 'gtc')
  })
  return taken && supports.timeInForce.includes('gtc') ? { timeInForce: 'gtc' } : {}
}
