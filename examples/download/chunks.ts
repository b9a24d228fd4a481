import { barClose, type InstrumentId, type Timeframe, type Timestamp } from '@shagun/core'

/** A part of history that is fetched whole or not at all. */
export interface Chunk {
  readonly instrument: InstrumentId
  readonly from: Timestamp
  readonly to: Timestamp
}

/** Small enough that a failure costs little, and large enough that a request is worth it. */
const barsAtOnce = 500

/**
 * A range in parts, at borders that do not depend on where it begins: another run, of another range, finds the same
 * parts again.
 */
export function chunksOf(
  instruments: readonly InstrumentId[],
  timeframe: Timeframe,
  from: Timestamp,
  to: Timestamp,
): readonly Chunk[] {
  const length = barsAtOnce * barClose(0, timeframe)
  const chunks: Chunk[] = []
  for (const instrument of instruments)
    for (let begin = from; begin < to; begin = (Math.floor(begin / length) + 1) * length)
      chunks.push({ instrument, from: begin, to: Math.min(to, (Math.floor(begin / length) + 1) * length) })
  return chunks
}
