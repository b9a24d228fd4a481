/**
 * A reading that many ask for: whoever asks while one is under way shares the next with all who do. What began before could
 * hold less than is known already.
 */
export function createReading<T>(read: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | undefined
  let next: Promise<T> | undefined

  function begin(): Promise<T> {
    current = read().finally(() => {
      current = undefined
    })
    return current
  }

  return () => {
    if (current === undefined) return begin()
    next ??= current
      .catch(() => {})
      .then(() => {
        next = undefined
        return begin()
      })
    return next
  }
}
