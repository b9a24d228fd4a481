import type { AlgoCommand, AlgoInput, ChildView, Step, Timestamp } from '@shagun/core'
import { lotsWithin } from '../participation/lots-within.ts'
import type { ScheduleState } from './plan.ts'
import { lotsIn, type ScheduleParams } from './schedule-params.ts'
import { isMarketable, marketablePrice, onTick, passivePrice } from './touch.ts'

type Input = AlgoInput<ScheduleParams>

/**
 * Works towards the goal of the bin: cancels what an earlier one has left, keeps the open child at its price, and sends
 * the next one once none is open.
 */
export function work(state: ScheduleState, input: Input): Step<ScheduleState> {
  const commands: AlgoCommand[] = []
  const { now, children, parent } = input
  const trades = now >= state.beganAt && state.bin >= 0 && isTrading(input)
  const crosses = isCrossing(state, input)
  const followMs = Math.max(1, (state.until - state.beganAt) / mostFollows)
  const pauseMs = Math.min(1_000, followMs)
  let busy = false
  let againAt = Number.POSITIVE_INFINITY

  for (const child of children) {
    if (!child.working) continue
    // What the broker has not answered for still counts as open, and nobody waits for it.
    if (!child.certain) continue
    if (child.pending === 'cancel') {
      busy ||= now < state.crossAt
      continue
    }
    busy = true
    if (child.pending !== 'none') continue
    const change = changeOf(child, state, input, trades, crosses)
    if (change === undefined || commands.some((command) => 'key' in command && command.key === child.key)) continue
    if (isWithin(now, state.touchedAt, followMs)) againAt = now + followMs
    else commands.push(change)
  }

  if (!busy && trades && now >= state.openAt) {
    const { lots, capped } = nextLots(state, input)
    if (lots > 0 && isWithin(now, state.failedAt, pauseMs)) againAt = Math.min(againAt, now + pauseMs)
    else if (lots > 0) {
      const order = orderOf(state, input, lots, crosses)
      if (order === undefined) againAt = Math.min(againAt, now + pauseMs)
      else commands.push(order)
    } else if (capped) againAt = Math.min(againAt, now + pollMs)
  }

  const changed = commands.some(({ type }) => type === 'modify' || type === 'cancel')
  const next = changed ? { ...state, touchedAt: now } : state
  // The market may stand still after it has moved on once more.
  if (changed) againAt = Math.min(againAt, now + followMs)
  if (parent.filledLots >= parent.lots) return { state: next, commands }
  const wake = Math.min(
    againAt,
    ...[state.openAt, state.crossAt, state.until, ...state.breaks].filter((at) => at > now),
  )
  return {
    state: next,
    commands: wake < Number.POSITIVE_INFINITY ? [...commands, { type: 'wake', at: wake }] : commands,
  }
}

/** Cancels all that is open and can be. */
export function cancelAll(children: readonly ChildView[]): AlgoCommand[] {
  const keys = new Set<string>()
  for (const { working, pending, key } of children) if (working && pending !== 'cancel') keys.add(key)
  return [...keys].map((key) => ({ type: 'cancel', key }))
}

function changeOf(
  { key, placedAt, price }: ChildView,
  state: ScheduleState,
  input: Input,
  trades: boolean,
  crosses: boolean,
): AlgoCommand | undefined {
  if (!trades || placedAt < state.beganAt || input.parent.remainingLots < 0) return { type: 'cancel', key }
  if (price === undefined || (crosses && isMarketable(input, price))) return undefined
  const wanted = crosses ? marketablePrice(input) : passivePrice(input)
  if (wanted === undefined || wanted === price) return undefined
  const limitPrice = onTick(input, wanted)
  if (limitPrice === price) return undefined
  return input.supports.modify.includes('limitPrice') ? { type: 'modify', key, limitPrice } : { type: 'cancel', key }
}

/** How many lots go out next, and whether the market's volume is why there are none. */
function nextLots(state: ScheduleState, input: Input): { readonly lots: number; readonly capped: boolean } {
  const { parent, params, instrument } = input
  const { minChildQuantity, maxChildQuantity, maxParticipation } = params
  const goal = isSweeping(state, input) ? parent.lots : state.goal
  const need = Math.min(goal - parent.filledLots - parent.openLots, parent.remainingLots)
  if (!(need > 0)) return { lots: 0, capped: false }
  const least = minChildQuantity === undefined ? 1 : lotsIn(minChildQuantity, instrument)
  const most = maxChildQuantity === undefined ? Number.POSITIVE_INFINITY : lotsIn(maxChildQuantity, instrument)
  const room =
    maxParticipation === undefined || state.volume === null || isSweeping(state, input)
      ? Number.POSITIVE_INFINITY
      : lotsWithin(
          {
            rate: maxParticipation,
            volume: state.volume.counted,
            ownVolume: params.ownVolume ?? 'inclusive',
            lotSize: instrument.lotSize.toNumber(),
          },
          parent,
        )
  const lots = sizeOf(Math.min(need, room), least, most)
  // Only the last of the parent may be smaller than a child should be.
  if (lots >= least || (state.last && lots === need)) return { lots, capped: false }
  return { lots: 0, capped: room < need }
}

/** No more than the largest child, and so that what is left is not less than the smallest. */
function sizeOf(need: number, least: number, most: number): number {
  if (need <= most) return need
  return need - most < least ? Math.max(least, Math.min(most, need - least)) : most
}

function orderOf(state: ScheduleState, input: Input, lots: number, crosses: boolean): AlgoCommand | undefined {
  const { children, supports, params } = input
  // Counted with what is there, so that no two orders of a parent have one name.
  const key = `slice-${state.bin + 1}.${children.length + 1}`
  const market = params.limitPrice === undefined && supports.orderTypes.includes('market')
  if (crosses && market) return { type: 'place', key, lots }
  const wanted = crosses ? marketablePrice(input) : passivePrice(input)
  return wanted === undefined ? undefined : { type: 'place', key, lots, limitPrice: onTick(input, wanted) }
}

function isCrossing(state: ScheduleState, input: Input): boolean {
  const { placement = 'passive-then-aggressive' } = input.params
  if (placement === 'aggressive' || isSweeping(state, input)) return true
  return placement !== 'passive' && input.now >= state.crossAt
}

function isSweeping({ last, crossAt }: ScheduleState, { params, now }: Input): boolean {
  return params.completeAtEnd === true && last && now >= crossAt
}

function isTrading({ calendar, now, params }: Input): boolean {
  if (calendar === undefined) return true
  const phase = calendar.phase(now)
  return phase === 'continuous' || (params.closingAuction === true && phase === 'closing-auction')
}

/** Clocks may have gone back since. */
function isWithin(now: Timestamp, since: Timestamp | null, ms: number): boolean {
  return since !== null && Math.abs(now - since) < ms
}

/** How often a price follows the market in a bin: brokers count changes, some to 25 an order. */
const mostFollows = 16
/** How often it looks whether the market has traded enough to go on. */
const pollMs = 1_000
