import type { AlgoCommand, Step, Timestamp } from '@shagun/core'
import { isTaker, keyOf } from './keys.ts'
import { type Outlook, outlookOf, split } from './outlook.ts'
import type { Input, State } from './params.ts'
import { post, pull, reprice, restMs } from './post.ts'
import { takeBack } from './reduce.ts'
import type { Slice } from './sweep.ts'
import { tend, tendingAt } from './tend.ts'
import type { Terms } from './terms.ts'

/** Looks after what is open, sends what is free to where it costs the least, and does with the rest what the rule says. */
export function plan(before: State, terms: Terms, input: Input): Step<State> {
  const { state, commands } = decide(before, terms, input)
  // What is placed now is no child yet.
  const placed = commands.some(({ type }) => type === 'place') ? [input.now + terms.childTimeoutMs] : []
  const at = Math.min(...[...wakesOf(state, terms, input), ...placed].filter((moment) => moment > input.now))
  return { state, commands: Number.isFinite(at) ? [...commands, { type: 'wake', at }] : commands }
}

function decide(before: State, terms: Terms, input: Input): Step<State> {
  const { parent } = input
  const tended = tend(before, terms, input)
  if (parent.remainingLots < 0) return join(tended, takeBack(tended.state, terms, input))
  const outlooks = terms.venues.map((venue) => outlookOf(venue, tended.state, terms, input))
  const moved = join(tended, reprice(tended.state, terms, input, outlooks))

  const free = parent.remainingLots
  if (free === 0) return join(moved, pull(moved.state, terms, input, outlooks))
  const slices = split(free, outlooks, terms, input)
  if (slices.length > 0) return join(moved, { state: moved.state, commands: slices.map((slice, i) => take(slice, i)) })
  // What others may still take is not waited for where nobody answers for it.
  const isBusy = input.children.some(({ working, key }) => working && isTaker(key) && !moved.state.notes[key]?.late)
  // Nor is anything given up before the book shows what is there after our own orders.
  if (isBusy || outlooks.some(({ book, mostLots }) => mostLots > 0 && book?.isSettled === false)) return moved
  if (terms.remainder === 'post') return join(moved, post(moved.state, input, outlooks))
  return input.children.some(({ working }) => working) || !outlooks.every(isExhausted)
    ? moved
    : join(moved, {
        state: moved.state,
        commands: [{ type: 'finish', status: 'expired', reason: 'nothing is in reach' }],
      })

  function take({ route, lots, limitPrice }: Slice, i: number): AlgoCommand {
    const { account, instrument, takesIoc, resting } = terms.venues[route]!
    return {
      type: 'place',
      key: keyOf('take', input.children.length + i, route),
      lots,
      limitPrice,
      account,
      instrument: instrument.id,
      timeInForce: takesIoc ? 'ioc' : resting!,
    }
  }
}

/** Whether a route was looked at with a book that shows all of our own orders, and has nothing to take. */
function isExhausted({ book, mostLots: most }: Outlook): boolean {
  return book?.isSettled === true && most > 0
}

function wakesOf(state: State, terms: Terms, input: Input): Timestamp[] {
  const moved = state.movedAt === null ? [] : [state.movedAt + restMs]
  const posted = input.children.flatMap(({ working, key, placedAt }) =>
    working && !isTaker(key) ? [placedAt + restMs] : [],
  )
  return [
    terms.endAt,
    ...tendingAt(state, terms, input),
    ...state.health.map(({ until }) => until),
    ...moved,
    ...posted,
  ]
}

function join(first: Step<State>, second: Step<State>): Step<State> {
  return { state: second.state, commands: [...first.commands, ...second.commands] }
}
