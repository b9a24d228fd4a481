import { indicatorError } from '../indicator-error.ts'
import { outputFor } from '../output.ts'
import type { Series } from '../series.ts'
import { every } from './all.ts'
import { reasonsFor } from './combine.ts'
import { compose } from './compose.ts'
import { directionOf, type SignalStream, type Signals } from './signal.ts'
import { noEvidence } from './signal-stream.ts'
import { signalsOf } from './signals.ts'

/** When the bars of both timeframes close: so long after they open, or at these times. In the unit of their times. */
export interface Closes {
  /** Of the bars of the signal itself. */
  readonly closes: number | Series
  /** Of the bars of the higher timeframe. */
  readonly higherCloses: number | Series
}

/**
 * Says what a signal says where a signal of a higher timeframe says the same, as {@link all} does.
 *
 * Nothing looks ahead: bars are stamped by their open, and are seen at their close. So at a bar's close that higher bar counts
 * which closed last, then or before, from its close until the next higher bar closes, however long that takes; before the
 * first one nothing can be said. A cross on the higher timeframe thus holds for one higher bar; {@link within} makes it longer.
 *
 * @param signals - with times
 * @param higher - those that have to agree, with times of their own
 * @param options - `closes`, `higherCloses`: when the bars close. A session that ends early is told by a column of times
 * @throws IndicatorError where times are missing or do not ascend, a bar closes before it opens, or the columns differ in
 *   length
 *
 * @example
 * ```ts
 * import { above, confirm, crossOver } from '@shagun/indicators'
 *
 * const open = Date.UTC(2025, 0, 2, 4)
 * const time = Float64Array.from({ length: 8 }, (_, i) => open + i * 900_000)
 * const hours = new Float64Array([open, open + 3_600_000])
 * const entry = crossOver(new Float64Array([9, 11, 9, 11, 9, 11, 9, 11]), 10, { time })
 * const trend = above(new Float64Array([12, 12]), 10, { time: hours })
 * const confirmed = confirm(entry, trend, { closes: 900_000, higherCloses: 3_600_000 })
 * confirmed.forLong   // NaN, NaN, NaN, 1, 0, 1, 0, 1: the first hour closes with its fourth quarter
 * ```
 */
export function confirm(signals: Signals, higher: Signals, { closes, higherCloses }: Closes): Signals {
  const seen = closeTimes('signals', signals, closes)
  const known = closeTimes('higher', higher, higherCloses)
  const { length, time } = signals
  const forLong = new Float64Array(length)
  const forShort = new Float64Array(length)
  const counts = new Int32Array(length)
  const evidence = new Float64Array(2)
  for (let i = 0, last = -1; i < length; i++) {
    while (last + 1 < higher.length && known[last + 1]! <= seen[i]!) last++
    counts[i] = last
    evidence[0] = signals.forLong[i]!
    evidence[1] = last < 0 ? NaN : higher.forLong[last]!
    forLong[i] = every.merge(evidence)
    evidence[0] = signals.forShort[i]!
    evidence[1] = last < 0 ? NaN : higher.forShort[last]!
    forShort[i] = every.merge(evidence)
  }
  return signalsOf(forLong, forShort, time, (i) =>
    reasonsFor([signals.at(i), higher.at(counts[i]!)], directionOf(forLong[i]!, forShort[i]!)),
  )
}

/** One bar of the lower timeframe, and the higher ones that have closed since the last one. */
export interface Confirming<Lower, Higher> {
  /** What the signal itself is fed with. */
  readonly bar: Lower
  /** When this bar closes, in the unit of the times. */
  readonly closeTime: number
  /** The bars of the higher timeframe that have closed since the last bar, or close with this one; oldest first. */
  readonly higher?: readonly HigherBar<Higher>[]
}

/** A bar of the higher timeframe. */
export interface HigherBar<Higher> {
  /** What the signal of the higher timeframe is fed with. */
  readonly bar: Higher
  /** The time it is stamped with. */
  readonly time: number
  /** When it closes, in the unit of the times. */
  readonly closeTime: number
}

