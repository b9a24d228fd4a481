/** Synthetic bars, in the columns that a plain loop would use. */
export interface Columns {
  readonly time: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
}

const begin = Date.UTC(2024, 0, 1)
const minute = 60_000

/** A random walk in hundredths around 100, one bar a minute, the same in every process. */
export function randomWalk(length: number): Columns {
  const random = createRandom(3)
  const step = (size: number): number => (random() - 0.5) * size
  const column = (): Float64Array => new Float64Array(length)
  const columns = { time: column(), open: column(), high: column(), low: column(), close: column() }
  let price = 100
  for (let i = 0; i < length; i++) {
    const open = toHundredths(Math.max(1, price + step(0.1)))
    price = Math.max(1, price + step(0.5))
    const close = toHundredths(price)
    columns.time[i] = begin + i * minute
    columns.open[i] = open
    columns.close[i] = close
    columns.high[i] = toHundredths(Math.max(open, close) + 0.1 * random())
    columns.low[i] = toHundredths(Math.min(open, close) - 0.1 * random())
  }
  return columns
}

function toHundredths(price: number): number {
  return Math.round(price * 100) / 100
}

/** Marsaglia's xorshift, 32 bits: written out here, so that nothing that is measured is loaded for it. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
