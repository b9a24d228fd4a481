import type { SimulatedClock, Timers, Timestamp } from '@shagun/core'

/** Timers that are run one at a time, so that what comes of one is done before the next, as it is on a machine. */
export interface SteppedTimers extends Timers {
  /** When the next one is due; infinity where none waits. */
  readonly next: Timestamp
  /** Moves the clock to that time and runs it. */
  run(): void
}

/** @param failed - told what a callback threw, or what the promise it returned was rejected with */
export function createSteppedTimers(clock: SimulatedClock, failed: (cause: unknown) => void): SteppedTimers {
  const waiting: { readonly at: Timestamp; readonly run: () => unknown }[] = []

  return {
    get next() {
      return waiting[0]?.at ?? Number.POSITIVE_INFINITY
    },
    after(ms, run) {
      const timer = { at: clock.now() + (ms > 0 ? ms : 0), run }
      // In order of time and then of asking; the newest is mostly the latest.
      let i = waiting.length
      while (i > 0 && waiting[i - 1]!.at > timer.at) i--
      waiting.splice(i, 0, timer)
      return () => {
        const found = waiting.indexOf(timer)
        if (found !== -1) waiting.splice(found, 1)
      }
    },
    run() {
      const timer = waiting.shift()
      if (timer === undefined) return
      clock.advanceTo(timer.at)
      try {
        const returned = timer.run()
        if (returned instanceof Promise) returned.catch(failed)
      } catch (cause) {
        failed(cause)
      }
    },
  }
}
