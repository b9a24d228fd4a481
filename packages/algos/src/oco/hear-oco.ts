import type { AlgoCommand } from '@shagun/core'
import { hearPair } from '../exits/hear-pair.ts'
import { type ChildNews, forgetAsked, isGrouped, legOf, noteReached, workingOf } from '../exits/memory.ts'
import { hasReachedStop } from '../prices/reached.ts'
import { legsOf } from './legs.ts'
import type { OcoInput, OcoState } from './state.ts'

interface Heard {
  readonly state: OcoState
  readonly commands: readonly AlgoCommand[]
}

/** What a pair is told, as what it knows from then on. */
export function hearOco(state: OcoState, input: OcoInput): Heard {
  const silently = (next: OcoState): Heard => ({ state: next, commands: [] })
  const { filledLots, lots } = input.parent
  switch (input.type) {
    case 'child':
      return hearChild(state, input, input)
    case 'quote':
      return silently(watchStop(state, input))
    case 'amended':
      return silently(forgetAsked(filledLots > lots ? { ...state, kept: filledLots } : state))
    case 'resumed':
    case 'recovered':
      return silently(forgetAsked(state))
    case 'canceled':
      return silently({ ...state, isCanceled: true })
    default:
      return silently(state)
  }
}

function hearChild(state: OcoState, news: ChildNews, input: OcoInput): Heard {
  const { children, params, instrument, parent } = input
  const leg = legOf(news.key)
  const wasAsked = state.legs[leg]?.canceling?.includes(news.key) ?? false
  const { state: next, naked } = hearPair(state, news, input, { isAlone: false, isReached: isPastStop(input) })
  const left = `${instrument.lotSize.times(parent.lots - parent.filledLots).toFixed()} of ${instrument.id}`

  const areGone = workingOf(children, 'stop').length + workingOf(children, 'target').length === 0
  if (news.change === 'canceled' && !wasAsked && areGone && (leg === 'stop' || leg === 'target')) {
    // One that was canceled here takes the other of its group with it.
    const isByUs =
      isGrouped(news.key) && Object.values(state.legs).some(({ canceling }) => canceling?.some((key) => isGrouped(key)))
    return { state: isByUs ? next : { ...next, isExpired: true }, commands: [] }
  }
  if ((leg === 'flat' || leg === 'market') && news.change === 'rejected' && (next.legs[leg]?.failures ?? 0) >= 3)
    return { state: next, commands: [{ type: 'pause', reason: `${left} cannot be traded: ${news.reason}` }] }
  if (naked === undefined || next.flatten !== undefined) return { state: next, commands: [] }
  if (params.onExitRejected === 'flatten') return { state: { ...next, flatten: naked, isFailed: true }, commands: [] }
  return { state: next, commands: [{ type: 'pause', reason: `${left} are not protected: ${naked}` }] }
}

function watchStop(state: OcoState, input: OcoInput): OcoState {
  if (input.params.escalateAfterMs === undefined || legsOf(input.params).stop.limitPrice === undefined) return state
  return noteReached(state, isPastStop(input), input.now)
}

function isPastStop({ params, quote }: OcoInput): boolean {
  return quote !== undefined && hasReachedStop(params.side, legsOf(params).stop.stopPrice!, quote.last)
}
