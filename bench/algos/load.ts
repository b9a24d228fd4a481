export const planners = [
  'twap',
  'vwap',
  'implementationShortfall',
  'pov',
  'iceberg',
  'trailingStop',
  'bracket',
  'smartOrderRoute',
] as const
export type Planner = (typeof planners)[number]

/** How many parents run at once. */
export const parentCount = 1_000
/** How each of them is cut: so many slices, so far apart. */
export const slices = 20
export const sliceMs = 1_000
/** Less often, which is still twenty times the orders that an exchange takes of a client. */
export const calmMs = 5_000

/** How many slices of a length fit into the same window. */
export function slicesOf(everyMs: number): number {
  return (slices * sliceMs) / everyMs
}

/** In real time, quotes come in at this pace, for so many instruments by turns. */
export const quotesPerSecond = 2_000
export const instrumentCount = 100
/** A slice is looked at once more before its time is over. */
export const looksPerSlice = 2
export const lastLookMs: number = 0.8 * sliceMs

/** What the market does while the steps of planners are recorded. */
export const moments = 1_000
export const momentMs = 100
/** How many slices a parent has there, or how many parents there are. */
export const slicesRecorded = 100
