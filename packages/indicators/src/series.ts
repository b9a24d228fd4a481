/** One number a bar, oldest first. It is read and never written to; `NaN` means that this bar has no number. */
export type Series = Readonly<Float64Array>

/**
 * The three prices most bar indicators read: columns in batch (`HighLowClose<Series>`), one bar in streaming
 * (`HighLowClose<number>`). Whatever has the three fields will do, such as a whole table of bars.
 */
export interface HighLowClose<T> {
  readonly high: T
  readonly low: T
  readonly close: T
}

/** All four prices of a bar, as candles are drawn from them: columns in batch, one bar in streaming. */
export interface OpenHighLowClose<T> extends HighLowClose<T> {
  readonly open: T
}
