import type { AlgoCommand } from '@shagun/core'
import { legOf } from '../exits/memory.ts'
import type { BracketInput, BracketState } from './state.ts'

/** How it ended, and what closed the position. */
export function resultOf(state: BracketState, input: BracketInput): Extract<AlgoCommand, { readonly type: 'finish' }> {
  const { parent } = input
  const { isCanceled, isFailed, refused } = state
  const reason = reasonOf(state, input)
  const failed = isFailed || (parent.filledLots === 0 && refused !== undefined)
  const status = isCanceled ? 'canceled' : failed ? 'failed' : parent.filledLots === 0 ? 'expired' : 'done'
  return { type: 'finish', status, reason }
}

function reasonOf({ flatten, refused }: BracketState, { parent, children }: BracketInput): string {
  if (parent.filledLots === 0)
    return refused === undefined ? 'the entry did not fill' : `the entry was refused: ${refused}`
  const closed = new Map<string, number>()
  for (const { key, exit, filledLots } of children)
    if (exit && filledLots > 0) closed.set(legOf(key), (closed.get(legOf(key)) ?? 0) + filledLots)
  const of = (leg: string): number => closed.get(leg) ?? 0
  const excess = of('stop') + of('target') - parent.filledLots
  const parts = [...closed].filter(([leg]) => leg !== 'flat').map(([leg, lots]) => `the ${leg} closed ${lots} lots`)
  if (excess > 0) parts.push(`that was ${excess} more than were held, which was undone at the market`)
  else if (of('flat') > 0) parts.push(`${of('flat')} lots were closed at the market because ${flatten}`)
  return parts.join('; ')
}
