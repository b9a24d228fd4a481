import type { Feed } from '../formula.ts'
import { indicatorError } from '../indicator-error.ts'
import type { HighLowClose, HighLowCloseVolume, Series } from '../series.ts'

/**
 * Where sessions begin, for what starts anew with each: a column of marks in batch, one mark in streaming. The very first
 * bar begins a session whatever it is marked with; where there are no marks, all bars are one session.
 */
export interface Sessions<Mark> {
  /** True, or any number but 0, at the first bar of a session. */
  readonly sessionStart?: Mark | undefined
}

/** One mark a bar: a Uint8Array or an array of booleans, such as {@link sessionStarts} makes. */
export type Marks = ArrayLike<boolean | number>

/**
 * Marks the bars at which a session begins: those that belong to another session than the bar before, and the first one.
 *
 * @param time - when each bar opened, in the unit that `sessionOf` reads
 * @param sessionOf - what tells sessions apart, such as the number of the day
 *
 * @example
 * ```ts
 * import { sessionStarts } from '@shagun/indicators'
 *
 * const time = [Date.UTC(2026, 0, 1, 9, 55), Date.UTC(2026, 0, 2, 3, 45), Date.UTC(2026, 0, 2, 3, 50)]
 * const dayInMumbai = (at: number) => Math.floor((at + 19_800_000) / 86_400_000)
 * sessionStarts(time, dayInMumbai)   // 1, 1, 0
 * ```
 */
export function sessionStarts(time: ArrayLike<number>, sessionOf: (time: number) => unknown): Uint8Array {
  const marks = new Uint8Array(time.length)
  let before: unknown
  for (let i = 0; i < time.length; i++) {
    const session = sessionOf(time[i]!)
    if (i === 0 || session !== before) marks[i] = 1
    before = session
  }
  return marks
}

/** Refuses marks that are not as many as there are bars. */
export function checkMarks(indicator: string, marks: Marks | undefined, length: number): void {
  if (marks !== undefined && marks.length !== length)
    throw indicatorError(
      indicator,
      'sessionStart',
      `has ${marks.length} marks, expected ${length}: pass one mark for each bar`,
    )
}

/** The marks as a column for a step: 1 where a session begins, else 0. */
export function markColumn(indicator: string, marks: Marks | undefined, length: number): Series {
  checkMarks(indicator, marks, length)
  const column = new Float64Array(length)
  if (marks !== undefined) for (let i = 0; i < length; i++) if (marks[i]) column[i] = 1
  return column
}

export const bySession: Feed<HighLowClose<number> & Sessions<boolean>> = (step, from, to, bar) =>
  step(from, to, bar.high, bar.low, bar.close, bar.sessionStart ? 1 : 0)

/** Thrice the typical price, the volume, and the mark. */
export const byTrade: Feed<HighLowCloseVolume<number> & Sessions<boolean>> = (step, from, to, bar) =>
  step(from, to, bar.high + bar.low + bar.close, bar.volume, bar.sessionStart ? 1 : 0, 0)
