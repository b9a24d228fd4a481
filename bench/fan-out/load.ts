/** How many clients there are to be, and how many instruments each of them watches. */
export const clientCount = 10_000
export const watchedCount = 5
/** One client in so many does not read, where some do not. */
export const stalledEvery = 100

/** For how long updates are counted, and how long they go on before that counts for nothing. */
export const measuredMs = 20_000
export const warmUpMs = 3_000

/** What clients are offered, and what becomes of it. */
export interface FanOut {
  /** Quotes that the vendor sends. */
  readonly perSecond: number
  /** Whether some clients do not read. */
  readonly stall: boolean
  /** How long a client is left alone after each update, at least. */
  readonly pauseMs: number
}

/** The instruments that a client watches, by their indexes. */
export function watchedBy(client: number, instrumentCount: number): readonly number[] {
  return Array.from({ length: watchedCount }, (_, k) => (client * watchedCount + k) % instrumentCount)
}
