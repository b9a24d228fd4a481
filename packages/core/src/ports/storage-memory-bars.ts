import { type Bars, createBars } from '../model/bars.ts'
import type { Timestamp } from '../model/time.ts'
import type { BarSeries, BarStore, TimeRange } from './storage.ts'

interface Kept {
  bars: Bars
  known: readonly TimeRange[]
}

/** History in memory, a series each. */
export function createMemoryBars(): BarStore {
  const history = new Map<string, Kept>()

  return {
    async load(series, range) {
      const { bars, known } = history.get(keyOf(series)) ?? { bars: noBars(series), known: [] }
      return {
        bars: between(bars, range),
        known: known
          .map(({ from, to }) => ({ from: Math.max(from, range.from), to: Math.min(to, range.to) }))
          .filter(({ from, to }) => from < to),
      }
    },
    async save(series, added, { from, to }) {
      if (!(from < to)) return
      const key = keyOf(series)
      const { bars, known } = history.get(key) ?? { bars: noBars(series), known: [] }
      const inside = between(added, { from, to })
      const before = between(bars, { from: Number.NEGATIVE_INFINITY, to: from })
      const after = between(bars, { from: to, to: Number.POSITIVE_INFINITY })
      history.set(key, { bars: joined(series, [before, inside, after]), known: withRange(known, { from, to }) })
    },
    async forget(series) {
      history.delete(keyOf(series))
    },
  }
}

/**
 * Ranges with one more, in order; those that touch become one.
 */
export function withRange(ranges: readonly TimeRange[], { from, to }: TimeRange): readonly TimeRange[] {
  const touching = ranges.filter((range) => range.from <= to && range.to >= from)
  const joined = {
    from: Math.min(from, ...touching.map((range) => range.from)),
    to: Math.max(to, ...touching.map((range) => range.to)),
  }
  const apart = ranges.filter((range) => !touching.includes(range))
  return [...apart, joined].sort((a, b) => a.from - b.from)
}

function joined({ instrument, timeframe }: BarSeries, parts: readonly Bars[]): Bars {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const column = (name: 'time' | 'open' | 'high' | 'low' | 'close' | 'volume'): Float64Array => {
    const values = new Float64Array(length)
    let at = 0
    for (const part of parts) {
      values.set(part[name], at)
      at += part.length
    }
    return values
  }
  return createBars(instrument, timeframe, {
    time: column('time'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  })
}

function between(bars: Bars, { from, to }: TimeRange): Bars {
  const [first, end] = [firstAtOrAfter(bars, from), firstAtOrAfter(bars, to)]
  return bars.slice(first, Math.max(first, end))
}

function firstAtOrAfter(bars: Bars, time: Timestamp): number {
  let low = 0
  let high = bars.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (bars.time[middle]! < time) low = middle + 1
    else high = middle
  }
  return low
}

function noBars({ instrument, timeframe }: BarSeries): Bars {
  return createBars(instrument, timeframe, [])
}

function keyOf({ instrument, timeframe, source, adjustment }: BarSeries): string {
  return `${instrument} ${timeframe} ${source} ${adjustment}`
}
