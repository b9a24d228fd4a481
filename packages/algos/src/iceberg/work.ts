import type { AlgoCommand, Step, Timestamp } from '@shagun/core'
import { tickPrice } from '../params/tick-price.ts'
import { restingTime } from '../params/time-in-force.ts'
import { clipLots } from './clip-lots.ts'
import { draw } from './draw.ts'
import type { Input, State } from './params.ts'
import { nextMoveAt, tend } from './tend.ts'
import type { Terms } from './terms.ts'

/** Tends what is shown, and shows more where it is time to. */
export function work(before: State, terms: Terms, input: Input): Step<State> {
  const { now } = input
  const price = clipPrice(input)
  if (price === undefined) return { state: before, commands: wakeAt(now, terms.endAt) }
  const { state, commands } = now < before.retryAt ? { state: before, commands: [] } : tend(before, price, input)
  const always = [terms.endAt, state.retryAt, nextMoveAt(state, input)]
  if (commands.length > 0)
    return { state: { ...state, dueAt: null }, commands: [...commands, ...wakeAt(now, ...always)] }

  const clip = nextClip(state, terms, input)
  if (clip === 0) return { state: { ...state, dueAt: null }, commands: wakeAt(now, ...always) }
  const delayMs = delayOf(state, input)
  const dueAt = Math.min(state.dueAt ?? now + delayMs, now + delayMs)
  const at = Math.max(dueAt, state.retryAt)
  if (now < at) return { state: { ...state, dueAt }, commands: wakeAt(now, at, ...always) }
  const { isNative, displayLots } = terms
  const place: AlgoCommand = {
    type: 'place',
    key: `clip-${input.children.length}`,
    lots: clip,
    limitPrice: price,
    timeInForce: restingTime(input.supports)!,
    ...(isNative && { displayLots: Math.min(displayLots, clip) }),
  }
  return { state: { ...state, dueAt: null }, commands: [place, ...wakeAt(now, ...always)] }
}

function nextClip(state: State, terms: Terms, { children, parent, params }: Input): number {
  const { isNative, displayLots, lowLots, leastLots, mostLots } = terms
  const { remainingLots: hidden, openLots: shown } = parent
  // A clip on its way out may be filled yet, and so it counts as shown.
  if (!(hidden > 0) || shown > (isNative ? 0 : lowLots)) return 0
  if (isNative) return Math.min(hidden, mostLots, mostTimesShown * displayLots)
  return clipLots({
    hidden,
    shown,
    display: displayLots,
    variance: params.displayVariance ?? 0,
    chance: draw(state.seed, 2 * children.length),
    least: Math.min(leastLots, mostLots),
    most: mostLots,
  })
}

/** NSE wants at least a tenth of an order to be shown. */
const mostTimesShown = 10

/** Only a fill is followed by silence: what replaces a clip that was withdrawn goes out at once. */
function delayOf(state: State, { children, params }: Input): number {
  const last = children.at(-1)
  if (last === undefined || (!last.working && last.filledLots < last.lots)) return 0
  const { refreshDelayMs = 0, timeJitter = 0 } = params
  return refreshDelayMs * (1 + timeJitter * (2 * draw(state.seed, 2 * children.length + 1) - 1))
}

/** @returns `undefined` where it is pegged to a market that nobody knows */
function clipPrice({ params, instrument, quote }: Input): number | undefined {
  const { side, peg } = params
  const limit = Number(params.limitPrice)
  const isBuy = side === 'buy'
  const near = isBuy ? quote?.bid : quote?.ask
  if (peg !== undefined && near === undefined) return undefined
  const price = peg === undefined ? limit : isBuy ? Math.min(limit, near!) : Math.max(limit, near!)
  return tickPrice(instrument, price, isBuy ? 'down' : 'up')
}

/** The first of these moments that is still to come. */
function wakeAt(now: Timestamp, ...moments: readonly Timestamp[]): AlgoCommand[] {
  const first = Math.min(...moments.filter((at) => at > now))
  return Number.isFinite(first) ? [{ type: 'wake', at: first }] : []
}
