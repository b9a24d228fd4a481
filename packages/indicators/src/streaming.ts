import { indicatorError } from './indicator-error.ts'

/**
 * An indicator that is fed one bar at a time, and gives to the bit what its batch form gives.
 *
 * It keeps what it needs of the past and no more; `update` and `peek` allocate nothing.
 */
export interface Streaming<Input, Output> {
  /** What the last `update` returned; NaN before the first one. */
  readonly value: Output
  /** Takes a closed bar in, and gives the value at it: NaN in the warm-up. */
  update(input: Input): Output
  /** What `update` would return, without taking the bar in: for the bar that is still forming. */
  peek(input: Input): Output
  /** Forgets every bar. */
  reset(): void
  /** Everything it remembers, as whole numbers only, so that it survives JSON, which has neither NaN nor Infinity. */
  snapshot(): readonly number[]
  /**
   * Goes on from where the snapshot was taken.
   *
   * @throws IndicatorError where it is not a snapshot of this indicator with these parameters; nothing is changed then
   */
  restore(snapshot: readonly number[]): void
}

/**
 * Makes a streaming indicator of its memory and the two ways to feed it.
 *
 * A snapshot is the signature, one character code a number, and then the memory, 32 bits a number, in the byte order of
 * the machine, which is the same on all that Node runs on but s390x.
 *
 * @param signature - name and parameters, such as `sma(20)`: what a snapshot is recognised by. An indicator whose memory
 *   changes its layout takes another name here
 * @param memory - everything the indicator remembers, as it is before the first bar; the first number is its value
 */
export function streaming<Input>(
  signature: string,
  memory: Float64Array,
  update: (input: Input) => number,
  peek: (input: Input) => number,
): Streaming<Input, number> {
  return {
    get value() {
      return memory[0]!
    },
    update,
    peek,
    ...persistence(signature, memory),
  }
}

/**
 * The same for an indicator of several lines, whose values stand first in its memory. They are shown in one object that
 * the next call overwrites, so that nothing is allocated; what `peek` shows is another one.
 */
export function streamingLines<Input, Name extends string>(
  signature: string,
  names: readonly Name[],
  memory: Float64Array,
  aside: Float64Array,
  update: (input: Input) => void,
  peek: (input: Input) => void,
): Streaming<Input, Readonly<Record<Name, number>>> {
  const [value, forming] = [memory, aside].map((numbers) => {
    const shown = {} as Record<Name, number>
    names.forEach((name, k) => {
      Object.defineProperty(shown, name, { enumerable: true, get: () => numbers[k]! })
    })
    return shown
  }) as [Record<Name, number>, Record<Name, number>]
  return {
    value,
    update(input) {
      update(input)
      return value
    },
    peek(input) {
      peek(input)
      return forming
    },
    ...persistence(signature, memory),
  }
}

/** How a memory is written down and taken back. */
export function persistence(
  signature: string,
  memory: Float64Array,
): Pick<Streaming<never, never>, 'reset' | 'snapshot' | 'restore'> {
  const start = memory.slice()
  const header = Array.from(signature, (character) => character.charCodeAt(0))
  const bits = new Uint32Array(memory.buffer)
  return {
    reset: () => memory.set(start),
    snapshot: () => [...header, ...bits],
    restore(snapshot) {
      const fits =
        snapshot.length === header.length + bits.length &&
        snapshot.every((number, i) => number === (header[i] ?? number >>> 0))
      if (!fits)
        throw indicatorError(
          signature,
          'snapshot',
          `was not taken from ${signature}: pass one of this indicator and its parameters`,
        )
      bits.set(snapshot.slice(header.length))
    },
  }
}
