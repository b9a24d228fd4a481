/** How events are offered to every contestant. */
export const inFlight = 50
export const accounts = 5
export const pacePerSecond = 3_000

/** For how long each is measured, and how many orders go before that count for nothing. */
export const burstMs = 2_000
export const pacedMs = 4_000
export const warmUp = 2_000
