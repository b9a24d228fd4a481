/** How orders are given to every contestant. */
export const inFlight = 50
export const orderCount = 10_000
export const warmUp = 2_000
/** Rules that each order passes. */
export const ruleCount = 10
/** What a restart replays: after a snapshot, and how many orders that snapshot holds. */
export const replayed = 100_000
export const remembered = 10_000
