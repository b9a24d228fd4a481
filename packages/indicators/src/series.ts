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

/** The highest and the lowest price, in the same two forms. */
export interface HighLow<T> {
  readonly high: T
  readonly low: T
}

/** The last price and what was traded, in the same two forms. */
export interface CloseVolume<T> {
  readonly close: T
  readonly volume: T
}

/** The three prices and what was traded, in the same two forms. */
export interface HighLowCloseVolume<T> extends HighLowClose<T> {
  readonly volume: T
}

/** All four prices, in the same two forms. */
export interface OpenHighLowClose<T> extends HighLowClose<T> {
  readonly open: T
}

/** The first and the last price, in the same two forms. */
export interface OpenClose<T> {
  readonly open: T
  readonly close: T
}
