/** What the venue lists, and how many limit orders rest at each instrument on either side. */
export const instrumentCount = 100
export const restingOrders = 10
/** One order comes for so many quotes, takes what is displayed, and is filled. */
export const quotesAnOrder = 101
export const warmUpEvents = 300_000
export const events = 2_000_000
/** Over how many the memory is watched. */
export const watchedEvents = 10_000_000
