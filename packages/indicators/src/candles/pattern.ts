import { indicatorError } from '../indicator-error.ts'
import { checkColumns, type Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import { type Streaming, streaming } from '../streaming.ts'
import { type Comparison, moveTotals, startTotals, totalsLength } from './averages.ts'
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
  checkPenetration(pattern, penetration)
  const out = options?.out ?? new Int32Array(open.length)
  checkColumns(pattern.name, { open, high, low, close }, out)
  const c: Candles = { open, high, low, close, at: 0, totals: new Float64Array(totalsLength), penetration, waiting: 0 }
  let seen = 0
  for (; c.at < out.length; c.at++) {
    out[c.at] = signal(pattern, c, seen)
    seen = moveOn(pattern, c, seen)
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
const columnsAt = totalsAt + totalsLength

/** Looks for a pattern bar by bar. */
export function createRecognizer(pattern: Pattern, penetration?: number): Streaming<OpenHighLowClose<number>, number> {
  checkPenetration(pattern, penetration ?? 0)
  const { name, lookback } = pattern
  const width = 2 * lookback + 2
  const memory = new Float64Array(columnsAt + 4 * width).fill(NaN)
  memory.fill(0, seenAt, columnsAt)
  memory[lastAt] = -1
  const [opens, highs, lows, closes] = [0, 1, 2, 3].map((i) =>
    memory.subarray(columnsAt + i * width, columnsAt + (i + 1) * width),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array]
  const c: Candles = {
    open: opens,
    high: highs,
    low: lows,
    close: closes,
    at: 0,
    totals: memory.subarray(totalsAt, columnsAt),
    penetration: penetration ?? 0,
    waiting: 0,
  }

  function look({ open, high, low, close }: OpenHighLowClose<number>): number {
    c.at = memory[lastAt]! + 1
    c.waiting = memory[waitingAt]!
    set(open, high, low, close)
    return signal(pattern, c, memory[seenAt]!)
  }

  function set(open: number, high: number, low: number, close: number): void {
    opens[c.at] = open
    highs[c.at] = high
    lows[c.at] = low
    closes[c.at] = close
  }

  function update(bar: OpenHighLowClose<number>): number {
    memory[0] = look(bar)
    memory[seenAt] = moveOn(pattern, c, memory[seenAt]!)
    memory[waitingAt] = c.waiting
    memory[lastAt] = c.at
    if (c.at === width - 1) moveToFront()
    return memory[0]
  }

  function moveToFront(): void {
    for (const column of [opens, highs, lows, closes]) column.copyWithin(0, width - lookback).fill(NaN, lookback)
    memory[lastAt] = lookback - 1
  }

  function peek(bar: OpenHighLowClose<number>): number {
    const seen = look(bar)
    set(NaN, NaN, NaN, NaN)
    return seen
  }

  return streaming(`${name}(${penetration ?? ''})`, memory, update, peek)
}

/** The signal at a bar with `seen` sound bars in a row before it. */
function signal({ lookback, judgedEarly = 0, judge }: Pattern, c: Candles, seen: number): number {
  if (seen < lookback - judgedEarly || !isSound(c)) return 0
  const judged = judge(c)
  return seen < lookback ? 0 : judged
}

/** Takes the bar in that was judged, and counts the sound ones in a row; a hole starts everything over. */
function moveOn({ lookback, judgedEarly = 0, comparisons }: Pattern, c: Candles, seen: number): number {
  if (!isSound(c)) return (c.waiting = 0)
  const first = lookback - judgedEarly
  if (seen >= first) moveTotals(c, comparisons)
  else if (seen + 1 === first) startTotals(c, comparisons)
  return seen + 1
}

/** Tells whether all four prices are numbers, and small enough to be summed up. */
function isSound({ open, high, low, close, at }: Candles): boolean {
  return Math.abs(open[at]!) + Math.abs(high[at]!) + Math.abs(low[at]!) + Math.abs(close[at]!) < 1e300
}

function checkPenetration({ name }: Pattern, penetration: number): void {
  if (penetration >= 0 && penetration < Infinity) return
  throw indicatorError(
    name,
    'penetration',
    `is ${penetration}, expected a number from 0 up: pass a share of the body, such as 0.3`,
  )
}
