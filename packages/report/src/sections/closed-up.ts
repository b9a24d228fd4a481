import type { TimeScale } from '../charts/time-scale.ts'
import type { Markup } from '../page/html.ts'
import { note } from './section.ts'

/** Says so where time was left out of a chart. */
export function closedUpNote(scale: TimeScale): Markup | undefined {
  return scale.hasGaps ? note('Hours and days without trading are drawn closed up.') : undefined
}
