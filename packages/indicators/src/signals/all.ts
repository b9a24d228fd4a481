import { type Merger, mergeSignals, reasonsFor } from './combine.ts'
import { mergeStreams, type StreamsOf } from './merge-streams.ts'
import type { SignalStream, Signals } from './signal.ts'

/**
 * Says what all of some signals say at the same bar, as strongly as the weakest of them.
 *
 * For each side the least evidence counts (Zadeh's and); so a side that one of them has no evidence for has none, and nothing
 * can be said where one of them cannot. A signal that has evidence for both sides, as {@link any} of several may, agrees with
 * each of them, whichever it points to.
 *
 * @param signals - of the same bars
 * @throws IndicatorError where there are none, or they are of different bars
 *
 * @example
 * ```ts
 * import { above, all, crossOver } from '@shagun/indicators'
 *
 * const [close, rsi] = [new Float64Array([99, 101]), new Float64Array([49, 56])]
 * all(crossOver(close, 100), above(rsi, 50)).at(1).reasons   // one of each
 * ```
 */
export function all(...signals: readonly Signals[]): Signals {
  return mergeSignals(every, signals)
}

/**
 * {@link all} fed one bar at a time: the inputs of its signals, in their order.
 *
 * @param streams - they belong to it from here on: it feeds them, and its snapshot holds theirs
 * @throws IndicatorError where there are none
 *
 * @example
 * ```ts
 * import { createAbove, createAll, createCrossOver } from '@shagun/indicators'
 *
 * const entry = createAll(createCrossOver(), createAbove())
 * entry.update([[99, 100], [49, 50]])
 * entry.update([[101, 100], [56, 50]]).direction   // long
 * ```
 */
export function createAll<Inputs extends readonly unknown[]>(
  ...streams: StreamsOf<Inputs>
): SignalStream<Readonly<Inputs>> {
  return mergeStreams<Inputs>(every, streams)
}

export const every: Merger = {
  name: 'all',
  merge(evidence) {
    let least = 1
    for (let k = 0; k < evidence.length; k++) least = Math.min(least, evidence[k]!)
    return least
  },
  reasons: reasonsFor,
}
