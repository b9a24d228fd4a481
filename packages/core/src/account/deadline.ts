import type { Timers } from '../ports/environment.ts'

const deadlineMs = 60_000

/**
 * The answer, or `silence` where none comes for a minute: no answer is no refusal, and nobody waits for ever.
 *
 * @param late - called with an answer that came after that: it is evidence still
 */
export function withDeadline<T>(
  timers: Timers,
  answer: Promise<T>,
  silence: T,
  late?: (answer: T) => void,
): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>()
  let over = false
  const cancel = timers.after(deadlineMs, () => {
    over = true
    resolve(silence)
  })
  void answer.then((given) => {
    cancel()
    if (over) late?.(given)
    else resolve(given)
  })
  return promise
}
