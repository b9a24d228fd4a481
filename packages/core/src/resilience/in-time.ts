import type { Awaitable } from '../ports/awaitable.ts'
import type { Timers } from '../ports/environment.ts'
import { createCancellation, untilAborted } from './cancellation.ts'

/**
 * What comes of work within a time, and before an outer signal ends it; who does not listen to its signal is not waited
 * for.
 *
 * @param late - what is thrown where it takes longer
 */
export async function inTime<T>(
  timers: Timers,
  forMs: number,
  late: () => Error,
  work: (signal: AbortSignal) => Awaitable<T>,
  outer?: AbortSignal,
): Promise<T> {
  const { signal, cancel, end } = createCancellation(outer)
  const cancelTimer = timers.after(forMs, () => cancel(late()))
  try {
    return await untilAborted(signal, work(signal))
  } finally {
    cancelTimer()
    end()
  }
}
