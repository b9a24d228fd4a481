import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OpenHighLowClose } from '../series.ts'
import { always } from '../testing/always.ts'
import { quiet } from '../testing/candle-examples.ts'
import { barsOf, coarseBar, columnsOf, decimalBar, subjects } from '../testing/candles.ts'
import { cdlDoji } from './doji.ts'
import { cdlLongLine } from './long-line.ts'
import { cdlMatchingLow } from './matching-low.ts'
import { cdlShortLine } from './short-line.ts'

type Bar = OpenHighLowClose<number>

const body = ({ open, close }: Bar) => Math.abs(close - open)
const range = ({ high, low }: Bar) => high - low
const upper = ({ open, high, close }: Bar) => high - Math.max(open, close)
const lower = ({ open, low, close }: Bar) => Math.min(open, close) - low
const sign = ({ open, close }: Bar) => (close >= open ? 100 : -100)
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
const coarse = fc.array(coarseBar, { maxLength: 60 })

// Sums of whole numbers are exact, so that the definition decides, ties and all.

test('a doji has at most a tenth of the average range of the ten bars before it', () => {
  always(
    fc.property(coarse, (bars) => {
      const expected = bars.map((bar, i) =>
        i >= 10 && body(bar) <= 0.1 * (sum(bars.slice(i - 10, i).map(range)) / 10) ? 100 : 0,
      )
      expect([...cdlDoji(columnsOf(bars))]).toEqual(expected)
    }),
  )
})

test('long and short bodies and shadows are so against the averages of the ten bars before', () => {
  always(
    fc.property(coarse, (bars) => {
      const lines = bars.map((bar, i) => {
        if (i < 10) return [0, 0]
        const before = bars.slice(i - 10, i)
        const usual = sum(before.map((each) => upper(each) + lower(each))) / 10 / 2
        if (upper(bar) >= usual || lower(bar) >= usual) return [0, 0]
        const difference = body(bar) - sum(before.map(body)) / 10
        return [difference > 0 ? sign(bar) : 0, difference < 0 ? sign(bar) : 0]
      })
      expect([...cdlLongLine(columnsOf(bars))]).toEqual(lines.map(([long]) => long))
      expect([...cdlShortLine(columnsOf(bars))]).toEqual(lines.map(([, short]) => short))
    }),
  )
})

test('closes are equal within a twentieth of the average range of the five bars before the first', () => {
  always(
    fc.property(coarse, (bars) => {
      const expected = bars.map((bar, i) => {
        const before = bars[i - 1]
        if (i < 6 || before === undefined || sign(bar) > 0 || sign(before) > 0) return 0
        const tolerance = 0.05 * (sum(bars.slice(i - 6, i - 1).map(range)) / 5)
        return bar.close <= before.close + tolerance && bar.close >= before.close - tolerance ? 100 : 0
      })
      expect([...cdlMatchingLow(columnsOf(bars))]).toEqual(expected)
    }),
  )
})

test('where rounding decides, it is that of a running total, as in TA-Lib', () => {
  const flat = fc.integer({ min: 9000, max: 11_000 }).map((price) => {
    const still = { open: price / 100, high: price / 100, low: price / 100, close: price / 100 }
    return Array.from({ length: 14 }, () => still)
  })
  const moving = fc.array(decimalBar, { minLength: 10, maxLength: 40 })
  let exceptions = 0
  always(
    fc.property(fc.tuple(moving, flat, moving), (pieces) => {
      const bars = pieces.flat()
      let total = sum(bars.slice(0, 10).map(range))
      const expected = bars.map((bar, i) => {
        if (i < 10) return 0
        const isDoji = body(bar) <= 0.1 * (total / 10)
        total += range(bar) - range(bars[i - 10]!)
        if (!isDoji && body(bar) === 0) exceptions++
        return isDoji ? 100 : 0
      })
      expect([...cdlDoji(columnsOf(bars))]).toEqual(expected)
    }),
  )
  // A body of nothing is no doji where the total of flat bars fell below 0.
  expect(exceptions).toBeGreaterThan(0)
})

test('a single absurd price is forgotten when it has left the averages', () => {
  const absurd: Bar = { open: 1e15, high: 2e15, low: 0.1, close: 3 }
  always(
    fc.property(
      fc.constantFrom(...subjects),
      fc.array(coarseBar, { minLength: 40, maxLength: 60 }),
      ({ batch }, bars) => {
        const disturbed = batch([...barsOf(quiet), absurd, ...bars]).subarray(quiet.length + 1 + 20)
        expect(disturbed).toEqual(batch(bars).subarray(20))
      },
    ),
  )
})
