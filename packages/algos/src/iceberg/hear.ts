import { isPast, limitOf } from '../prices/limit.ts'
import type { Input, State } from './params.ts'

/** What the news alone change. */
export function hear(state: State, input: Input): State {
  const { type, now } = input
  // A clock that was set back must not make it wait for longer than it ever would.
  const retryAt = Math.min(state.retryAt, now + longestBackOffMs)
  if (type === 'paused') return { ...state, paused: true, dueAt: null }
  if (type === 'child') {
    // The runner withdraws what an amended limit has left behind.
    const isOurs = state.withdrawn.includes(input.key) || isPastLimit(input.key, input)
    if (input.change === 'canceled' && isOurs) return { ...state, retryAt }
    if (input.change === 'rejected' || input.change === 'refused' || input.change === 'canceled') {
      const waitMs = Math.min(1000 * 2 ** state.refusals, longestBackOffMs)
      return { ...state, refusals: state.refusals + 1, retryAt: now + waitMs }
    }
    // Being taken proves nothing: it may have been canceled at once, as where it would have met an order of ours.
    const isWelcome = input.change === 'filled' || input.change === 'modified'
    return isWelcome ? { ...state, refusals: 0, retryAt: 0 } : { ...state, retryAt }
  }
  if (type === 'resumed') return { ...state, paused: false, endingAt: null, refusals: 0, retryAt: 0 }
  // Of everything else nothing is told during a pause, so that there is none, whatever an older state says.
  const isTold = type !== 'recovered' && type !== 'amended' && type !== 'canceled'
  const isAnew = type === 'recovered' || type === 'amended'
  const endingAt = isAnew ? null : state.endingAt
  return { ...state, retryAt, endingAt, paused: isTold ? false : state.paused }
}

const longestBackOffMs = 60_000

function isPastLimit(key: string, { children, params }: Input): boolean {
  return children.some(
    (child) => child.key === key && child.price !== undefined && isPast(params.side, child.price, limitOf(params)),
  )
}
