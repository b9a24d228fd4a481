import { indicatorError } from '../indicator-error.ts'
import type { Direction, Signal, Signals } from './signal.ts'
import { signalsOf } from './signals.ts'

/**
 * How the evidence of several signals at one bar is taken together, written once for batch and streaming: once for being
 * long, once for being short.
 */
export interface Merger {
  readonly name: string
  /** @param evidence - of each signal, for one side */
  readonly merge: (evidence: ArrayLike<number>) => number
  readonly reasons: (signals: readonly Signal[], direction: Direction) => readonly string[]
}

/** Signals of the same bars as one. */
export function mergeSignals({ name, merge, reasons }: Merger, parts: readonly Signals[]): Signals {
  const time = checkSameBars(name, parts)
  const { length } = parts[0]!
  const forLong = new Float64Array(length)
  const forShort = new Float64Array(length)
  const evidence = new Float64Array(parts.length)
  for (let i = 0; i < length; i++) {
    for (let k = 0; k < parts.length; k++) evidence[k] = parts[k]!.forLong[i]!
    forLong[i] = merge(evidence)
    for (let k = 0; k < parts.length; k++) evidence[k] = parts[k]!.forShort[i]!
    forShort[i] = merge(evidence)
  }
  return signalsOf(forLong, forShort, time, (i) =>
    reasons(
      parts.map((part) => part.at(i)),
      forLong[i]! > forShort[i]! ? 'long' : 'short',
    ),
  )
}

/** Why those that point that way do. */
export function reasonsFor(signals: readonly Signal[], direction: Direction): readonly string[] {
  return signals.filter((signal) => signal.direction === direction).flatMap(({ reasons }) => reasons)
}

/** The times of the bars that all are signals of, where they were given. */
function checkSameBars(name: string, parts: readonly Signals[]): Signals['time'] {
  checkSome(name, parts)
  const { length } = parts[0]!
  const time = parts.find((part) => part.time !== undefined)?.time
  for (const part of parts) {
    if (part.length !== length)
      throw indicatorError(name, 'signals', `are of ${part.length} and ${length} bars: pass signals of the same bars`)
    const other = part.time
    if (other === undefined || other === time) continue
    for (let i = 0; i < length; i++)
      if (!Object.is(other[i], time![i]))
        throw indicatorError(
          name,
          'signals',
          `differ in the time of bar ${i}, ${other[i]} and ${time![i]}: pass signals of the same bars, or confirm()`,
        )
  }
  return time
}

export function checkSome(name: string, parts: readonly unknown[]): void {
  if (parts.length === 0) throw indicatorError(name, 'signals', 'are none: pass at least one')
}
