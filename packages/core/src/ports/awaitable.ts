/** What may be given at once or later. A simulated broker and a memory journal stay synchronous. */
export type Awaitable<T> = T | Promise<T>

/**
 * Goes on at once where the value is there, and when it comes where it is not: what is synchronous stays so.
 *
 * Never to be called `then`: a module with an export of that name is taken for a promise when it is imported.
 */
export function andThen<A, B>(value: Awaitable<A>, next: (value: A) => Awaitable<B>): Awaitable<B> {
  return isPromise(value) ? value.then(next) : next(value)
}

export function isPromise<A>(value: Awaitable<A>): value is Promise<A> {
  return typeof value === 'object' && value !== null && 'then' in value
}

/** What a caller waits for, whether it is there already or not. Throwing becomes a rejection. */
export function promised<T>(work: () => Awaitable<T>): Promise<T> {
  try {
    const result = work()
    return isPromise(result) ? result : Promise.resolve(result)
  } catch (cause) {
    return Promise.reject(cause)
  }
}
