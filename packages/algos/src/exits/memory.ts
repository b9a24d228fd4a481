import type { AlgoNews, ChildView } from '@shagun/core'

/** What a leg remembers of its orders, beyond what they show themselves. */
export interface LegMemory {
  /** Orders that were asked to end; that they do is no news. */
  readonly canceling?: readonly string[]
  /** An order that the broker did not change, and so is canceled and placed anew. */
  readonly rigid?: string
  /** The last change asked for of an order. */
  readonly asked?: { readonly [key: string]: string }
  /** Nothing is placed before. */
  readonly until?: number
  /** Nothing is canceled before: the last cancel was refused. */
  readonly cancelAfter?: number
  /** How often in a row it was refused, or ended by somebody else. */
  readonly failures?: number
}

/** A state with the memories of its legs by their names. */
export interface Remembering {
  readonly legs: { readonly [leg: string]: LegMemory }
}

export type ChildNews = Extract<AlgoNews, { readonly type: 'child' }>

/** The name of the leg that an order belongs to. */
export function legOf(key: string): string {
  const end = key.indexOf('-')
  return end < 0 ? key : key.slice(0, end)
}

/** Whether the broker keeps this order in step with others of its group. */
export function isGrouped(key: string, kind?: 'oco' | 'bracket'): boolean {
  return kind === undefined ? key.includes('.') : key.endsWith(`.${kind}`)
}

export function nextKey(leg: string, children: readonly ChildView[]): string {
  const numbers = children
    .filter(({ key }) => legOf(key) === leg)
    .map(({ key }) => Number.parseInt(key.slice(leg.length + 1), 10) || 0)
  return `${leg}-${Math.max(0, ...numbers) + 1}`
}

/** Whether there is something to wait for; a clock that jumped back does not make it wait for longer. */
export function isAhead(until: number | undefined, now: number): boolean {
  return until !== undefined && now < until && until - now <= longestWaitMs
}

/** What a leg knows after news of one of its orders. */
export function remember(memory: LegMemory, news: ChildNews, child: ChildView | undefined, now: number): LegMemory {
  const { key, change } = news
  const { canceling = [] } = memory
  const wasAsked = canceling.includes(key)
  const others = canceling.filter((each) => each !== key)
  switch (change) {
    case 'canceled':
      if (wasAsked) return { ...memory, canceling: others }
      return failed(memory, now, child !== undefined && now - child.placedAt >= quietMs)
    case 'rejected':
      return failed({ ...memory, canceling: others }, now, false)
    case 'refused':
      // It may be asked for again, a little later.
      return wasAsked ? { ...memory, canceling: others, cancelAfter: now + 1000 } : { ...memory, rigid: key }
    default:
      return memory
  }
}

/** The same object where nothing has changed, so that nothing needs to be journalled. */
export function withLegs<S extends Remembering>(state: S, legs: { readonly [leg: string]: LegMemory }): S {
  const changed = Object.entries(legs).filter(([name, memory]) => {
    const before = state.legs[name]
    return memory !== before && (before !== undefined || Object.keys(memory).length > 0)
  })
  return changed.length === 0 ? state : { ...state, legs: { ...state.legs, ...Object.fromEntries(changed) } }
}

/** What was asked for before may never have been sent. */
export function forgetAsked<S extends Remembering>(state: S): S {
  const legs = Object.entries(state.legs)
  if (!legs.some(([, { asked }]) => asked !== undefined)) return state
  return { ...state, legs: Object.fromEntries(legs.map(([leg, { asked: _, ...memory }]) => [leg, memory])) }
}

/** Takes note of the market passing a stop with a limit, or coming back from it. */
export function noteReached<S extends { readonly reachedAt?: number }>(state: S, isPast: boolean, now: number): S {
  if (isPast === (state.reachedAt !== undefined)) return state
  const { reachedAt: _, ...rest } = state
  return (isPast ? { ...rest, reachedAt: now } : rest) as S
}

export function workingOf(children: readonly ChildView[], leg: string): readonly ChildView[] {
  return children.filter(({ key, working }) => working && legOf(key) === leg)
}

function failed(memory: LegMemory, now: number, wasQuiet: boolean): LegMemory {
  const failures = wasQuiet ? 1 : (memory.failures ?? 0) + 1
  return { ...memory, failures, until: now + Math.min(longestWaitMs, 1000 * 2 ** (failures - 1)) }
}

const longestWaitMs = 30_000
/** An order that stood so long has not failed. */
const quietMs = 60_000
