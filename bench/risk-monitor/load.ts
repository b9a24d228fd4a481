/** How many instruments are held, each contestant by itself. */
export const sizes = [10, 100, 1_000, 5_000] as const
/** Quotes in one pass. */
export const ticks = 10_000
/** Limits that are held against every quote. */
export const limitCount = 10
