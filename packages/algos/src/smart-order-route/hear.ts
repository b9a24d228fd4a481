import type { Timestamp } from '@shagun/core'
import { fail, recover } from './health.ts'
import { isTaker, routeOf } from './keys.ts'
import type { Input, Note, State } from './params.ts'
import type { Terms } from './terms.ts'

/** What the news alone change. */
export function hear(before: State, terms: Terms, input: Input): State {
  return forget(listen(before, terms, input), terms, input)
}

function listen(state: State, terms: Terms, input: Input): State {
  const { type, now } = input
  if (type === 'child') return hearChild(state, terms, input)
  if (type === 'paused') return { ...state, paused: true }
  if (type === 'resumed') return { ...state, paused: false, endingAt: null }
  if (type === 'recovered') {
    // Nobody knows when they ended: only a book that comes from now on shows all of it.
    const notes = Object.fromEntries(
      input.children.map(({ key }) => [key, { ...state.notes[key], heardAt: now } satisfies Note]),
    )
    return { ...state, notes, endingAt: null }
  }
  if (type === 'amended') return { ...state, endingAt: null }
  if (type === 'canceled') return state
  // Of everything else nothing is told during a pause, so that there is none, whatever an older state says.
  return { ...state, paused: false }
}

function hearChild(state: State, { routeBackOffMs }: Terms, input: Extract<Input, { type: 'child' }>): State {
  const { key, change, now } = input
  const route = routeOf(key)
  const note = state.notes[key]
  const noted = (more: Note): State['notes'] => ({ ...state.notes, [key]: { ...note, ...more, heardAt: now } })
  if (change === 'rejected')
    return {
      ...state,
      notes: noted({ rejected: true }),
      health: fail(state.health, route, now, routeBackOffMs),
    }
  if (change === 'unconfirmed')
    return {
      ...state,
      notes: noted({ late: true }),
      health: note?.late ? state.health : fail(state.health, route, now, routeBackOffMs),
    }
  // What was to wait and was ended by its venue, as where it would have met an order of ours, is not put there again at once.
  if (change === 'canceled' && !isTaker(key) && note?.canceledAt === undefined)
    return { ...state, notes: noted({}), health: fail(state.health, route, now, routeBackOffMs) }
  // An answer that comes too late is none: only its end in time, or that it waits, shows that a route is well.
  // Of several that went out together another may have been ended: being taken heals nothing that is left out.
  const isTaken = change === 'accepted' && !isTaker(key) && !(now < (state.health[route]?.until ?? 0))
  const isAnswer = change === 'filled' || change === 'canceled' || isTaken
  const isWell = isAnswer && note?.late !== true
  return {
    ...state,
    notes: noted({}),
    health: isWell ? recover(state.health, route) : state.health,
  }
}

/** Notes of orders that are over, and that no book which may be traded on is older than. */
function forget(state: State, { maxQuoteAgeMs }: Terms, { children, now }: Input): State {
  const working = new Set(children.filter((child) => child.working).map(({ key }) => key))
  const isNeeded = (heardAt: Timestamp | undefined): boolean =>
    heardAt !== undefined && Math.abs(now - heardAt) <= maxQuoteAgeMs
  const notes = Object.entries(state.notes).filter(([key, { heardAt }]) => working.has(key) || isNeeded(heardAt))
  return { ...state, notes: Object.fromEntries(notes) }
}
