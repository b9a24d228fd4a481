import { invalidRow } from '../invalid.ts'
import type { Series } from './series.ts'

/** Refuses the first time that is not a number, or not later than the one before it. */
export function requireRising(measure: string, times: Series): void {
  for (let i = 0; i < times.length; i++)
    if (!(times[i]! > (times[i - 1] ?? -Infinity) && times[i]! < Infinity))
      throw invalidRow(measure, 'times', i, times[i], 'a time in epoch ms, later than the one before it')
}
