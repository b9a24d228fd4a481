import type { Feed } from './formula.ts'
import type { CloseVolume, HighLow, HighLowClose, HighLowCloseVolume, OpenClose, OpenHighLowClose } from './series.ts'

/*
 * How one bar is given to a step: its fields in the order of the columns.
 */

export const byNumber: Feed<number> = (step, from, to, x) => step(from, to, x, x, x, x)

export const byPair: Feed<readonly [number, number]> = (step, from, to, [a, b]) => step(from, to, a, b, b, b)

export const byHighLow: Feed<HighLow<number>> = (step, from, to, { high, low }) => step(from, to, high, low, low, low)

export const byCloseVolume: Feed<CloseVolume<number>> = (step, from, to, { close, volume }) =>
  step(from, to, close, volume, volume, volume)

export const byHighLowClose: Feed<HighLowClose<number>> = (step, from, to, { high, low, close }) =>
  step(from, to, high, low, close, close)

export const byHighLowCloseVolume: Feed<HighLowCloseVolume<number>> = (step, from, to, { high, low, close, volume }) =>
  step(from, to, high, low, close, volume)

export const byOpenHighLowClose: Feed<OpenHighLowClose<number>> = (step, from, to, { open, high, low, close }) =>
  step(from, to, open, high, low, close)

export const byOpenClose: Feed<OpenClose<number>> = (step, from, to, { open, close }) =>
  step(from, to, open, close, close, close)
