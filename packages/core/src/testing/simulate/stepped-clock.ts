import type { Timestamp } from '../../model/time.ts'
import type { Clock, Timers } from '../../ports/environment.ts'

/** Time that moves from one timer to the next, so that what a timer set going is done before the one after it. */
export interface SteppedClock extends Clock, Timers {
  /** Goes to the next timer that is due by then, and runs it; `false` where there is none, and it is then. */
  step(until: Timestamp): boolean
  /** Time goes by and nothing runs, as while a machine sleeps; what is due by then is late. */
  skip(ms: number): void
}

export function createSteppedClock(start: Timestamp): SteppedClock {
  let now = start
  const waiting: { readonly at: Timestamp; readonly run: () => void }[] = []

  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + Math.max(0, ms), run }
      let i = waiting.length
      while (i > 0 && waiting[i - 1]!.at > timer.at) i--
      waiting.splice(i, 0, timer)
      return () => {
        const at = waiting.indexOf(timer)
        if (at !== -1) waiting.splice(at, 1)
      }
    },
    step(until) {
      const next = waiting[0]
      if (next === undefined || next.at > until) {
        now = Math.max(now, until)
        return false
      }
      waiting.shift()
      now = Math.max(now, next.at)
      next.run()
      return true
    },
    skip(ms) {
      now += ms
    },
  }
}
