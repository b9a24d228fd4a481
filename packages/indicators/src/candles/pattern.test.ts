import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isIndicatorError } from '../indicator-error.ts'
import type { OpenHighLowClose } from '../series.ts'
import { always } from '../testing/always.ts'
import { examples, quiet } from '../testing/candle-examples.ts'
import {
  barOrHole,
  barsOf,
  batchOf,
  coarseBar,
  columnsOf,
  creatorOf,
  penetrations,
  subjects,
} from '../testing/candles.ts'

type Bar = OpenHighLowClose<number>

/** Random bars with examples in between, so that no pattern is rare. */
const piece = fc.oneof(
  { weight: 3, arbitrary: fc.array(coarseBar, { maxLength: 12 }) },
  { weight: 1, arbitrary: fc.array(barOrHole, { maxLength: 12 }) },
  { weight: 3, arbitrary: fc.constantFrom(...examples).map(({ rows }) => barsOf(rows)) },
  { weight: 1, arbitrary: fc.constant(barsOf(quiet)) },
  { weight: 1, arbitrary: fc.constant(barsOf(Array.from({ length: 16 }, () => [7, 7, 7, 7] as const))) },
)
const series: fc.Arbitrary<readonly Bar[]> = fc.array(piece, { maxLength: 3 }).map((pieces) => pieces.flat())

const hole: Bar = { open: 1, high: 1, low: NaN, close: 1 }

describe.each(subjects)('$name', ({ name, batch, create }) => {
  const example = barsOf(examples.find((each) => each.name === name)!.rows)

  test('gives in streaming what it gives in batch, at any length', () => {
    always(
      fc.property(series, (bars) => {
        expect(Int32Array.from(bars, create().update)).toEqual(batch(bars))
      }),
    )
    for (let length = 0; length < quiet.length; length++) {
      expect(batch(barsOf(quiet.slice(0, length)))).toHaveLength(length)
    }
  })

  test('never changes an earlier signal when bars are added', () => {
    always(
      fc.property(series, fc.nat(60), (bars, split) => {
        expect(batch(bars).subarray(0, split)).toEqual(batch(bars.slice(0, split)))
      }),
    )
  })

  test('starts over behind a hole, as if the series began there', () => {
    always(
      fc.property(series, series, (before, after) => {
        expect([...batch([...before, hole, ...after])]).toEqual([...batch(before), 0, ...batch(after)])
      }),
    )
  })

  test('sees the same at prices a power of two higher or lower', () => {
    always(
      fc.property(fc.array(coarseBar, { maxLength: 30 }), fc.integer({ min: -60, max: 60 }), (random, power) => {
        const bars = [...random, ...example]
        const scaled = bars.map(({ open, high, low, close }) => ({
          open: open * 2 ** power,
          high: high * 2 ** power,
          low: low * 2 ** power,
          close: close * 2 ** power,
        }))
        expect(batch(scaled)).toEqual(batch(bars))
      }),
    )
  })

  test('peeks at what the next update gives, and leaves no trace', () => {
    const bars = [...barsOf(quiet), hole, ...barsOf(quiet), ...example, ...example, ...barsOf(quiet)]
    const candle = create()
    expect(candle.value).toBeNaN()
    for (const bar of bars) {
      const { value } = candle
      const snapshot = candle.snapshot()
      candle.peek(example[0]!)
      const peeked = candle.peek(bar)
      expect(candle.value).toBe(value)
      expect(candle.snapshot()).toEqual(snapshot)
      expect(candle.update(bar)).toBe(peeked)
      expect(candle.value).toBe(peeked)
    }
    candle.reset()
    expect(candle.snapshot()).toEqual(create().snapshot())
  })

  test('goes on from a snapshot that went through JSON as if nothing had happened', () => {
    const bars = [...barsOf(quiet), ...example, ...barsOf(quiet), ...example, ...example]
    const expected = batch(bars)
    for (let split = 0; split <= bars.length; split++) {
      const [left, right] = [create(), create()]
      for (const bar of bars.slice(0, split)) left.update(bar)
      for (const bar of example) right.update(bar)
      right.restore(JSON.parse(JSON.stringify(left.snapshot())))
      expect(Int32Array.from(bars.slice(split), right.update)).toEqual(expected.subarray(split))
    }
  })

  test('has no signal before its lookback, whatever comes', () => {
    const lookback = firstSignal(name)
    always(
      fc.property(series, (bars) => {
        expect(
          batch(bars)
            .subarray(0, lookback)
            .every((signal) => signal === 0),
        ).toBe(true)
      }),
    )
    const series20 = [...barsOf(quiet), ...example].slice(-lookback - 1)
    expect(batch(series20).at(-1)).not.toBe(0)
    expect(batch(series20.slice(1)).at(-1)).toBe(0)
  })

  test('writes into the given array, and refuses one that does not fit', () => {
    const bars = [...barsOf(quiet), ...example]
    const out = new Int32Array(bars.length).fill(9)
    expect(batch(bars, out)).toBe(out)
    expect(out).toEqual(batch(bars))
    for (const length of [0, bars.length - 1, bars.length + 1]) {
      expect(complaint(() => batch(bars, new Int32Array(length)))).toBe(
        `${name}: out has ${length} numbers, expected ${bars.length}: pass equal lengths`,
      )
    }
  })

  test.each(['high', 'low', 'close'] as const)('refuses columns of which %s has another length', (column) => {
    const columns = columnsOf(barsOf(quiet))
    const bars = { ...columns, [column]: columns[column].subarray(1) }
    expect(complaint(() => Reflect.apply(batchOf(name), undefined, [bars]))).toBe(
      `${name}: ${column} has 19 numbers, expected 20: pass equal lengths`,
    )
  })
})

