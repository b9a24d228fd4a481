import fc from 'fast-check'
import * as indicators from '../index.ts'
import type { OpenHighLowClose } from '../series.ts'
import type { Streaming } from '../streaming.ts'

type Bar = OpenHighLowClose<number>

/** A candle pattern as tests want to see it, with its penetration, if it has one, at the default. */
export interface Subject {
  readonly name: string
  readonly batch: (bars: readonly Bar[], out?: Int32Array) => Int32Array
  readonly create: () => Streaming<Bar, number>
}

/** Those with a penetration, and what it is unless told otherwise. */
export const penetrations: Readonly<Record<string, number>> = {
  cdlAbandonedBaby: 0.3,
  cdlDarkCloudCover: 0.5,
  cdlEveningDojiStar: 0.3,
  cdlEveningStar: 0.3,
  cdlMatHold: 0.5,
  cdlMorningDojiStar: 0.3,
  cdlMorningStar: 0.3,
}

type Exported = (...parameters: never) => unknown
const exported = new Map<string, Exported>(Object.entries(indicators))

/** All candle patterns that the package exports. */
export const subjects: readonly Subject[] = [...exported.keys()]
  .filter((name) => name.startsWith('cdl'))
  .map((name) => ({
    name,
    batch: (bars, out) => {
      const options = out && { out }
      const parameters = name in penetrations ? [undefined, options] : [options]
      return Reflect.apply(batchOf(name), undefined, [columnsOf(bars), ...parameters]) as Int32Array
    },
    create: () => Reflect.apply(creatorOf(name), undefined, []) as Streaming<Bar, number>,
  }))

export function subject(name: string): Subject {
  const found = subjects.find((each) => each.name === name)
  if (found === undefined) throw new Error(`There is no ${name}`)
  return found
}

export function batchOf(name: string): Exported {
  const found = exported.get(name)
  if (found === undefined) throw new Error(`There is no ${name}`)
  return found
}

export function creatorOf(name: string): Exported {
  return batchOf(`create${name[0]!.toUpperCase()}${name.slice(1)}`)
}

export function columnsOf(bars: readonly Bar[]): OpenHighLowClose<Float64Array> {
  return {
    open: Float64Array.from(bars, ({ open }) => open),
    high: Float64Array.from(bars, ({ high }) => high),
    low: Float64Array.from(bars, ({ low }) => low),
    close: Float64Array.from(bars, ({ close }) => close),
  }
}

/** From rows of open, high, low and close. */
export function barsOf(rows: readonly (readonly [number, number, number, number])[]): readonly Bar[] {
  return rows.map(([open, high, low, close]) => ({ open, high, low, close }))
}

/** Whole prices that are close together, so that ties, flat bars, gaps and doji are frequent. */
export const coarseBar: fc.Arbitrary<Bar> = fc
  .tuple(fc.nat(8), fc.nat(5), fc.nat(5), fc.nat(3), fc.nat(3))
  .map(([base, open, close, up, down]) => ({
    open: 100 + base + open,
    close: 100 + base + close,
    high: 100 + base + Math.max(open, close) + Math.max(up - 1, 0),
    low: 100 + base + Math.min(open, close) - Math.max(down - 1, 0),
  }))

/** Of tenths, with ranges as large as the prices: sums of these are not exact. */
export const decimalBar: fc.Arbitrary<Bar> = coarseBar.map(({ open, high, low, close }) => ({
  open: (open - 97) / 10,
  high: (high - 97) / 10,
  low: (low - 97) / 10,
  close: (close - 97) / 10,
}))

export const barOrHole: fc.Arbitrary<Bar> = fc.oneof(
  { weight: 40, arbitrary: coarseBar },
  { weight: 20, arbitrary: decimalBar },
  { weight: 1, arbitrary: fc.constantFrom(1e15, 1e-12).map((p) => ({ open: p, high: 2 * p, low: p / 2, close: p })) },
  { weight: 1, arbitrary: coarseBar.map((bar) => ({ ...bar, low: NaN })) },
  { weight: 1, arbitrary: coarseBar.map((bar) => ({ ...bar, open: Infinity })) },
)
