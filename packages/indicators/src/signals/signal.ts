import type { Series } from '../series.ts'

/** Which way a signal points; `none` where it says nothing, or as much for one side as for the other. */
export type Direction = 'long' | 'short' | 'none'

/** What speaks at one bar for being long or short. */
export interface Signal {
  readonly direction: Direction
  /** By how much more speaks for the direction than against it, from 0 to 1; 0 exactly where there is none. */
  readonly strength: number
  /** How much speaks for being long, from 0 to 1; NaN where it cannot be said, as in a warm-up or a hole. */
  readonly forLong: number
  /** How much speaks for being short, from 0 to 1; NaN where it cannot be said. */
  readonly forShort: number
  /** Why, one sentence each; empty where there is no direction. */
  readonly reasons: readonly string[]
  /** The time that the caller stamped the bar with; NaN where none was given. The signal is known at the bar's close. */
  readonly time: number
}

/** What is said at each bar of some columns; iterating gives the bars that have a direction, oldest first. */
export interface Signals extends Iterable<Signal> {
  /** How many bars there are. */
  readonly length: number
  /** How much speaks for being long at each bar, as in {@link Signal}. */
  readonly forLong: Series
  /** How much speaks for being short at each bar, as in {@link Signal}. */
  readonly forShort: Series
  /** The caller's column of times, where one was given. */
  readonly time: Series | undefined
  /**
   * What is said at one bar. Reasons are put into words only here.
   *
   * @throws IndicatorError where there is no such bar
   */
  at(index: number): Signal
}

/**
 * A signal that is fed one bar at a time, and says to the bit what its batch form says.
 *
 * A signal with a direction is an object of its own that may be kept. Where there is none, nothing is allocated: the
 * object shown is overwritten by the next call.
 */
export interface SignalStream<Input> {
  /** What the last `update` returned; without a direction before the first one. */
  readonly value: Signal
  /** Takes a closed bar in, and says what speaks at it. */
  update(input: Input, time?: number): Signal
  /** What `update` would return, without taking the bar in: for the bar that is still forming. */
  peek(input: Input, time?: number): Signal
  /** Forgets every bar. */
  reset(): void
  /** Everything it remembers, as whole numbers only, so that it survives JSON. */
  snapshot(): readonly number[]
  /**
   * Goes on from where the snapshot was taken.
   *
   * @throws IndicatorError where it is not a snapshot of this signal with these parameters; nothing is changed then
   */
  restore(snapshot: readonly number[]): void
}

/** The side that more speaks for; none where it is as much, or unknown. */
export function directionOf(forLong: number, forShort: number): Direction {
  if (forLong > forShort) return 'long'
  return forLong < forShort ? 'short' : 'none'
}
