import type { Sample } from '../entry.ts'
import { randomWalk } from '../random-walk.ts'
import { timePasses } from '../stopwatch.ts'
import type { Bar, Batches, Indicator, Lines, Prices, Result, Stream, Streams, Values } from './library.ts'

export const barCount = 100_000
/** How many of the bars are worked out once more, to be compared. */
const checkedCount = 5_000

/** Nanoseconds a bar. */
export function measureBatch(
  { batches, lines }: { readonly batches: Batches; readonly lines: Lines },
  indicator: Indicator,
  parameters: readonly number[],
): Sample {
  const prices = pricesOf(barCount)
  const batch = batches[indicator]!
  const ns = timePasses(batch(prices, ...parameters)) / barCount
  const result = batch(pricesOf(checkedCount), ...parameters)()
  return { figures: { ns }, outcome: interleave(columnsOf(result, lines[indicator])) }
}

/** Nanoseconds an update, of an indicator that has been fed for a while. */
export function measureStream(
  streams: Streams,
  lines: Lines,
  indicator: Indicator,
  parameters: readonly number[],
): Sample {
  const { high, low, close, volume } = pricesOf(barCount)
  const keys = lines[indicator]
  if (indicator !== 'atr' && indicator !== 'stoch' && indicator !== 'obv' && indicator !== 'vwap')
    return measureInputs(streams[indicator], parameters, [...close], keys)
  const bars = Array.from(
    close,
    (_, i): Bar => ({ high: high[i]!, low: low[i]!, close: close[i]!, volume: volume[i]! }),
  )
  return measureInputs(streams[indicator], parameters, bars, keys)
}

function measureInputs<Input>(
  stream: Stream<Input>,
  parameters: readonly number[],
  inputs: readonly Input[],
  keys: readonly string[] = [],
): Sample {
  const update = stream(...parameters)
  const ns = timePasses(() => {
    let last: unknown
    for (let i = 0; i < inputs.length; i++) last = update(inputs[i]!)
    return last
  })
  const again = stream(...parameters)
  // Some give the same object again and again: a copy keeps what it was.
  const values = inputs.slice(0, checkedCount).map((input) => {
    const value = again(input)
    return typeof value === 'object' && value !== null ? { ...value } : value
  })
  const result = keys.length === 0 ? (values as readonly (number | null | undefined)[]) : (values as readonly object[])
  return { figures: { ns: ns / inputs.length }, outcome: interleave(columnsOf(result, keys)) }
}

/** The same random walk in every process, with volumes that follow no price. */
function pricesOf(length: number): Prices {
  return { ...randomWalk(length), volume: Float64Array.from({ length }, (_, i) => 1 + ((i * 7_919) % 997)) }
}

/** The lines of a result, by their keys; without keys it is one line. */
function columnsOf(result: Result, keys: readonly string[] = []): readonly Values[] {
  if (keys.length === 0) return [result as Values]
  const columns = result as Readonly<Record<string, Values | undefined>>
  const rows = result as readonly (Readonly<Record<string, number>> | null | undefined)[]
  return keys.map((key) => columns[key] ?? rows.map((row) => row?.[key]))
}

/** The values of all lines bar by bar, NaN where there is none. */
function interleave(lines: readonly Values[]): Float64Array {
  const outcome = new Float64Array(checkedCount * lines.length).fill(NaN)
  lines.forEach((values, k) => {
    const missing = checkedCount - values.length
    for (let i = 0; i < values.length; i++) outcome[(missing + i) * lines.length + k] = values[i] ?? NaN
  })
  return outcome
}
