import fc from 'fast-check'
import { bar, price, table, type WholeBar, wholeBar, wholeBarOrHole } from './series.ts'

/** A bar with everything that an indicator may ask for, and whether a session begins with it. */
export interface MarkedBar extends WholeBar<number> {
  readonly sessionStart: boolean
}

const mark = fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.constant(true))

/** Bars in which something is traded. */
export const markedBar: fc.Arbitrary<MarkedBar> = fc
  .record({
    open: price,
    bar,
    volume: fc.integer({ min: 1, max: 10_000 }),
    sessionStart: mark,
  })
  .map(({ bar: prices, ...rest }) => ({ ...prices, ...rest }))

/** The same with holes and without volume now and then. */
export const markedBarOrHole: fc.Arbitrary<MarkedBar> = fc
  .tuple(fc.oneof(wholeBar, wholeBarOrHole), mark)
  .map(([whole, sessionStart]) => ({ ...whole, sessionStart }))

export function markedTable(bars: readonly MarkedBar[]): WholeBar<Float64Array> & { readonly sessionStart: boolean[] } {
  return { ...table(bars), sessionStart: bars.map(({ sessionStart }) => sessionStart) }
}

/** The bars of the session that each bar belongs to, from its first bar up to this one. */
export function sessionsSoFar<Bar extends MarkedBar>(bars: readonly Bar[]): readonly (readonly Bar[])[] {
  return bars.map((_, i) => bars.slice(startOf(bars, i), i + 1))
}

/** The whole session before that of each bar, if there is one. */
export function sessionsBefore<Bar extends MarkedBar>(bars: readonly Bar[]): readonly (readonly Bar[] | undefined)[] {
  return bars.map((_, i) => {
    const start = startOf(bars, i)
    return start === 0 ? undefined : bars.slice(startOf(bars, start - 1), start)
  })
}

function startOf(bars: readonly MarkedBar[], i: number): number {
  let start = i
  while (start > 0 && !bars[start]!.sessionStart) start--
  return start
}
