import type { AlgoCommand, ChildView, Step, Timestamp } from '@shagun/core'
import { fail } from './health.ts'
import { isTaker, routeOf } from './keys.ts'
import type { Input, State } from './params.ts'
import type { Terms } from './terms.ts'

/**
 * Looks after what is open: an order that is to take is canceled where it was not answered for in time, and its route then
 * is left out for a while. Its lots come back when it is known to be dead, and not before.
 */
export function tend(before: State, terms: Terms, { children, now }: Input): Step<State> {
  let state = before
  const commands: AlgoCommand[] = []
  for (const child of children) {
    if (!child.working) continue
    const { key } = child
    const route = routeOf(key)
    if (isLate(child, state, terms, now) && state.notes[key]?.late !== true)
      state = {
        ...state,
        notes: { ...state.notes, [key]: { ...state.notes[key], late: true } },
        health: fail(state.health, route, now, terms.routeBackOffMs),
      }
    if (!isTaker(key) || !isStale(child, terms, now) || !isCancelable(child, state, terms, now)) continue
    state = cancelNoted(state, key, now)
    commands.push({ type: 'cancel', key })
  }
  return { state, commands }
}

/** Whether a command for a child makes sense: nothing is under way, and the last cancel was not just refused. */
export function isCancelable(child: ChildView, { notes }: State, { childTimeoutMs }: Terms, now: Timestamp): boolean {
  const canceledAt = notes[child.key]?.canceledAt
  const isRepeat = canceledAt !== undefined && Math.abs(now - canceledAt) < childTimeoutMs
  return child.working && child.certain && child.pending === 'none' && !isRepeat
}

export function cancelNoted(state: State, key: string, now: Timestamp): State {
  return { ...state, notes: { ...state.notes, [key]: { ...state.notes[key], canceledAt: now } } }
}

/** The moments at which something may have to be done about what is open. */
export function tendingAt({ notes }: State, { childTimeoutMs }: Terms, { children }: Input): Timestamp[] {
  return children.flatMap(({ working, key, placedAt }) => {
    if (!working) return []
    const canceledAt = notes[key]?.canceledAt
    const answers = isTaker(key) ? [placedAt + childTimeoutMs, placedAt + 2 * childTimeoutMs] : []
    return canceledAt === undefined ? answers : [...answers, canceledAt + childTimeoutMs]
  })
}

function isStale({ placedAt }: ChildView, { childTimeoutMs }: Terms, now: Timestamp): boolean {
  return Math.abs(now - placedAt) >= childTimeoutMs
}

/** An order that lives by itself is to be dead after twice the time, once it was canceled. */
function isLate(child: ChildView, { notes }: State, terms: Terms, now: Timestamp): boolean {
  const { venues, childTimeoutMs } = terms
  if (isTaker(child.key)) {
    const takesIoc = venues[routeOf(child.key)]?.takesIoc === true
    return Math.abs(now - child.placedAt) >= childTimeoutMs * (takesIoc ? 1 : 2)
  }
  const canceledAt = notes[child.key]?.canceledAt
  return canceledAt !== undefined && Math.abs(now - canceledAt) >= childTimeoutMs
}
