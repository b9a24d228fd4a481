/** Lets so many in at once, and so many wait. */
export interface Bulkhead {
  /**
   * Resolves to the way out once there is room, or to `undefined` at once where even the queue is full.
   *
   * Rejects with the reason of the signal.
   */
  enter(signal: AbortSignal): Promise<(() => void) | undefined>
}

export function createBulkhead(places: number, queueLength: number): Bulkhead {
  let free = places
  const queue: (() => void)[] = []

  /** Whoever leaves hands the place on, so that nobody who comes just then takes it from who waits. */
  function leave(): void {
    const next = queue.shift()
    if (next === undefined) free++
    else next()
  }

  return {
    async enter(signal) {
      signal.throwIfAborted()
      if (free > 0) {
        free--
        return leave
      }
      if (queue.length >= queueLength) return undefined
      const { promise, resolve, reject } = Promise.withResolvers<() => void>()
      const giveUp = (): void => {
        queue.splice(queue.indexOf(enter), 1)
        reject(signal.reason)
      }
      const enter = (): void => {
        signal.removeEventListener('abort', giveUp)
        resolve(leave)
      }
      signal.addEventListener('abort', giveUp, { once: true })
      queue.push(enter)
      return await promise
    },
  }
}
