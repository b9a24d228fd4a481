import { persistence } from '../streaming.ts'
import { directionOf, type Signal, type SignalStream } from './signal.ts'
import { signalOf } from './signals.ts'

/** What every memory of a signal begins with: the evidence for both sides, and the time of the bar. */
export const noEvidence: readonly number[] = [NaN, NaN, NaN]
export const timeAt = 2

/**
 * Makes a stream of a memory that begins with {@link noEvidence}.
 *
 * @param signature - what a snapshot is recognised by
 * @param feed - one bar: reads in `from` and writes into `to`, as a step of a formula does
 * @param describe - why, read from what `feed` has just written
 */
export function signalStream<Input>(
  signature: string,
  memory: Float64Array,
  feed: (from: Float64Array, to: Float64Array, input: Input) => void,
  describe: (memory: Float64Array) => readonly string[],
): SignalStream<Input> {
  const aside = memory.slice()
  const show = shower(memory, () => describe(memory))
  const showForming = shower(aside, () => describe(aside))
  const { reset, snapshot, restore } = persistence(signature, memory)
  let value = show()
  return {
    get value() {
      return value
    },
    update(input, time = NaN) {
      feed(memory, memory, input)
      memory[timeAt] = time
      return (value = show())
    },
    peek(input, time = NaN) {
      feed(memory, aside, input)
      aside[timeAt] = time
      return showForming()
    },
    reset() {
      reset()
      value = show()
    },
    snapshot,
    restore(taken) {
      restore(taken)
      value = show()
    },
  }
}

/** Shows the signal that a memory begins with; where it has no direction in one object, overwritten by the next one. */
export function shower(memory: Float64Array, reasons: () => readonly string[]): () => Signal {
  const silent: { -readonly [Field in keyof Signal]: Signal[Field] } = signalOf(NaN, NaN, NaN, reasons)
  return () => {
    const forLong = memory[0]!
    const forShort = memory[1]!
    if (directionOf(forLong, forShort) !== 'none') return signalOf(forLong, forShort, memory[timeAt]!, reasons)
    silent.forLong = forLong
    silent.forShort = forShort
    silent.time = memory[timeAt]!
    return silent
  }
}
