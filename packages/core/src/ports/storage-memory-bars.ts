import { type Bars, barsBetween, createBars, joinBars } from '../model/bars.ts'
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
        bars: barsBetween(bars, range.from, range.to),
        known: known
          .map(({ from, to }) => ({ from: Math.max(from, range.from), to: Math.min(to, range.to) }))
          .filter(({ from, to }) => from < to),
      }
    },
    async save(series, added, { from, to }) {
      if (!(from < to)) return
      const key = keyOf(series)
      const { bars, known } = history.get(key) ?? { bars: noBars(series), known: [] }
      const parts = [
        barsBetween(bars, Number.NEGATIVE_INFINITY, from),
        barsBetween(added, from, to),
        barsBetween(bars, to, Number.POSITIVE_INFINITY),
      ]
      const { instrument, timeframe } = series
      history.set(key, { bars: joinBars(instrument, timeframe, parts), known: withRange(known, { from, to }) })
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

function noBars({ instrument, timeframe }: BarSeries): Bars {
  return createBars(instrument, timeframe, [])
}

function keyOf({ instrument, timeframe, source, adjustment }: BarSeries): string {
  return `${instrument}\n${timeframe}\n${source}\n${adjustment}`
}
