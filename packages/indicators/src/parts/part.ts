import { type Formula, remember } from '../formula.ts'
import { type Streaming, streaming } from '../streaming.ts'

/** A piece of a formula that turns one number a bar into another, and remembers what it needs from index `at` on. */
export interface Part {
  /** Its memory before the first bar. */
  readonly start: readonly number[]
  /** Reads in `from` and writes into `to`, as a step of a formula does. NaN where there is no value. */
  readonly next: (from: Float64Array, to: Float64Array, at: number, x: number) => number
}

/** The formula that is one part and no more. */
export function formulaOf({ start, next }: Part): Formula {
  return {
    memory: remember(1, start),
    step(from, to, x) {
      to[0] = next(from, to, 1, x)
    },
  }
}

/** The streaming indicator that is one part and no more: the same as its formula, without the way round. */
export function streamPart(signature: string, { start, next }: Part): Streaming<number, number> {
  const memory = remember(1, start)
  const aside = memory.slice()
  return streaming(
    signature,
    memory,
    (x: number) => (memory[0] = next(memory, memory, 1, x)),
    (x: number) => next(memory, aside, 1, x),
  )
}
