import type { AlgoCommand, Step } from '@shagun/core'
import { tickPrice } from '../params/tick-price.ts'
import { restingTime, takesIoc } from '../params/time-in-force.ts'
import type { Input, State } from './params.ts'
import type { Terms } from './terms.ts'
import { withdraw } from './withdraw.ts'

/** The window is over: what is left is the residual, or goes out whole within the limit first. */
export function end(state: State, { endAt }: Terms, input: Input): Step<State> {
  const { children, parent, supports, now, params } = input
  const key = `last-${endAt}`
  const open = children.filter(({ working }) => working)
  const isTried = children.some((child) => child.key === key)
  const isOver = !params.completeAtEnd || now >= endAt + longestEndMs || (isTried && open.length === 0)
  if (isOver || (open.length === 0 && parent.remainingLots <= 0))
    return { state, commands: [{ type: 'finish', status: 'expired', reason: 'the window is over' }] }
  const isWaiting = now < state.retryAt
  const wake: AlgoCommand = { type: 'wake', at: Math.min(endAt + longestEndMs, isWaiting ? state.retryAt : Infinity) }
  if (isWaiting) return { state, commands: [wake] }
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
    limitPrice: tickPrice(input.instrument, params.limitPrice, params.side === 'buy' ? 'down' : 'up'),
    timeInForce: takesIoc(supports) ? 'ioc' : restingTime(supports)!,
  }
  return { state, commands: [last, wake] }
}

const longestEndMs = 10_000
