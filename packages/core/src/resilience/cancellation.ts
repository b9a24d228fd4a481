import type { Awaitable } from '../ports/awaitable.ts'

/** A signal that ends with another one, or before it, and lets go of it in the end. */
export function createCancellation(outer: AbortSignal | undefined): {
  readonly signal: AbortSignal
  cancel(reason: Error): void
  end(): void
} {
  const inner = new AbortController()
  const follow = (): void => inner.abort(outer!.reason)
  if (outer?.aborted) follow()
  outer?.addEventListener('abort', follow, { once: true })
  return {
    signal: inner.signal,
    cancel: (reason) => inner.abort(reason),
    end: () => outer?.removeEventListener('abort', follow),
  }
}

/**
 * What is awaited; rejects with the reason of the signal, also where whoever is awaited does not listen to it.
 *
 * @example
 * ```ts
 * import { untilAborted } from '@shagun/core/adapter'
 *
 * // Work that several callers share goes on when one of them leaves.
 * function waitFor(shared: Promise<string>, signal: AbortSignal): Promise<string> {
 *   return untilAborted(signal, shared)
 * }
 * ```
 */
export async function untilAborted<T>(signal: AbortSignal, awaited: Awaitable<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = (): void => reject(signal.reason)
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([awaited, promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
