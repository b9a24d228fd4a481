import type { Column } from '@shagun/core'
import { median, medianSpacing } from './spacing.ts'

const day = 86_400_000

/**
 * How many of these moments make a year, from their spacing; `null` for fewer than two.
 *
 * - More than a day and a half apart at the median: 365 days over that median, so 52 for weeks and 12 for months.
 * - Otherwise the median number of moments on a UTC day that has any, times 252 trading days; times 365 where the
 *   moments span a week or more and hardly a day is without one.
 *
 * @param time - epoch milliseconds, rising
 * @example
 * ```ts
 * import { periodsPerYear } from '@shagun/report'
 *
 * periodsPerYear(Float64Array.from({ length: 52 }, (_, week) => week * 604_800_000)) // 52
 * ```
 */
export function periodsPerYear(time: Column): number | null {
  if (time.length < 2) return null
  const spacing = medianSpacing(time)
  if (spacing > 1.5 * day) return Math.max(1, Math.round((365 * day) / spacing))
  const perDay = momentsPerDay(time)
  const days = Math.floor((time[time.length - 1]! - time[0]!) / day) + 1
  const everyDay = days >= 7 && perDay.length > days * 0.9
  return median(perDay) * (everyDay ? 365 : 252)
}

function momentsPerDay(time: Column): readonly number[] {
  const counts: number[] = []
  let latest = Number.NaN
  for (let i = 0; i < time.length; i++) {
    // Midnight ends a day.
    const today = Math.floor((time[i]! - 1) / day)
    if (today === latest) counts[counts.length - 1]!++
    else counts.push(1)
    latest = today
  }
  return counts
}
