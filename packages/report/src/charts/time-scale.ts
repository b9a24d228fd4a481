import type { Column, Timestamp } from '@shagun/core'
import { countWhile } from '../figures/search.ts'
import { medianSpacing } from '../figures/spacing.ts'
import type { Scale } from './scale.ts'

/** Time from left to right, with nights and weekends drawn closed up where there is trading within the day. */
export interface TimeScale {
  readonly from: Timestamp
  readonly to: Timestamp
  readonly place: Scale
  /** Whether a moment lies where nothing was measured and time was drawn closed up. */
  inGap(moment: Timestamp): boolean
  readonly hasGaps: boolean
  /** The usual distance between two moments, in milliseconds; 0 where there is one moment only. */
  readonly spacing: number
}

interface Gap {
  readonly from: Timestamp
  readonly to: Timestamp
  /** Time taken out before this gap. */
  readonly removedBefore: number
}

/** A gap is this many times the usual distance between moments; it is drawn as wide as that distance. */
const gapFactor = 4

/** A scale from `start`, at most the first moment, to the last of `time`, which is not empty. */
export function timeScale(time: Column, start: Timestamp = time[0]!): TimeScale {
  const spacing = time.length > 1 ? medianSpacing(time) : 0
  const gaps: Gap[] = []
  let removed = 0
  for (let i = 1; i < time.length; i++) {
    const width = time[i]! - time[i - 1]!
    if (spacing === 0 || width <= gapFactor * spacing) continue
    gaps.push({ from: time[i - 1]!, to: time[i]!, removedBefore: removed })
    removed += width - spacing
  }
  const from = start
  const to = time.at(-1)!
  const visible = to - from - removed

  /** The last gap that begins before a moment. */
  const gapBefore = (moment: Timestamp): Gap | undefined =>
    gaps[countWhile(gaps.length, (i) => gaps[i]!.from < moment) - 1]

  return {
    from,
    to,
    hasGaps: gaps.length > 0,
    spacing,
    inGap: (moment) => moment < (gapBefore(moment)?.to ?? -Infinity),
    place(moment) {
      const gap = gapBefore(moment)
      if (visible <= 0) return 0.5
      if (gap === undefined) return clamp((moment - from) / visible)
      const width = gap.to - gap.from
      const passed = Math.min(moment, gap.to) - gap.from
      return clamp((moment - from - gap.removedBefore - (passed * (width - spacing)) / width) / visible)
    },
  }
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share))
}
