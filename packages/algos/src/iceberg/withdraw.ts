import type { AlgoCommand, ChildView, Step } from '@shagun/core'
import type { State } from './params.ts'

/** Cancels what may still fill, and remembers that we asked for it. */
export function withdraw(state: State, children: readonly ChildView[]): Step<State> {
  const open = children.filter(({ working, pending }) => working && pending !== 'cancel')
  const keys = [...new Set(open.map(({ key }) => key))]
  return { state: remember(state, keys, children), commands: keys.map((key): AlgoCommand => ({ type: 'cancel', key })) }
}

/** Of what we have asked to end, what has not. */
export function remember(state: State, keys: readonly string[], children: readonly ChildView[]): State {
  const working = new Set(children.filter((child) => child.working).map(({ key }) => key))
  return { ...state, withdrawn: [...new Set([...state.withdrawn, ...keys])].filter((key) => working.has(key)) }
}
