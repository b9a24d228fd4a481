/** What every contestant trades: a long position of so many shares while the fast average is above the slow one. */
export const fast = 10
export const slow = 30
export const quantity = 100
export const cash = 1_000_000
export const feePercent = 0.1

export const barCount = 1_000_000
/** The part of the bars that a contestant warms up on. */
export const warmUpCount = 100_000