/**
 * {@link confirm} fed one bar at a time: the bar, and what has closed on the higher timeframe since the last one.
 *
 * `update` and `peek` throw an IndicatorError, and leave everything as it was, where a higher bar is handed in that closes
 * after this bar does, which would be looking ahead, and where a bar of either timeframe does not close after the one before it,
 * which would count it twice.
 *
 * @param stream - the signal itself; it belongs to it from here on
 * @param higher - the one that has to agree; this one, too
 *
 * @example
 * ```ts
 * import { createAbove, createConfirm, createCrossOver } from '@shagun/indicators'
 *
 * const entry = createConfirm(createCrossOver(), createAbove())
 * entry.update({ bar: [9, 10], closeTime: 900_000 }, 0)
 * const hour = { bar: [12, 10], time: -1_800_000, closeTime: 1_800_000 } as const
 * entry.update({ bar: [11, 10], closeTime: 1_800_000, higher: [hour] }, 900_000).direction   // long
 * ```
 */
export function createConfirm<Lower, Higher>(
  stream: SignalStream<Lower>,
  higher: SignalStream<Higher>,
): SignalStream<Confirming<Lower, Higher>> {
  const evidence = new Float64Array(2)
  const memory = Float64Array.from([...noEvidence, -Infinity, -Infinity])
  return compose<Confirming<Lower, Higher>>({
    signature: 'confirm',
    parts: [stream, higher],
    memory,
    feed(how, { bar, closeTime, higher: closed = [] }, time, said) {
      const last = checkCloses(closeTime, closed, memory)
      if (how === 'peek' && closed.length === 1) {
        said[0] = stream.peek(bar, time)
        said[1] = higher.peek(closed[0]!.bar, closed[0]!.time)
        return
      }
      // Either part may refuse its bar, where it is confirmed itself; then the other has not taken one either.
      const before = closed.length > 0 ? higher.snapshot() : undefined
      let isTaken = false
      try {
        said[1] = higher.value
        for (const each of closed) said[1] = higher.update(each.bar, each.time)
        said[0] = stream[how](bar, time)
        isTaken = how === 'update'
      } finally {
        if (before !== undefined && !isTaken) {
          said[1] = { ...said[1]! }
          higher.restore(before)
        }
      }
      if (!isTaken) return
      memory[closedAt] = closeTime
      memory[higherClosedAt] = last
    },
    combine(_, to, said) {
      evidence[0] = said[0]!.forLong
      evidence[1] = said[1]!.forLong
      to[0] = every.merge(evidence)
      evidence[0] = said[0]!.forShort
      evidence[1] = said[1]!.forShort
      to[1] = every.merge(evidence)
    },
    describe: (memory, said) => reasonsFor(said, directionOf(memory[0]!, memory[1]!)),
  })
}

// Behind the evidence: when the last bar of either timeframe closed.
const closedAt = 3
const higherClosedAt = 4

/** Refuses bars that are not known yet, or are no news; gives when the last higher one closes. */
function checkCloses(closeTime: number, higher: readonly HigherBar<unknown>[], memory: Float64Array): number {
  const before = memory[closedAt]!
  if (!(closeTime > before))
    throw indicatorError(
      'confirm',
      'closeTime',
      `is ${closeTime}, and the last bar closed at ${before}: pass every bar once, oldest first`,
    )
  let last = memory[higherClosedAt]!
  for (const { closeTime: end } of higher) {
    if (!(end <= closeTime))
      throw indicatorError(
        'confirm',
        'higher',
        `has a bar that closes at ${end}, after this one at ${closeTime}: pass it with the bar at whose close it has closed`,
      )
    if (!(end > last))
      throw indicatorError(
        'confirm',
        'higher',
        `has a bar that closes at ${end}, and the last one closed at ${last}: pass every bar once, oldest first`,
      )
    last = end
  }
  return last
}

/** When each bar closes. */
function closeTimes(name: 'signals' | 'higher', { time, length }: Signals, closes: number | Series): Series {
  if (time === undefined) throw indicatorError('confirm', name, 'has no times: pass `time` where it is made')
  const parameter = name === 'signals' ? 'closes' : 'higherCloses'
  const ends = outputFor('confirm', { time, ...(typeof closes === 'number' ? {} : { [parameter]: closes }) })
  for (let i = 0; i < length; i++) {
    const end = typeof closes === 'number' ? time[i]! + closes : closes[i]!
    if (!(end > time[i]!) || (i > 0 && !(end > ends[i - 1]! && time[i]! > time[i - 1]!)))
      throw indicatorError(
        'confirm',
        parameter,
        `let bar ${i} of ${name} open at ${time[i]} and close at ${end}: pass bars that end after they begin, oldest first`,
      )
    ends[i] = end
  }
  return ends
}
