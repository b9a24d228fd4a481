import { Decimal, type Fill, type InstrumentId, type Timestamp } from '@shagun/core'

export interface PositionSummary {
  /** The share of the time in which anything was held; `null` where no time passed. */
  readonly exposure: number | null
  /** What was held at the end, negative where it was sold short; nothing that is flat. */
  readonly open: ReadonlyMap<InstrumentId, Decimal>
}

/** What fills, in order of time and starting flat, came to between two moments. */
export function summarizePositions(fills: readonly Fill[], from: Timestamp, to: Timestamp): PositionSummary {
  const open = new Map<InstrumentId, Decimal>()
  const within = (time: Timestamp): Timestamp => Math.min(Math.max(time, from), to)
  let held = 0
  let since = from
  for (const { instrument, side, quantity, time } of fills) {
    if (open.size > 0) held += within(time) - since
    since = within(time)
    const before = open.get(instrument) ?? new Decimal(0)
    const after = side === 'buy' ? before.plus(quantity) : before.minus(quantity)
    if (after.isZero()) open.delete(instrument)
    else open.set(instrument, after)
  }
  if (open.size > 0) held += to - since
  return { exposure: to > from ? held / (to - from) : null, open }
}
