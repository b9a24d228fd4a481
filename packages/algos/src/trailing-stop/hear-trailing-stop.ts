import type { AlgoCommand } from '@shagun/core'
import { type ChildNews, forgetAsked, legOf, remember, withLegs } from '../exits/memory.ts'
import { restsAtBroker } from './resting.ts'
import type { TrailingStopInput, TrailingStopState } from './state.ts'
import { atLeast, follow, priceOf, tighter } from './trail.ts'

interface Heard {
  readonly state: TrailingStopState
  readonly commands: readonly AlgoCommand[]
}

/** What a trailing stop is told, as what it knows from then on. */
export function hearTrailingStop(told: TrailingStopState, input: TrailingStopInput): Heard {
  const state = neverLooser(told, input)
  const silently = (next: TrailingStopState): Heard => ({ state: next, commands: [] })
  switch (input.type) {
    case 'child':
      return hearChild(state, input, input)
    case 'quote':
    case 'started':
      return silently(hearPrice(state, input))
    case 'resumed':
    case 'recovered':
    case 'amended': {
      // What was refused may be taken by now.
      const { isWatched: _, ...rest } = forgetAsked(state)
      if (input.type !== 'amended') return silently(hearPrice(rest, input))
      return silently({ ...rest, trail: atLeast(rest.trail, input.params, input.instrument) })
    }
    default:
      return silently(state)
  }
}

function hearPrice(state: TrailingStopState, input: TrailingStopInput): TrailingStopState {
  const price = priceOf(input.quote, input.params)
  if (price === undefined || state.isFired) return state
  const { trail, isReached } = follow(state.trail, price, input)
  const { reachedAt, ...rest } = trail === state.trail ? state : { ...state, trail }
  const isHere = !restsAtBroker(state, input) || (input.params.triggerBy ?? 'last') !== 'last'
  if (isReached && isHere) return { ...rest, reachedAt: input.now, isFired: true }
  if (isReached) return { ...rest, reachedAt: reachedAt ?? input.now }
  return reachedAt === undefined ? (trail === state.trail ? state : rest) : rest
}

function hearChild(state: TrailingStopState, news: ChildNews, { children, now, instrument }: TrailingStopInput): Heard {
  const leg = legOf(news.key)
  const child = children.findLast(({ key }) => key === news.key)
  const legs = { [leg]: remember(state.legs[leg] ?? {}, news, child, now) }
  const next = withLegs(state, legs)
  const failures = legs[leg]?.failures ?? 0
  const isBeyondRetry = news.change === 'rejected' ? news.why !== 'transient' || failures > 3 : failures > 3
  if ((news.change !== 'rejected' && news.change !== 'canceled') || !isBeyondRetry) return { state: next, commands: [] }
  if (leg === 'stop') return { state: { ...next, isWatched: true }, commands: [] }
  if (failures < 3) return { state: next, commands: [] }
  const reason = `the stop of ${instrument.id} is reached and cannot be traded: ${'reason' in news ? news.reason : 'its orders are ended'}`
  return { state: next, commands: [{ type: 'pause', reason }] }
}

/** A state that is older than its orders takes none of them back. */
function neverLooser(state: TrailingStopState, { params, children }: TrailingStopInput): TrailingStopState {
  let { stop } = state.trail
  for (const { stopPrice } of children) if (stopPrice !== undefined) stop = tighter(params.side, stop, stopPrice)
  return stop === state.trail.stop || stop === undefined ? state : { ...state, trail: { ...state.trail, stop } }
}
