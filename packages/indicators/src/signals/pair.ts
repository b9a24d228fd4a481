import { indicatorError } from '../indicator-error.ts'
import { outputFor } from '../output.ts'
import type { Series } from '../series.ts'
import type { SignalStream, Signals } from './signal.ts'
import { noEvidence, signalStream } from './signal-stream.ts'
import { figure, signalsOf } from './signals.ts'

/** How a signal of a series and a level, or of two series, is read. */
export interface PairOptions {
  /** Which way it points, where not the way that the series moves. */
  readonly direction?: 'long' | 'short'
  /** What the series, and what it is compared with, are called in the reasons: `['RSI']`, `['EMA 12', 'EMA 26']`. */
  readonly names?: readonly [series: string, level?: string]
}

/** The times of the bars, for whoever reads the signals. */
export interface Stamped {
  /** The time of each bar; without it signals say NaN. */
  readonly time?: Series
}

/** What is asked of two numbers a bar, written once for batch and streaming. */
export interface PairRule {
  /** Name and parameters. */
  readonly signature: string
  /** What has happened, put between the two numbers: `is above`. */
  readonly words: (a: number, b: number) => string
  readonly direction: 'long' | 'short'
  /** How much it holds, from 0 to 1, NaN where it cannot be said; the state behind it goes from `from` into `to`. */
  readonly judge: (from: Float64Array, to: Float64Array, a: number, b: number) => number
}

// What is remembered: the evidence, both numbers, and one number of the rule.
const firstAt = 3
const secondAt = 4
export const stateAt = 5

export function pairSignals(
  rule: PairRule,
  a: Series,
  b: Series | number,
  { direction = rule.direction, names, time }: PairOptions & Stamped,
): Signals {
  const { signature, judge } = rule
  const name = nameOf(signature)
  const columns = { series: a, ...(typeof b === 'number' ? {} : { level: b }), ...(time && { time }) }
  const strength = outputFor(name, columns)
  if (Number.isNaN(b)) throw indicatorError(name, 'level', 'is NaN: pass a number or a series')
  const silent = new Float64Array(a.length)
  const memory = emptyMemory()
  for (let i = 0; i < a.length; i++) {
    const held = judge(memory, memory, a[i]!, typeof b === 'number' ? b : b[i]!)
    strength[i] = held
    silent[i] = held * 0
  }
  const [forLong, forShort] = direction === 'long' ? [strength, silent] : [silent, strength]
  return signalsOf(forLong, forShort, time, (i) => [sentence(rule, names, a[i]!, typeof b === 'number' ? b : b[i]!)])
}

export function pairStream(
  rule: PairRule,
  { direction = rule.direction, names }: PairOptions,
): SignalStream<readonly [number, number]> {
  const { signature, judge } = rule
  const [heldAt, silentAt] = direction === 'long' ? [0, 1] : [1, 0]
  return signalStream(
    `${signature} ${direction}`,
    emptyMemory(),
    (from, to, pair) => {
      // Taking the pair apart by a pattern would make an iterator for each bar.
      const a = pair[0]
      const b = pair[1]
      const held = judge(from, to, a, b)
      to[heldAt] = held
      to[silentAt] = held * 0
      to[firstAt] = a
      to[secondAt] = b
    },
    (memory) => [sentence(rule, names, memory[firstAt]!, memory[secondAt]!)],
  )
}

function emptyMemory(): Float64Array {
  return Float64Array.from([...noEvidence, NaN, NaN, NaN])
}

function sentence({ words }: PairRule, names: PairOptions['names'], a: number, b: number): string {
  const [series = 'The series', level] = names ?? []
  return `${series} (${figure(a)}) ${words(a, b)} ${level === undefined ? figure(b) : `${level} (${figure(b)})`}`
}

function nameOf(signature: string): string {
  return signature.split('(')[0]!
}
