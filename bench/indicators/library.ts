/** The indicators that are measured. */
export type Indicator = 'sma' | 'ema' | 'wma' | 'rsi' | 'macd' | 'stoch' | 'bbands' | 'atr' | 'obv' | 'vwap'

/** What indicators read. */
export interface Prices {
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}
export interface Bar {
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** One value a bar, the last one of the last bar; some libraries leave out the bars of the warm-up. */
export type Values = ArrayLike<number | null | undefined>
/** What a pass gives, in the library's own form: the values, or where there are several lines, columns or a row a bar. */
export type Result = Values | Readonly<Record<string, Values>> | readonly (object | null | undefined)[]
/** Puts prices into the form that a library is fastest in, and gives what is timed: one pass over them. */
type Batch = (prices: Prices, ...parameters: readonly number[]) => () => Result
/** Makes an indicator that is fed one number or bar at a time; in the warm-up it has no value. */
export type Stream<Input> = (...parameters: readonly number[]) => (input: Input) => number | object | null | undefined

export type Batches = { readonly [I in Indicator]?: Batch }
export interface Streams {
  readonly sma: Stream<number>
  readonly ema: Stream<number>
  readonly wma: Stream<number>
  readonly rsi: Stream<number>
  readonly macd: Stream<number>
  readonly stoch: Stream<Bar>
  readonly bbands: Stream<number>
  readonly atr: Stream<Bar>
  readonly obv: Stream<Bar>
  readonly vwap: Stream<Bar>
}

/** Of an indicator with several lines, what a library calls those that are compared: keys of its columns or rows. */
export type Lines = Readonly<Partial<Record<Indicator, readonly string[]>>>

/** A library in this comparison. */
export interface Library {
  readonly batches: Batches
  readonly lines: Lines
}
