import type { PairState, PairView } from './keep-pair.ts'
import type { ChildNews } from './memory.ts'
import { isGrouped, legOf, remember, withLegs, workingOf } from './memory.ts'

/** What news of an order means to the pair that it may belong to. */
export interface Heard<S extends PairState> {
  readonly state: S
  /** Why what should protect does not: the order that was to do so is refused for good. */
  readonly naked?: string
}

/**
 * Takes note of what became of an order.
 *
 * A group that is refused is tried as single orders. A target that is refused beside a stop is watched from then on, as at
 * a broker that takes one order for a position; only a stop that is refused, or a target that is alone, leaves a position
 * naked. What passes by itself is tried again, three times.
 *
 * @param isAlone - whether the pair has but one leg
 * @param isReached - whether the market is past the stop: one that is refused then is sent anew, to trade at once
 */
export function hearPair<S extends PairState>(
  state: S,
  news: ChildNews,
  view: PairView,
  { isAlone, isReached }: { readonly isAlone: boolean; readonly isReached: boolean },
): Heard<S> {
  const leg = legOf(news.key)
  if (leg !== 'stop' && leg !== 'target') return { state: rememberIn(state, news, view) }
  if (news.change === 'rejected' && isGrouped(news.key))
    return { state: state.isNative ? { ...state, isNative: false } : state }
  // What a group cancels by itself, once one of it was filled, is to be replaced at once.
  if (news.change === 'canceled' && isDecided(news.key, view)) return { state }

  const next = rememberIn(state, news, view)
  const failures = next.legs[leg]?.failures ?? 0
  if (news.change !== 'rejected') {
    const isLost = news.change === 'canceled' && failures > mostFailures && workingOf(view.children, leg).length === 0
    return isLost ? { state: next, naked: `the ${leg} was ended ${failures} times` } : { state: next }
  }
  if (leg === 'stop' && news.why === 'price' && isReached && wasWaiting(news.key, view)) return { state }
  if (news.why === 'transient' && failures <= mostFailures) return { state: next }
  if (leg === 'target' && !isAlone && !state.isOne) return { state: { ...next, isOne: true } }
  return { state: next, naked: `the ${leg} was rejected: ${news.reason}` }
}

function rememberIn<S extends PairState>(state: S, news: ChildNews, { children, now }: PairView): S {
  const leg = legOf(news.key)
  const child = children.findLast(({ key }) => key === news.key)
  return withLegs(state, { [leg]: remember(state.legs[leg] ?? {}, news, child, now) })
}

/** `stop-3.oco` and `target-2.oco` may be of one group; what matters is that one of them has been filled. */
function isDecided(key: string, { children }: PairView): boolean {
  const other = legOf(key) === 'stop' ? 'target' : 'stop'
  return (
    isGrouped(key) &&
    children.some((child) => isGrouped(child.key) && legOf(child.key) === other && child.filledLots > 0)
  )
}

/** Whether it was sent as a stop, not to trade at once. */
function wasWaiting(key: string, { children }: PairView): boolean {
  return children.findLast((child) => child.key === key)?.stopPrice !== undefined
}

/** So often something is tried again. */
const mostFailures = 3
