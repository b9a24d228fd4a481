import type { Column, Timestamp } from '@shagun/core'
import type { TimeScale } from '../charts/time-scale.ts'
import { countWhile } from '../figures/search.ts'
import { medianSpacing } from '../figures/spacing.ts'

/** Bars at equal distances, whatever time lies between them: each in the middle of its slot. */
export function slotScale(time: Column): TimeScale & { readonly index: (index: number) => number } {
  const { length } = time
  const index = (i: number): number => (i + 0.5) / length
  const before = (moment: Timestamp): number => countWhile(length, (i) => time[i]! < moment)
  return {
    from: time[0]!,
    to: time.at(-1)!,
    spacing: medianSpacing(time),
    hasGaps: false,
    inGap: () => false,
    index,
    // A moment stands at the first bar that is not before it, so that a month begins with its first bar.
    place: (moment) => index(Math.min(before(moment), length - 1)),
  }
}
