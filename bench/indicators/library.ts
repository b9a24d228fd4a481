/** The indicators that are measured. */
export type Indicator = 'sma' | 'ema' | 'rsi' | 'atr'

/** What indicators read. */
export interface Prices {
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
}
export interface Bar {
  readonly high: number
  readonly low: number
  readonly close: number
}

/** One value a bar, the last one of the last bar; some libraries leave out the bars of the warm-up. */
export type Values = ArrayLike<number | null>
/** Puts prices into the form that a library is fastest in, and gives what is timed: one pass over them. */
export type Batch = (prices: Prices, period: number) => () => Values
/** Makes an indicator that is fed one bar at a time; in the warm-up it has no value. */
export type Stream<Input> = (period: number) => (input: Input) => number | null | undefined

export type Batches = Readonly<Record<Indicator, Batch>>
export interface Streams {
  readonly sma: Stream<number>
  readonly ema: Stream<number>
  readonly rsi: Stream<number>
  readonly atr: Stream<Bar>
}
