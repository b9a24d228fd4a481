import { ShagunError } from '../errors.ts'
import type { Broker } from '../ports/broker.ts'
import type { Timers } from '../ports/environment.ts'
import { inTime } from '../resilience/in-time.ts'

const answerMs = 60_000
const readMs = 30_000

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
  const cancel = timers.after(answerMs, () => {
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

/** What was read from the broker; a reading that takes half a minute has failed, and another one can begin. */
export function readInTime<T>({ id, environment }: Broker, read: () => Promise<T>): Promise<T> {
  const late = (): Error => {
    const message = `${id} did not answer a reading of its books for ${readMs / 1_000} s; it is asked again.`
    return new ShagunError('unreachable', message, { details: { source: id }, retryable: true })
  }
  return inTime(environment.timers, readMs, late, read)
}
