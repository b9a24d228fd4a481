import type { AlgoCommand, Step } from '@shagun/core'
import { type Kept, keepLeg } from '../exits/keep-leg.ts'
import { keepPair } from '../exits/keep-pair.ts'
import { withLegs, workingOf } from '../exits/memory.ts'
import { atMarket, guarded, otherSide, readPrice } from '../exits/prices.ts'
import { isOpenNow, nextWake } from '../exits/wakes.ts'
import { legsOf } from './legs.ts'
import type { OcoInput, OcoState } from './state.ts'

/** What is to be done, from where everything stands. */
export function planOco(heard: OcoState, input: OcoInput, before: OcoState): Step<OcoState> {
  const { params, parent, children, now, type } = input
  const { escalateAfterMs, side } = params
  const isLate = heard.reachedAt !== undefined && now - heard.reachedAt >= escalateAfterMs!
  const state: OcoState =
    isLate && heard.flatten === undefined ? { ...heard, flatten: 'the stop did not fill within its limit' } : heard
  const isOver = state.isCanceled || state.isExpired
  const left = isOver ? 0 : Math.max(0, parent.lots - parent.filledLots)
  const excess = Math.max(0, parent.positionLots - Math.max(parent.lots, state.kept ?? 0))
  const mayPlace = isOpenNow(input)

  const pair = { lots: state.flatten === undefined ? left : 0, side, mayPlace, ...legsOf(params) }
  const kept = keepPair(pair, input, state)
  const areOpen = workingOf(children, 'stop').length + workingOf(children, 'target').length > 0
  const market = keepAtMarket('market', state.flatten === undefined ? 0 : left, areOpen, kept.state, input)
  const flat = keepAtMarket('flat', excess, areOpen, kept.state, input)

  const commands: AlgoCommand[] = [...kept.commands, ...market.commands, ...flat.commands]
  for (const { missing } of [market, flat]) if (missing && mayPlace) commands.push({ type: 'place', ...missing })
  const next = withLegs(kept.state, { market: market.memory, flat: flat.memory })
  if (left === 0 && excess === 0 && commands.length === 0 && !children.some(({ working }) => working))
    return { state: next, commands: [resultOf(next, input)] }

  const escalateAt = next.reachedAt === undefined ? undefined : next.reachedAt + escalateAfterMs!
  const at = nextWake(input, next, escalateAt)
  if (at !== undefined && (type !== 'quote' || commands.length > 0 || next !== before))
    commands.push({ type: 'wake', at })
  return { state: next, commands }
}

/** `market` trades what is left, `flat` undoes what was traded too much: once neither stop nor target can fill any more. */
function keepAtMarket(
  name: 'market' | 'flat',
  lots: number,
  areOpen: boolean,
  { legs }: OcoState,
  input: OcoInput,
): Kept {
  const { side, limitPrice } = input.params
  const isExit = name === 'flat'
  const prices = atMarket(input, isExit ? otherSide(side) : side)
  if (lots > 0 && (areOpen || prices === undefined)) return { commands: [], memory: legs[name] ?? {} }
  const guard = isExit ? undefined : readPrice('limitPrice', limitPrice)
  const leg = { name, lots, prices: guarded(side, prices ?? {}, guard), ...(isExit && { exit: true as const }) }
  return keepLeg(leg, input, legs[name])
}

function resultOf(
  { isCanceled, isExpired, isFailed, flatten }: OcoState,
  { parent, children }: OcoInput,
): Extract<AlgoCommand, { readonly type: 'finish' }> {
  const filled = (leg: string): number =>
    children.reduce((sum, { key, filledLots }) => sum + (key.startsWith(`${leg}-`) ? filledLots : 0), 0)
  const parts = (['stop', 'target'] as const)
    .filter((leg) => filled(leg) > 0)
    .map((leg) => `the ${leg} filled ${filled(leg)} lots`)
  if (filled('market') > 0) parts.push(`${filled('market')} lots were traded at the market because ${flatten}`)
  if (filled('flat') > 0) parts.push(`${filled('flat')} of these were too many and were undone at the market`)
  if (isExpired) parts.push('stop and target were ended')
  const isDone = parent.filledLots >= parent.lots
  const status = isFailed ? 'failed' : isDone ? 'done' : isCanceled ? 'canceled' : 'expired'
  return { type: 'finish', status, ...(parts.length > 0 && { reason: parts.join('; ') }) }
}
