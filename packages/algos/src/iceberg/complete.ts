import type { AlgoCommand, Step, Timestamp } from '@shagun/core'
import { restingTime, takesIoc } from '../children/time-in-force.ts'
import { limitOnTick } from '../prices/on-tick.ts'
import { closesAt } from '../window/read-window.ts'
import { windUp } from '../window/wind-up.ts'
import type { Input, State } from './params.ts'
import type { Terms } from './terms.ts'
import { withdraw } from './withdraw.ts'

/** When what is left goes out whole, where it is to: shortly before the venue or the window closes. */
export function completesAt(terms: Terms, { params, calendar }: Input): Timestamp {
  if (params.completeAtEnd !== true) return Number.POSITIVE_INFINITY
  return closesAt(terms, calendar) - Math.min(leadMs, (terms.endAt - terms.startAt) / 10)
}

/** Withdraws what is shown, and sends all that is left in one order within the limit. */
export function complete(state: State, { endAt }: Terms, input: Input): Step<State> {
  const { children, parent, supports, now, params, instrument } = input
  const key = `last-${endAt}`
  const open = children.filter(({ working }) => working)
  const isTried = children.some((child) => child.key === key)
  if (isTried && open.length === 0) return end(state, input)
  const wake: AlgoCommand = { type: 'wake', at: now < state.retryAt ? Math.min(endAt, state.retryAt) : endAt }
  if (now < state.retryAt || (open.length === 0 && parent.remainingLots <= 0)) return { state, commands: [wake] }
  if (open.length > 0) {
    const withdrawal = withdraw(
      state,
      open.filter((child) => child.key !== key),
    )
    return { state: withdrawal.state, commands: [...withdrawal.commands, wake] }
  }
  const last: AlgoCommand = {
    type: 'place',
    key,
    lots: parent.remainingLots,
    limitPrice: limitOnTick(instrument, params.side, params.limitPrice),
    timeInForce: takesIoc(supports) ? 'ioc' : restingTime(supports)!,
  }
  return { state, commands: [last, wake] }
}

/** What is left is the residual. */
export function end(state: State, input: Input): Step<State> {
  const { endingAt, commands } = windUp(state.endingAt, input)
  return { state: { ...state, endingAt }, commands }
}

const leadMs = 5_000
