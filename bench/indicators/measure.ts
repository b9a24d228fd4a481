import type { Sample } from '../entry.ts'
import { randomWalk } from '../random-walk.ts'
import { timePasses } from '../stopwatch.ts'
import type { Batch, Batches, Indicator, Prices, Stream, Streams, Values } from './library.ts'

export const barCount = 100_000
/** How many of the bars are worked out once more, to be compared. */
const checkedCount = 5_000

/** Nanoseconds a bar. */
export function measureBatch(batches: Batches, indicator: Indicator, period: number): Sample {
  const prices = randomWalk(barCount)
  const batch: Batch = batches[indicator]
  const ns = timePasses(batch(prices, period)) / barCount
  return { figures: { ns }, outcome: toColumn(batch(firstOf(prices), period)()) }
}

/** Nanoseconds an update, of an indicator that has been fed for a while. */
export function measureStream(streams: Streams, indicator: Indicator, period: number): Sample {
  const prices = randomWalk(barCount)
  const { high, low, close } = prices
  return indicator === 'atr'
    ? measureInputs(
        streams.atr,
        period,
        Array.from(close, (value, i) => ({ high: high[i]!, low: low[i]!, close: value })),
      )
    : measureInputs(streams[indicator], period, [...close])
}

function measureInputs<Input>(stream: Stream<Input>, period: number, inputs: readonly Input[]): Sample {
  const update = stream(period)
  const ns = timePasses(() => {
    let last: number | null | undefined
    for (let i = 0; i < inputs.length; i++) last = update(inputs[i]!)
    return last
  })
  const again = stream(period)
  const values = inputs.slice(0, checkedCount).map((input) => again(input) ?? NaN)
  return { figures: { ns: ns / inputs.length }, outcome: toColumn(values) }
}

function firstOf({ high, low, close }: Prices): Prices {
  const first = (column: Float64Array): Float64Array => column.slice(0, checkedCount)
  return { high: first(high), low: first(low), close: first(close) }
}

/** One number a bar, NaN where there is none. */
function toColumn(values: Values): Float64Array {
  const column = new Float64Array(checkedCount).fill(NaN)
  const missing = checkedCount - values.length
  for (let i = 0; i < values.length; i++) column[missing + i] = values[i] ?? NaN
  return column
}
