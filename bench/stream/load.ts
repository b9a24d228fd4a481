import type { InstrumentId } from '@shagun/core'

/** How quotes are offered to every contestant. */
export const instrumentCount = 500
export const subscriberCounts = [1, 10, 100] as const
/** For how long a flood lasts, and how long it goes on before that counts for nothing. */
export const floodMs = 1_000
export const warmUpMs = 500

/** At a pace: so many quotes a second, told to so many subscribers. */
export const pacePerSecond = 10_000
export const pacedSubscribers = 100
export const pacedMs = 60_000
/** Until the first bars of a minute have closed, and what that takes once is there. */
export const pacedWarmUpMs = 65_000

export const instruments: readonly InstrumentId[] = Array.from(
  { length: instrumentCount },
  (_, i): InstrumentId => `NSE:STOCK${i}`,
)
