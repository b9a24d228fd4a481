import { outputFor, outputsFor, type Reuse } from './output.ts'
import type { Series } from './series.ts'
import { type Streaming, streaming, streamingLines } from './streaming.ts'

/**
 * An indicator written once: batch and streaming are the same step, so that they agree to the bit.
 *
 * A step reads what is remembered in `from`, and writes what is to be remembered into `to`. For a bar that has closed the
 * two are one array; for a glance at the forming bar `to` is a spare one that nobody reads but for its values. So a step
 * reads a place of `from` before it writes to it in `to`.
 */
export interface Formula {
  /** What is remembered before the first bar; the first numbers of it are the values. */
  readonly memory: Float64Array
  readonly step: Step
}

/** @param a - the first column, or what the columns are; an indicator of fewer columns ignores the rest */
export type Step = (from: Float64Array, to: Float64Array, a: number, b: number, c: number, d: number) => void

/** Gives one bar to a step, field by field. */
export type Feed<Input> = (step: Step, from: Float64Array, to: Float64Array, bar: Input) => void

/** The memory of a formula: as many values, NaN before the first bar, and then what its parts begin with. */
export function remember(values: number, ...parts: readonly (readonly number[])[]): Float64Array {
  return Float64Array.from([...new Array<number>(values).fill(NaN), ...parts.flat()])
}

/** One value for each bar of the columns. */
export function batch(
  indicator: string,
  inputs: Readonly<Record<string, Series>>,
  options: Reuse | undefined,
  { memory, step }: Formula,
): Float64Array {
  const out = outputFor(indicator, inputs, options?.out)
  const [a, b = a, c = a, d = a] = Object.values(inputs) as [Series, Series?, Series?, Series?]
  for (let i = 0; i < out.length; i++) {
    step(memory, memory, a[i]!, b[i]!, c[i]!, d[i]!)
    out[i] = memory[0]!
  }
  return out
}

/** Several values for each bar, under their names. */
export function batchLines<Name extends string>(
  indicator: string,
  names: readonly Name[],
  inputs: Readonly<Record<string, Series>>,
  options: Reuse<Readonly<Record<Name, Float64Array>>> | undefined,
  { memory, step }: Formula,
): Record<Name, Float64Array> {
  const lines = outputsFor(indicator, names, inputs, options?.out)
  const outs = Object.values<Float64Array>(lines)
  const [a, b = a, c = a, d = a] = Object.values(inputs) as [Series, Series?, Series?, Series?]
  for (let i = 0; i < a.length; i++) {
    step(memory, memory, a[i]!, b[i]!, c[i]!, d[i]!)
    for (let k = 0; k < outs.length; k++) outs[k]![i] = memory[k]!
  }
  return lines
}

/** @param signature - what a snapshot is recognised by */
export function stream<Input>(
  signature: string,
  { memory, step }: Formula,
  feed: Feed<Input>,
): Streaming<Input, number> {
  const aside = memory.slice()
  return streaming(
    signature,
    memory,
    (bar: Input) => {
      feed(step, memory, memory, bar)
      return memory[0]!
    },
    (bar: Input) => {
      feed(step, memory, aside, bar)
      return aside[0]!
    },
  )
}

/** @param signature - what a snapshot is recognised by */
export function streamLines<Input, Name extends string>(
  signature: string,
  names: readonly Name[],
  { memory, step }: Formula,
  feed: Feed<Input>,
): Streaming<Input, Readonly<Record<Name, number>>> {
  const aside = memory.slice()
  return streamingLines(
    signature,
    names,
    memory,
    aside,
    (bar: Input) => feed(step, memory, memory, bar),
    (bar: Input) => feed(step, memory, aside, bar),
  )
}
