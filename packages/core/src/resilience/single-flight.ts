import { untilAborted } from './cancellation.ts'

/** Callers who ask for the same thing at one time share one answer. */
export type SingleFlight<T> = (
  key: string,
  fly: (signal: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
) => Promise<T>

/** One that is aborted when the last who waits for it has gone; who is aborted alone leaves the others waiting. */
export function createSingleFlight<T>(): SingleFlight<T> {
  const flights = new Map<string, { readonly answer: Promise<T>; readonly abort: AbortController; waiting: number }>()

  return async (key, fly, signal) => {
    signal?.throwIfAborted()
    let flight = flights.get(key)
    if (flight === undefined) {
      const abort = new AbortController()
      const answer = fly(abort.signal)
      flight = { answer, abort, waiting: 0 }
      flights.set(key, flight)
      const forget = (): void => {
        if (flights.get(key)?.answer === answer) flights.delete(key)
      }
      answer.then(forget, forget)
    }
    const joined = flight
    joined.waiting++
    try {
      return await (signal === undefined ? joined.answer : untilAborted(signal, joined.answer))
    } finally {
      joined.waiting--
      if (joined.waiting === 0 && flights.get(key) === joined) {
        flights.delete(key)
        joined.abort.abort(signal?.reason)
      }
    }
  }
}
