import type { AlgoCommand, Step } from '@shagun/core'
import { type Kept, keepLeg } from '../exits/keep-leg.ts'
import { withLegs, workingOf } from '../exits/memory.ts'
import { atMarket, guarded, hasReachedStop, type Prices, readPrice } from '../exits/prices.ts'
import { isOpenNow, nextWake } from '../exits/wakes.ts'
import { restsAtBroker, stopPrices } from './resting.ts'
import type { TrailingStopInput, TrailingStopState } from './state.ts'

/** Of these only one is at work: what was before is to be gone first. */
const phases = ['stop', 'limit', 'market'] as const
type Phase = (typeof phases)[number]

/** What is to be done, from where everything stands. */
export function planTrailingStop(
  heard: TrailingStopState,
  input: TrailingStopInput,
  before: TrailingStopState,
): Step<TrailingStopState> {
  const { params, parent, children, now, type } = input
  const left = type === 'canceled' ? 0 : Math.max(0, parent.lots - parent.filledLots)
  const phase = phaseOf(heard, input)
  const moving = phase === 'stop' ? movingStop(heard, input) : undefined

  const commands: AlgoCommand[] = []
  let state = heard
  for (const name of phases) {
    const prices = name === phase ? pricesIn(name, moving?.stop, heard, input) : undefined
    const kept = keepPhase(name, prices === undefined ? 0 : left, prices ?? {}, moving?.stop, state, input)
    const others = phases.filter((other) => other !== name)
    commands.push(...kept.commands)
    state = withLegs(state, { [name]: kept.memory })
    const isFree = others.every((other) => workingOf(children, other).length === 0)
    if (kept.missing !== undefined && isFree && isOpenNow(input)) commands.push({ type: 'place', ...kept.missing })
  }
  if (commands.some((command) => command.type === 'modify' || command.type === 'place'))
    state = { ...state, movedAt: now }
  // Canceled it is ended by its runner, once what is open is closed.
  if (left === 0 && type !== 'canceled' && commands.length === 0 && !children.some(({ working }) => working))
    return { state, commands: [{ type: 'finish', status: 'done' }] }

  const { reachedAt } = state
  const escalateAt =
    reachedAt === undefined || phase === 'market' ? undefined : reachedAt + (params.escalateAfterMs ?? Number.NaN)
  const moveAt = moving?.isHeld ? (heard.movedAt ?? now) + throttleMsOf(input) : undefined
  const at = nextWake(input, state, ...[escalateAt, moveAt].filter((time) => !Number.isNaN(time)))
  if (at !== undefined && (type !== 'quote' || commands.length > 0 || state !== before || moveAt !== undefined))
    commands.push({ type: 'wake', at })
  return { state, commands }
}

/** `stop` while it rests or is watched, `limit` once it is reached, `market` when that did not do. */
function phaseOf({ isFired, reachedAt }: TrailingStopState, { params, now }: TrailingStopInput): Phase {
  const { limitOffset, escalateAfterMs } = params
  const isLate = reachedAt !== undefined && escalateAfterMs !== undefined && now - reachedAt >= escalateAfterMs
  if (limitOffset === undefined) return isFired ? 'market' : 'stop'
  if (isLate) return 'market'
  return isFired ? 'limit' : 'stop'
}

function pricesIn(
  phase: Phase,
  stop: number | undefined,
  state: TrailingStopState,
  input: TrailingStopInput,
): Prices | undefined {
  const { side, limitPrice } = input.params
  if (phase === 'stop') return stop === undefined || !restsAtBroker(state, input) ? undefined : stopPrices(stop, input)
  if (phase === 'limit') {
    const { limitPrice: limit } = stopPrices(state.trail.stop!, input)
    return { limitPrice: limit! }
  }
  const prices = atMarket(input, side)
  return prices && guarded(side, prices, readPrice('limitPrice', limitPrice))
}

function keepPhase(
  name: Phase,
  lots: number,
  prices: Prices,
  stop: number | undefined,
  { legs }: TrailingStopState,
  input: TrailingStopInput,
): Kept {
  const { quote, params } = input
  const isPast =
    name === 'stop' && stop !== undefined && quote !== undefined && hasReachedStop(params.side, stop, quote.last)
  // A stop that the market has passed already would be refused; it is to trade now.
  const fresh = isPast
    ? prices.limitPrice === undefined
      ? atMarket(input, params.side)
      : { limitPrice: prices.limitPrice }
    : undefined
  return keepLeg({ name, lots, prices, ...(fresh !== undefined && { fresh }) }, input, legs[name])
}

/** Where the order that rests is to be: it is not moved for every step of the market. */
function movingStop(
  { trail, movedAt }: TrailingStopState,
  input: TrailingStopInput,
): { readonly stop?: number; readonly isHeld?: boolean } {
  const { stop } = trail
  if (stop === undefined) return {}
  const resting = workingOf(input.children, 'stop').find(({ stopPrice }) => stopPrice !== undefined)?.stopPrice
  if (resting === undefined || resting === stop || movedAt === undefined) return { stop }
  const { params, instrument, now } = input
  const ticks = Math.abs(stop - resting) / instrument.tickAt(stop).toNumber()
  const waited = now - movedAt
  // Half a step stands for what binary fractions take away; a clock that jumped back holds nothing.
  const mayMove = ticks + 0.5 > (params.throttleTicks ?? 5) || waited < 0 || waited >= throttleMsOf(input)
  return mayMove ? { stop } : { stop: resting, isHeld: true }
}

function throttleMsOf({ params }: TrailingStopInput): number {
  return params.throttleMs ?? 1000
}
