import { describe, expect, test } from 'vitest'
import type { OpenHighLowClose } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { type Example, examples, quiet, type Row } from '../testing/candle-examples.ts'
import { barsOf, batchOf, columnsOf, creatorOf, penetrations, subject, subjects } from '../testing/candles.ts'
import { cdlEveningStar } from './evening-star.ts'

test('there are all of TA-Lib’s patterns, each in batch, streaming, and with an example', () => {
  const names = subjects.map(({ name }) => name)
  expect(names).toHaveLength(61)
  expect(examples.map(({ name }) => name).toSorted()).toEqual(names.toSorted())
  for (const name of names) expect(creatorOf(name)).toBeTypeOf('function')
})

describe.each(examples)('$name', ({ name, looks, rows, signal, miss }: Example) => {
  const [changed, row, why] = miss

  test(`sees ${looks}`, () => {
    expect(signalOf(name, rows)).toBe(signal)
  })

  test(`sees nothing where ${why}`, () => {
    expect(signalOf(name, rows.with(changed, row))).toBe(0)
  })
})

test.each(examples.filter(({ isSymmetric }) => isSymmetric))(
  '$name sees the opposite upside down, and nothing in the near miss',
  ({ name, rows, signal, miss: [changed, row] }) => {
    expect(signalOf(name, rows, upsideDown)).toBe(-signal)
    expect(signalOf(name, rows.with(changed, row), upsideDown)).toBe(0)
  },
)

test.each([
  ['cdlEveningStar', 'cdlMorningStar'],
  ['cdlEveningDojiStar', 'cdlMorningDojiStar'],
  ['cdlDragonflyDoji', 'cdlGravestoneDoji'],
])('%s is %s upside down', (one, other) => {
  const rowsOf = (name: string) => examples.find((example) => example.name === name)!.rows
  expect(Math.abs(signalOf(one, rowsOf(other), upsideDown))).toBe(100)
  expect(Math.abs(signalOf(other, rowsOf(one), upsideDown))).toBe(100)
})

describe('a body that shares an end with the one around it', () => {
  const black: Row = [105, 105, 100, 100]
  const white: Row = [100, 105, 100, 105]

  test.each<[string, Row, Row, number]>([
    ['cdlEngulfing', black, [100, 106, 100, 106], 80],
    ['cdlEngulfing', black, [99, 105, 99, 105], 80],
    ['cdlEngulfing', white, [105, 105, 99, 99], -80],
    ['cdlEngulfing', white, [106, 106, 100, 100], -80],
    ['cdlHarami', black, [100, 101, 100, 101], 80],
    ['cdlHarami', white, [104, 105, 104, 105], -80],
    ['cdlHaramiCross', black, [100, 101, 99, 100], 80],
    ['cdlHaramiCross', white, [105, 106, 104, 105], -80],
  ])('makes %s of %j and %j a signal of %i', (name, first, second, signal) => {
    expect(signalOf(name, [first, second])).toBe(signal)
  })
})

describe.each(['cdlHikkake', 'cdlHikkakeMod'])('%s, confirmed', (name) => {
  const { rows } = examples.find((example) => example.name === name)!
  const still: Row = [99, 101, 97, 99]
  const proof: Row = [99, 103.5, 97, 103.5]
  const after = (...later: readonly Row[]) => signals(name, [...rows, ...later]).slice(quiet.length + rows.length)

  test('is worth 200 at a close above the inside bar, up to three bars later', () => {
    expect(after(proof)).toEqual([200])
    expect(after(still, proof)).toEqual([0, 200])
    expect(after(still, still, proof)).toEqual([0, 0, 200])
  })

  test('is worth nothing more a second time, or four bars later, or at the very high', () => {
    expect(after(proof, proof)).toEqual([200, 0])
    expect(after(still, still, still, proof)).toEqual([0, 0, 0, 0])
    expect(after([99, 103, 97, 103])).toEqual([0])
  })

  test('counts also where the pattern itself lies in the warm-up', () => {
    const lookback = name === 'cdlHikkake' ? 5 : 10
    const start = [...rows, still, proof]
    const series = [...quiet.slice(0, lookback - start.length + 1), ...start]
    expect([...subject(name).batch(barsOf(series))]).toEqual([...Array<number>(lookback).fill(0), 200])
  })
})

test('an evening star closes three tenths deep unless told otherwise', () => {
  const reaching = (close: number, penetration?: number) => {
    const rows: readonly Row[] = [...quiet, [100, 110, 100, 110], [111, 112, 111, 111.5], [110, 110, close, close]]
    return cdlEveningStar(columnsOf(barsOf(rows)), penetration).at(-1)
  }
  expect([reaching(107.25), reaching(106.75)]).toEqual([0, -100])
  expect([reaching(102.25, 0.8), reaching(101.75, 0.8)]).toEqual([0, -100])
  expect([reaching(108, 0)]).toEqual([-100])
})

test.each(Object.entries(penetrations))('%s takes %d for its penetration, in batch and streaming', (name, usual) => {
  const { rows } = examples.find((example) => example.name === name)!
  const bars = barsOf([...quiet, ...rows])
  const given = (penetration?: number) => {
    const { update } = Reflect.apply(creatorOf(name), undefined, [penetration]) as Streaming<
      OpenHighLowClose<number>,
      number
    >
    const batch = Reflect.apply(batchOf(name), undefined, [columnsOf(bars), penetration]) as Int32Array
    expect(Int32Array.from(bars, update)).toEqual(batch)
    return batch
  }
  expect(given()).toEqual(given(usual))
  // A small candle may not fall into the body of a mat hold at all, and the others cannot be closed so deep.
  expect(given(name === 'cdlMatHold' ? 0 : 100).at(-1)).toBe(0)
})

function signalOf(name: string, rows: readonly Row[], turn?: (row: Row) => Row): number {
  return signals(name, rows, turn).at(-1)!
}

function signals(name: string, rows: readonly Row[], turn = (row: Row) => row): number[] {
  return [...subject(name).batch(barsOf([...quiet, ...rows].map(turn)))]
}

function upsideDown([open, high, low, close]: Row): Row {
  return [200 - open, 200 - low, 200 - high, 200 - close]
}
