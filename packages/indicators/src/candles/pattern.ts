import { outputFor, type Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import { type Streaming, streaming } from '../streaming.ts'
import { type Comparison, moveTotals, totalsLength } from './averages.ts'
import type { Candles } from './candles.ts'

/** A candle pattern: what its name is, what it has to know, and how it judges a bar. */
export interface Pattern {
  readonly name: string
  /** Bars before the first signal, as in TA-Lib, which counts some more than the pattern looks at. */
  readonly lookback: number
  /** The averages that `judge` compares with. */
  readonly comparisons: readonly Comparison[]
  /** Bars at the end of the warm-up that are judged already, and not reported, for what they leave in `waiting`. */
  readonly judgedEarly?: number
  /** The signal at the bar `c.at`: above 0 for bullish, below for bearish, 0 for none. */
  readonly judge: (c: Candles) => number
}

/** Looks for a pattern in whole columns. */
export function recognize(
  pattern: Pattern,
  { open, high, low, close }: OpenHighLowClose<Series>,
  options?: Reuse<Int32Array>,
  penetration = 0,
): Int32Array {
  const columns = { open, high, low, close }
  const out = outputFor(pattern.name, columns, options?.out ?? new Int32Array(open.length))
  const c = candlesOf(columns, new Float64Array(totalsLength), penetration)
  for (; c.at < out.length; c.at++) {
    const sound = isSound(c)
    out[c.at] = sound ? signal(pattern, c) : 0
    moveOn(pattern, c, sound)
  }
  return out
}

// What a recognizer remembers: its signal, sound bars in a row, the index of the last bar, what the pattern carries, the
// totals, and four columns with the bars that can still be looked at, with room for as many more: when they are full,
// the bars that are still needed move to the front.
const seenAt = 1
const lastAt = 2
const waitingAt = 3
const totalsAt = 4

/** Looks for a pattern bar by bar. */
export function createRecognizer(pattern: Pattern, penetration?: number): Streaming<OpenHighLowClose<number>, number> {
  const { name, lookback } = pattern
  const width = 2 * lookback + 2
  const columnsAt = totalsAt + totalsLength
  const memory = new Float64Array(columnsAt + 4 * width).fill(NaN)
  memory.fill(0, seenAt, columnsAt)
  memory[lastAt] = -1
  const column = (index: number) => memory.subarray(columnsAt + index * width, columnsAt + (index + 1) * width)
  const columns = { open: column(0), high: column(1), low: column(2), close: column(3) }
  const c = candlesOf(columns, memory.subarray(totalsAt, columnsAt), penetration ?? 0)

  function look(bar: OpenHighLowClose<number>): number {
    // Small integers, so that the compiler need not take the fields for floats, in batch neither.
    c.at = (memory[lastAt]! + 1) | 0
    c.seen = memory[seenAt]! | 0
    c.waiting = memory[waitingAt]! | 0
    set(bar)
    return isSound(c) ? signal(pattern, c) : 0
  }

  function set({ open, high, low, close }: OpenHighLowClose<number>): void {
    columns.open[c.at] = open
    columns.high[c.at] = high
    columns.low[c.at] = low
    columns.close[c.at] = close
  }

  function update(bar: OpenHighLowClose<number>): number {
    memory[0] = look(bar)
    moveOn(pattern, c, isSound(c))
    memory[seenAt] = c.seen
    memory[waitingAt] = c.waiting
    memory[lastAt] = c.at
    if (c.at === width - 1) moveToFront()
    return memory[0]
  }

  function moveToFront(): void {
    for (let i = 0; i < 4; i++)
      column(i)
        .copyWithin(0, width - lookback)
        .fill(NaN, lookback)
    memory[lastAt] = lookback - 1
  }

  function peek(bar: OpenHighLowClose<number>): number {
    const seen = look(bar)
    set(nothing)
    return seen
  }

  return streaming(`${name}(${penetration ?? ''})`, memory, update, peek)
}

const nothing: OpenHighLowClose<number> = { open: NaN, high: NaN, low: NaN, close: NaN }

/** Field by field: compilers do less well with an object that began as a copy of another one. */
function candlesOf(columns: OpenHighLowClose<Series>, totals: Float64Array, penetration: number): Candles {
  const { open, high, low, close } = columns
  return { open, high, low, close, totals, penetration, at: 0, seen: 0, waiting: 0 }
}

/** What the pattern sees at a sound bar. */
function signal({ lookback, judgedEarly = 0, judge }: Pattern, c: Candles): number {
  if (c.seen < lookback - judgedEarly) return 0
  const seen = judge(c)
  return c.seen < lookback ? 0 : seen
}

/** Takes the bar in that was judged; a hole starts everything over. */
function moveOn({ lookback, judgedEarly = 0, comparisons }: Pattern, c: Candles, sound: boolean): void {
  if (sound) {
    const first = lookback - judgedEarly
    if (c.seen <= lookback) c.seen++
    if (c.seen >= first) moveTotals(c, comparisons, c.seen === first)
  } else c.seen = c.waiting = 0
}

/** Tells whether all four prices are numbers, and small enough to be summed up. */
function isSound({ open, high, low, close, at }: Candles): boolean {
  return Math.abs(open[at]! + high[at]! + low[at]! + close[at]!) < 1e300
}
