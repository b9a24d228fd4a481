import { ShagunError, type Timers } from '@shagun/core'

/** What somebody who may never answer says, or an error once `ms` have passed. */
export function inTime<T>(timers: Timers, ms: number, what: string, ask: () => T | Promise<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const cancel = timers.after(ms, () => {
    const message = `${what} gave no answer within ${ms} ms.`
    reject(new ShagunError('unreachable', message, { details: { source: what, why: 'timeout' }, retryable: true }))
  })
  const settle =
    <V>(end: (value: V) => void) =>
    (value: V): void => {
      cancel()
      end(value)
    }
  try {
    Promise.resolve(ask()).then(settle(resolve), settle(reject))
  } catch (cause) {
    settle(reject)(cause)
  }
  return promise
}
