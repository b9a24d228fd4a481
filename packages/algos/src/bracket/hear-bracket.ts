import type { AlgoCommand } from '@shagun/core'
import { hearPair } from '../exits/hear-pair.ts'
import { type ChildNews, forgetAsked, isGrouped, legOf, noteReached, workingOf } from '../exits/memory.ts'
import { readPrice } from '../params/read-price.ts'
import { hasReachedStop, otherSide } from '../prices/reached.ts'
import { checkBracket, requireBracket } from './check-bracket.ts'
import type { BracketInput, BracketState } from './state.ts'

interface Heard {
  readonly state: BracketState
  readonly commands: readonly AlgoCommand[]
}

/**
 * What a bracket is told, as what it knows from then on.
 *
 * @throws ShagunError where amended parameters have no meaning
 */
export function hearBracket(state: BracketState, input: BracketInput): Heard {
  const { params, parent, now } = input
  const silently = (next: BracketState): Heard => ({ state: next, commands: [] })
  switch (input.type) {
    case 'child':
      return hearChild(state, input, input)
    case 'quote':
      return silently(watchStop(goesOn(state), input))
    case 'woke':
      return silently(goesOn(state))
    case 'amended':
      // A moment to flatten that has come is no mistake of what is amended now.
      checkBracket(params, { ...input, now: Math.min(now, (params.flattenAt ?? now) - 1) }, parent.positionLots)
      requireBracket(params, input)
      return silently(forgetAsked(state))
    case 'paused':
      return silently(state.entry === 'wanted' ? { ...state, entry: 'held' } : state)
    case 'resumed':
      return silently(forgetAsked(goesOn(state)))
    case 'recovered':
      return silently(forgetAsked(isEntryLost(state, input) ? { ...state, entry: 'over' } : state))
    case 'canceled': {
      const flatten = params.onCancel === 'flatten' ? { flatten: state.flatten ?? 'it was canceled' } : {}
      return silently({ ...state, entry: 'over', isCanceled: true, ...flatten })
    }
    default:
      return silently(state)
  }
}

/** Nobody is told this while paused, whatever a state of before says. */
function goesOn(state: BracketState): BracketState {
  return state.entry === 'held' ? { ...state, entry: 'wanted' } : state
}

function hearChild(state: BracketState, news: ChildNews, input: BracketInput): Heard {
  const { stopPrice, takeProfitPrice, onExitRejected } = input.params
  const leg = legOf(news.key)
  const wasAsked = state.legs[leg]?.canceling?.includes(news.key) ?? false
  const isAlone = stopPrice === undefined || takeProfitPrice === undefined
  const isReached = isPastStop(input)
  const heard = hearPair(state, news, input, { isAlone, isReached })
  const next = heard.state

  if (leg === 'entry') {
    if (news.change === 'canceled' && !wasAsked) return { state: { ...next, entry: 'over' }, commands: [] }
    if (news.change !== 'rejected') return { state: next, commands: [] }
    if (isGrouped(news.key) && state.isNative) return { state: { ...state, isNative: false }, commands: [] }
    const isPassing = news.why === 'transient' && (next.legs['entry']?.failures ?? 0) <= 3
    return { state: isPassing ? next : { ...next, entry: 'over', refused: news.reason }, commands: [] }
  }
  if (leg === 'flat' && news.change === 'rejected' && (next.legs['flat']?.failures ?? 0) >= 3)
    return { state: next, commands: [{ type: 'pause', reason: `${held(input)} cannot be closed: ${news.reason}` }] }
  if (heard.naked === undefined || next.flatten !== undefined) return { state: next, commands: [] }
  if (onExitRejected === 'alert') {
    const pause = { type: 'pause', reason: `${held(input)} not protected: ${heard.naked}` } as const
    return { state: { ...next, entry: 'over' }, commands: [pause] }
  }
  return { state: { ...next, entry: 'over', flatten: heard.naked, isFailed: true }, commands: [] }
}

function held({ parent, instrument }: BracketInput): string {
  return `${instrument.lotSize.times(Math.abs(parent.positionLots)).toFixed()} of ${instrument.id} are held and`
}

/** It ended while nobody listened. */
function isEntryLost({ entry, legs }: BracketState, { parent, children }: BracketInput): boolean {
  const last = children.findLast(({ key }) => legOf(key) === 'entry')
  if (entry !== 'wanted' || last === undefined || parent.filledLots >= parent.lots) return false
  return workingOf(children, 'entry').length === 0 && !legs['entry']?.canceling?.includes(last.key)
}

function watchStop(state: BracketState, input: BracketInput): BracketState {
  const { params, now, parent } = input
  if (params.escalateAfterMs === undefined || params.stopLimitPrice === undefined) return state
  return noteReached(state, parent.positionLots > 0 && isPastStop(input), now)
}

function isPastStop({ params, quote }: BracketInput): boolean {
  const stopPrice = readPrice('stopPrice', params.stopPrice)
  if (stopPrice === undefined || quote === undefined) return false
  return hasReachedStop(otherSide(params.side), stopPrice, quote.last)
}
