import type { Column, Timestamp } from '@shagun/core'

/** The largest fall of equity from a high, and when it happened. */
export interface DeepestDrawdown {
  /** A fraction above 0. */
  readonly depth: number
  /** The high before it; `undefined` where that was the equity at the start. */
  readonly peak: Timestamp | undefined
  readonly trough: Timestamp
  /** When the high was reached again; `undefined` where it was not. */
  readonly recovered: Timestamp | undefined
}

/** `undefined` where equity never fell. */
export function deepestDrawdown(time: Column, drawdown: Column): DeepestDrawdown | undefined {
  let deepest = -1
  for (let i = 0; i < drawdown.length; i++) if (drawdown[i]! > (drawdown[deepest] ?? 0)) deepest = i
  if (deepest < 0) return undefined
  // The last moment at its own high: equity that stands at the high for a while begins to fall at the end of that while.
  const peak = drawdown.subarray(0, deepest).lastIndexOf(0)
  const recovered = drawdown.indexOf(0, deepest)
  return { depth: drawdown[deepest]!, peak: time[peak], trough: time[deepest]!, recovered: time[recovered] }
}
