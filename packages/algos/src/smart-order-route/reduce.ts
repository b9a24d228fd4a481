import type { AlgoCommand, ChildView, Step } from '@shagun/core'
import { isTaker, routeOf } from './keys.ts'
import type { Input, State } from './params.ts'
import { cancelNoted, isCancelable } from './tend.ts'
import type { Terms } from './terms.ts'

/** Takes back what is too much after the quantity was amended, and what waits before what is to take. */
export function takeBack(state: State, terms: Terms, input: Input): Step<State> {
  const { children, parent, now } = input
  // While a change is on its way, the larger quantity counts; what is too much shows once it is answered.
  if (children.some(({ working, pending }) => working && pending !== 'none')) return { state, commands: [] }
  const open = children.filter((child) => isCancelable(child, state, terms, now))
  const inOrder = [...open.filter(({ key }) => isTaker(key)), ...open.filter(({ key }) => !isTaker(key))]
  return reduce(-parent.remainingLots, inOrder, state, terms, input)
}

/** Makes open orders smaller by some lots, the last of them first. */
export function reduce(
  lots: number,
  children: readonly ChildView[],
  before: State,
  terms: Terms,
  { now }: Input,
): Step<State> {
  let state = before
  let left = lots
  const commands: AlgoCommand[] = []
  for (const child of children.toReversed()) {
    const open = child.lots - child.filledLots
    const part = Math.min(left, open)
    if (!(part > 0)) continue
    left -= part
    const { supports } = terms.venues[routeOf(child.key)] ?? {}
    if (part < open && supports?.modify.includes('quantity'))
      commands.push({ type: 'modify', key: child.key, lots: child.lots - part })
    else {
      state = cancelNoted(state, child.key, now)
      commands.push({ type: 'cancel', key: child.key })
    }
  }
  return { state, commands }
}
