import type { AlgoContext } from '@shagun/core'
import { isAhead, type Remembering } from './memory.ts'

/** Whether the venue takes orders now; without a calendar it is taken to. */
export function isOpenNow({ calendar, now }: Pick<AlgoContext, 'calendar' | 'now'>): boolean {
  return calendar?.isOpen(now) ?? true
}

/** When something is to be done that no news will ask for. */
export function nextWake(
  { calendar, now }: Pick<AlgoContext, 'calendar' | 'now'>,
  { legs }: Remembering,
  ...others: readonly (number | undefined)[]
): number | undefined {
  const holds = Object.values(legs).flatMap(({ until, cancelAfter }) =>
    [until, cancelAfter].filter((time) => isAhead(time, now)),
  )
  const open = calendar !== undefined && !calendar.isOpen(now) ? calendar.nextOpen(now) : undefined
  const times = [...holds, open, ...others].filter((time): time is number => time !== undefined && time > now)
  return times.length === 0 ? undefined : Math.min(...times)
}
