import type { AlgoCommand, ChildOrder, Step } from '@shagun/core'
import { readExits } from '../exits/check-exits.ts'
import { type Kept, keepLeg } from '../exits/keep-leg.ts'
import { keepPair, siblings, takesGroup } from '../exits/keep-pair.ts'
import { legOf, withLegs, workingOf } from '../exits/memory.ts'
import { atMarket, onTick, otherSide, type Prices, readPrice } from '../exits/prices.ts'
import { isOpenNow, nextWake } from '../exits/wakes.ts'
import { resultOf } from './result.ts'
import type { BracketInput, BracketState } from './state.ts'

/** What is to be done, from where everything stands. */
export function planBracket(heard: BracketState, input: BracketInput, before: BracketState): Step<BracketState> {
  const { params, parent, children, type } = input
  const decided = decide(heard, input)
  const { flatten } = decided
  const mayPlace = isOpenNow(input)
  const side = otherSide(params.side)
  const held = parent.positionLots
  const isEntering = decided.entry !== 'over' && parent.filledLots < parent.lots

  const { stopPrice, stopLimitPrice, takeProfitPrice } = readExits(params, side, undefined, '')
  const pair = {
    lots: flatten !== undefined || (params.trigger === 'full' && isEntering) ? 0 : Math.max(0, held),
    side,
    exit: true,
    isHeldBack: flatten === undefined && workingOf(children, 'entry').length > 0,
    mayPlace,
    ...(stopPrice !== undefined && { stop: { stopPrice, ...(stopLimitPrice && { limitPrice: stopLimitPrice }) } }),
    ...(takeProfitPrice !== undefined && { target: { limitPrice: takeProfitPrice } }),
  } as const

  const kept = keepPair(pair, input, decided)
  const entry = keepEntry(decided, input)
  const flat = keepFlat(decided, input)
  const commands: AlgoCommand[] = [...entry.commands, ...kept.commands, ...flat.commands]
  if (mayPlace && flat.missing !== undefined) commands.push({ type: 'place', ...flat.missing })
  // A market that moves is no reason to enter once more what has come to nothing.
  if (mayPlace && entry.missing !== undefined && type !== 'quote')
    commands.push(...enter(entry.missing, kept.commands, pair, input, decided))

  const state = withLegs(kept.state, { entry: entry.memory, flat: flat.memory })
  if (!isEntering && held === 0 && !children.some(({ working }) => working) && commands.length === 0)
    return { state, commands: [resultOf(state, input)] }
  const escalateAt = state.reachedAt === undefined ? undefined : state.reachedAt + params.escalateAfterMs!
  const at = nextWake(input, state, flatten === undefined ? params.flattenAt : undefined, escalateAt)
  if (at !== undefined && (type !== 'quote' || commands.length > 0 || state !== before))
    commands.push({ type: 'wake', at })
  return { state, commands }
}

/** What the moment and the fills themselves decide. */
function decide(state: BracketState, { params, parent, now }: BracketInput): BracketState {
  const { filledLots, positionLots } = parent
  const { flattenAt, escalateAfterMs } = params
  const flattened = (flatten: string): BracketState => ({ ...state, entry: 'over', flatten })
  if (state.flatten === undefined && positionLots < 0) return flattened('the exits closed more than was held')
  if (state.flatten === undefined && flattenAt !== undefined && now >= flattenAt)
    return flattened('the time to flatten has come')
  if (state.flatten === undefined && state.reachedAt !== undefined && now - state.reachedAt >= escalateAfterMs!)
    return flattened('the stop did not fill within its limit')
  // Once an exit has traded the entry has had its time.
  return state.entry !== 'over' && filledLots > positionLots ? { ...state, entry: 'over' } : state
}

function keepEntry({ entry, legs }: BracketState, input: BracketInput): Kept {
  const { params, parent, instrument } = input
  const limitPrice = readPrice('limitPrice', params.limitPrice)
  const stopPrice = readPrice('entryStopPrice', params.entryStopPrice)
  const asked: Prices = { ...(limitPrice && { limitPrice }), ...(stopPrice && { stopPrice }) }
  const lots = entry === 'wanted' ? parent.lots - parent.filledLots : 0
  return keepLeg({ name: 'entry', lots, prices: onTick(instrument, params.side, asked) }, input, legs['entry'])
}

/** Closes the position at the market once no exit can fill any more; below 0 it is bought back. */
function keepFlat({ flatten, legs }: BracketState, input: BracketInput): Kept {
  const { params, parent, children } = input
  const { positionLots } = parent
  const side = positionLots < 0 ? params.side : otherSide(params.side)
  const prices = atMarket(input, side)
  const areOpen = workingOf(children, 'stop').length + workingOf(children, 'target').length > 0
  const lots = flatten === undefined ? 0 : Math.abs(positionLots)
  if (lots > 0 && (areOpen || prices === undefined)) return { commands: [], memory: legs['flat'] ?? {} }
  return keepLeg({ name: 'flat', lots, prices: prices ?? {}, exit: true }, input, legs['flat'])
}

/** As one group with its exits where the broker keeps brackets and nothing of it has been filled. */
function enter(
  entry: ChildOrder,
  others: readonly AlgoCommand[],
  { side, stop, target }: { readonly side: 'buy' | 'sell'; readonly stop?: Prices; readonly target?: Prices },
  input: BracketInput,
  state: BracketState,
): readonly AlgoCommand[] {
  const { params, parent, children, instrument } = input
  const isFirst = parent.filledLots === 0 && others.length === 0 && !children.some(({ working }) => working)
  if (!isFirst || !state.isNative || params.trigger === 'full' || !takesGroup('bracket', entry.lots, input))
    return [{ type: 'place', ...entry }]
  const legs = Object.entries({ stop, target }).flatMap(([name, prices]) =>
    prices === undefined
      ? []
      : [
          {
            key: `${name}-${numberOf(entry)}.bracket`,
            lots: entry.lots,
            exit: true,
            siblings,
            ...onTick(instrument, side, prices),
          } as const,
        ],
  )
  return [{ type: 'place-group', kind: 'bracket', legs: [{ ...entry, key: `${entry.key}.bracket` }, ...legs] }]
}

function numberOf({ key }: ChildOrder): string {
  return key.slice(legOf(key).length + 1)
}
