import { outputFor } from '../output.ts'
import type { HighLowClose, Series } from '../series.ts'
import type { Search } from './search.ts'

/** A place on a chart. */
export interface Point {
  /** The bar, counted from the first one as 0. */
  readonly index: number
  /** The time that the caller stamped the bar with; NaN where none was given. */
  readonly time: number
  /** In the unit of the prices. */
  readonly price: number
}

/** Looks for something on a chart, one closed bar at a time; it finds to the bit what the batch form finds. */
export interface Finder<Found> {
  /** Takes a closed bar in, and gives what became known at it: mostly nothing, for which nothing is allocated. */
  update(bar: HighLowClose<number>, time?: number): readonly Found[]
  /** What `update` would give, without taking the bar in: for the bar that is still forming. It copies what is remembered. */
  peek(bar: HighLowClose<number>, time?: number): readonly Found[]
  /** Forgets every bar. */
  reset(): void
  /** Everything it remembers, as whole numbers only, so that it survives JSON. */
  snapshot(): readonly number[]
  /**
   * Goes on from where the snapshot was taken.
   *
   * @throws IndicatorError where it is not a snapshot of this search with these parameters; nothing is changed then
   */
  restore(snapshot: readonly number[]): void
}

/** What became known at bars at which nothing did. */
export const nothing: readonly never[] = []

/** What a search finds in columns, in the order in which it became known. */
export function findIn<State, Found>(
  name: string,
  { high, low, close }: HighLowClose<Series>,
  time: Series | undefined,
  { start, step }: Search<State, Found>,
): readonly Found[] {
  const { length } = outputFor(name, { high, low, close, ...(time && { time }) })
  const found: Found[] = []
  const state = start()
  for (let i = 0; i < length; i++)
    found.push(...step(state, { high: high[i]!, low: low[i]!, close: close[i]! }, time?.[i] ?? NaN))
  return found
}

/** The line through two points, at a bar. */
export function lineAt(from: Point, to: Point, index: number): number {
  return from.price + ((to.price - from.price) / (to.index - from.index)) * (index - from.index)
}