describe.each(Object.keys(penetrations))('%s', (name) => {
  test.each([NaN, -0.1, Infinity])('refuses a penetration of %d', (penetration) => {
    const message = `${name}: penetration is ${penetration}, expected a number from 0 up: pass a share of the body, such as 0.3`
    expect(complaint(() => Reflect.apply(batchOf(name), undefined, [columnsOf([]), penetration]))).toBe(message)
    expect(complaint(() => Reflect.apply(creatorOf(name), undefined, [penetration]))).toBe(message)
  })
})

test('an output in the memory of a column is refused', () => {
  const columns = columnsOf(barsOf(quiet))
  const out = new Int32Array(columns.low.buffer, 80, 20)
  expect(complaint(() => Reflect.apply(batchOf('cdlDoji'), undefined, [columns, { out }]))).toBe(
    'cdlDoji: out overlaps low: pass an array of its own',
  )
})

test('a snapshot of another pattern, or another penetration, is refused', () => {
  const make = (name: string, ...parameters: number[]) =>
    Reflect.apply(creatorOf(name), undefined, parameters) as ReturnType<(typeof subjects)[0]['create']>
  expect(complaint(() => make('cdlDoji').restore(make('cdlTakuri').snapshot()))).toMatch(/^cdlDoji\(\): snapshot /)
  expect(complaint(() => make('cdlMatHold', 0.4).restore(make('cdlMatHold').snapshot()))).toMatch(
    /^cdlMatHold\(0\.4\): snapshot /,
  )
})

/** TA-Lib's lookback of every pattern. */
function firstSignal(name: string): number {
  const lookbacks: Readonly<Record<number, readonly string[]>> = {
    2: ['Engulfing', 'XSideGap3Methods'],
    3: ['3Outside'],
    5: ['Hikkake'],
    6: ['MatchingLow'],
    7: ['GapSideSideWhite', 'StickSandwich', 'TasukiGap'],
    8: ['3LineStrike'],
    10: `BeltHold ClosingMarubozu Doji DragonflyDoji GravestoneDoji HighWave HikkakeMod LongLeggedDoji LongLine Marubozu
      RickshawMan ShortLine SpinningTop Takuri`.split(/\s+/),
    11: `Counterattack DarkCloudCover DojiStar Hammer HangingMan Harami HaramiCross HomingPigeon InNeck InvertedHammer
      Kicking KickingByLength OnNeck Piercing SeparatingLines ShootingStar Thrusting`.split(/\s+/),
    12: `2Crows 3Inside 3StarsInSouth 3WhiteSoldiers AbandonedBaby AdvanceBlock EveningDojiStar EveningStar
      Identical3Crows MorningDojiStar MorningStar StalledPattern Tristar Unique3River UpsideGap2Crows`.split(/\s+/),
    13: ['3BlackCrows', 'ConcealBabySwall'],
    14: ['Breakaway', 'LadderBottom', 'MatHold', 'RiseFall3Methods'],
  }
  return Number(Object.entries(lookbacks).find(([, names]) => names.includes(name.slice(3)))![0])
}

function complaint(action: () => unknown): string | undefined {
  try {
    action()
  } catch (error) {
    return isIndicatorError(error) ? error.message : undefined
  }
  return undefined
}
