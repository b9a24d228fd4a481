import type { AlgoCommand, ChildView } from '@shagun/core'

/** Cancels all that may still fill and is not canceled already; parts of a child that was split have one key. */
export function cancelOpen(children: readonly ChildView[]): Extract<AlgoCommand, { readonly type: 'cancel' }>[] {
  const keys = new Set<string>()
  for (const { working, pending, key } of children) if (working && pending !== 'cancel') keys.add(key)
  return [...keys].map((key) => ({ type: 'cancel', key }))
}
