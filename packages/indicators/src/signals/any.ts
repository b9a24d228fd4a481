import { type Merger, mergeSignals, reasonsFor } from './combine.ts'
import { mergeStreams, type StreamsOf } from './merge-streams.ts'
import type { SignalStream, Signals } from './signal.ts'

/**
 * Says what at least one of some signals says, as strongly as the strongest of them.
 *
 * For each side the most evidence counts (Zadeh's or), and the side with more of it is the direction; so signals that
 * disagree are set off against each other. One that cannot say anything, as in a warm-up, does not silence the others.
 *
 * @param signals - of the same bars
 * @throws IndicatorError where there are none, or they are of different bars
 *
 * @example
 * ```ts
 * import { any, crossOver, crossUnder } from '@shagun/indicators'
 *
 * const close = new Float64Array([99, 101, 98])
 * for (const { direction } of any(crossOver(close, 100), crossUnder(close, 100))) console.log(direction)   // long, short
 * ```
 */
export function any(...signals: readonly Signals[]): Signals {
  return mergeSignals(some, signals)
}

/**
 * {@link any} fed one bar at a time: the inputs of its signals, in their order.
 *
 * @param streams - they belong to it from here on: it feeds them, and its snapshot holds theirs
 * @throws IndicatorError where there are none
 *
 * @example
 * ```ts
 * import { createAny, createCrossOver, createCrossUnder } from '@shagun/indicators'
 *
 * const cross = createAny(createCrossOver(), createCrossUnder())
 * cross.update([[101, 100], [101, 100]])
 * cross.update([[99, 100], [99, 100]]).direction   // short
 * ```
 */
export function createAny<Inputs extends readonly unknown[]>(
  ...streams: StreamsOf<Inputs>
): SignalStream<Readonly<Inputs>> {
  return mergeStreams<Inputs>(some, streams)
}

const some: Merger = {
  name: 'any',
  merge(evidence) {
    let most = NaN
    for (let k = 0; k < evidence.length; k++) if (!(evidence[k]! <= most) && evidence[k]! >= 0) most = evidence[k]!
    return most
  },
  reasons: reasonsFor,
}
