import type { z } from 'zod'

type Zod = typeof z

/** What is made with zod by the first who reads something: zod makes globals when it is loaded, and loading does nothing. */
export function withZod<T>(make: (zod: Zod) => T): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= import('zod').then(({ z }) => make(z)))
}
