import { indicatorError } from '../indicator-error.ts'
import { persistence } from '../streaming.ts'
import { directionOf, type Signal, type SignalStream } from './signal.ts'
import { shower, timeAt } from './signal-stream.ts'

/** One stream made of others, with what it remembers itself. */
export interface Composition<Input> {
  /** What a snapshot is recognised by; the parts recognise theirs. */
  readonly signature: string
  readonly parts: readonly SignalStream<never>[]
  /** Begins as every memory of a signal does. */
  readonly memory: Float64Array
  /** Lets every part take its share of the input, and puts what they say into the array. */
  readonly feed: (how: 'update' | 'peek', input: Input, time: number, said: Signal[]) => void
  /** Reads in `from` and writes into `to`, as a step of a formula does. */
  readonly combine: (from: Float64Array, to: Float64Array, said: readonly Signal[]) => void
  /** @param kept - the reasons of the first part when it last had a direction */
  readonly describe: (memory: Float64Array, said: readonly Signal[], kept: readonly string[]) => readonly string[]
}

/** Makes a stream whose memory is its own and that of its parts. */
export function compose<Input>(composition: Composition<Input>): SignalStream<Input> {
  const { signature, parts, memory, feed, combine, describe } = composition
  const aside = memory.slice()
  const said = parts.map(({ value }) => value)
  const forming = [...said]
  let kept: readonly string[] = []
  const show = shower(memory, () => describe(memory, said, kept))
  const showForming = shower(aside, () => describe(aside, forming, speaks(forming[0]!) ? forming[0]!.reasons : kept))
  const own = persistence(signature, memory)
  let value = show()

  function reset(): void {
    own.reset()
    for (const part of parts) part.reset()
    recall([])
  }

  function recall(reasons: readonly string[]): void {
    for (let k = 0; k < parts.length; k++) said[k] = parts[k]!.value
    kept = reasons
    value = show()
  }

  /** Its own memory, the length and the snapshot of each part, and the text of the reasons. */
  function snapshot(): readonly number[] {
    const written = JSON.stringify(kept)
    const text = Array.from({ length: written.length }, (_, i) => written.charCodeAt(i))
    const taken = parts.map((part) => part.snapshot())
    return [...own.snapshot(), ...taken.flatMap((numbers) => [numbers.length, ...numbers]), ...text]
  }

  function restore(taken: readonly number[]): void {
    const before = snapshot()
    try {
      put(taken)
    } catch {
      put(before)
      throw indicatorError(
        signature,
        'snapshot',
        `was not taken from ${signature} of these signals: pass one of the same signal and its parameters`,
      )
    }
  }

  function put(taken: readonly number[]): void {
    let at = own.snapshot().length
    const mine = taken.slice(0, at)
    for (const part of parts) {
      const end = at + 1 + taken[at]!
      part.restore(taken.slice(at + 1, end))
      at = end
    }
    const reasons: readonly string[] = JSON.parse(String.fromCharCode(...taken.slice(at)))
    own.restore(mine)
    recall(reasons)
  }

  return {
    get value() {
      return value
    },
    update(input, time = NaN) {
      feed('update', input, time, said)
      if (speaks(said[0]!)) kept = said[0]!.reasons
      combine(memory, memory, said)
      memory[timeAt] = time
      return (value = show())
    },
    peek(input, time = NaN) {
      feed('peek', input, time, forming)
      combine(memory, aside, forming)
      aside[timeAt] = time
      return showForming()
    },
    reset,
    snapshot,
    restore,
  }
}

function speaks({ forLong, forShort }: Signal): boolean {
  return directionOf(forLong, forShort) !== 'none'
}
