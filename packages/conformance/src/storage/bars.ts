import { createBars, type Timestamp } from '@shagun/core'
import type { BarSeries, TimeRange } from '@shagun/core/adapter'
import { breach } from '../conformance-case.ts'
import type { StorageClaim } from './claim.ts'
import { always, barsAt, expectKnown, expectRows, infy, otherSeries } from './held-bars.ts'
import type { StorageStage } from './stage.ts'

/** What a store of bars keeps, and what it says that it knows. */
export const storedBarClaims: readonly StorageClaim[] = [
  {
    id: 'stored-bars/none',
    claim: 'has no bars at first, and knows of nothing',
    async check(stage) {
      await expectRows(stage, [])
      await expectKnown(stage, [])
    },
  },
  {
    id: 'stored-bars/exact',
    claim: 'gives bars back to the bit',
    async check({ storage }) {
      const bars = createBars(infy.instrument, infy.timeframe, [
        { time: 10, open: 0.1 + 0.2, high: 1e9 / 3, low: 1e-9, close: Math.PI, volume: 2 ** 53 },
        { time: 11, open: 1, high: 2, low: 0.5, close: 1.5, volume: 0 },
      ])
      await storage.bars.save(infy, bars, { from: 0, to: 60 })
      const { bars: found } = await storage.bars.load(infy, always)
      const [given, kept] = [bars, found].map((each) => JSON.stringify([...each]))
      if (given !== kept) throw breach(`Saved were ${given}, and found ${kept}.`, 'Keep all columns as float64.')
    },
  },
  {
    id: 'stored-bars/range',
    claim: 'gives the bars that opened from `from` to before `to`',
    async check(stage) {
      await stage.storage.bars.save(infy, barsAt([10, 20, 30]), { from: 0, to: 100 })
      for (const [from, to, times] of [
        [10, 30, [10, 20]],
        [10.5, 30.5, [20, 30]],
        [30, 31, [30]],
        [31, 99, []],
      ] as const)
        await expectRows(
          stage,
          times.map((time) => [time, 100]),
          { from, to },
        )
    },
  },
  {
    id: 'stored-bars/known',
    claim: 'knows the parts of a range that were saved whole, and says no more of them than was asked for',
    async check(stage) {
      await stage.storage.bars.save(infy, barsAt([]), { from: 5, to: 20 })
      await stage.storage.bars.save(infy, barsAt([]), { from: 40, to: 50 })
      const parts: readonly (readonly [Timestamp, Timestamp, readonly TimeRange[]])[] = [
        [
          0,
          100,
          [
            { from: 5, to: 20 },
            { from: 40, to: 50 },
          ],
        ],
        [
          12,
          45,
          [
            { from: 12, to: 20 },
            { from: 40, to: 45 },
          ],
        ],
        [20, 40, []],
        [0, 5, []],
        [6, 7, [{ from: 6, to: 7 }]],
      ]
      for (const [from, to, known] of parts) await expectKnown(stage, known, { from, to })
    },
  },
  {
    id: 'stored-bars/touching',
    claim: 'knows ranges that touch or overlap as one',
    async check(stage) {
      for (const [from, to] of [
        [0, 10],
        [20, 30],
        [40, 50],
        [10, 20],
        [29, 41],
      ] as const)
        await stage.storage.bars.save(infy, barsAt([]), { from, to })
      await expectKnown(stage, [{ from: 0, to: 50 }])
    },
  },
  {
    id: 'stored-bars/replaced',
    claim: 'holds of each moment what was saved of it last, whether a bar or that there is none',
    async check(stage) {
      await stage.storage.bars.save(infy, barsAt([10, 20, 30, 40]), { from: 10, to: 50 })
      await stage.storage.bars.save(infy, barsAt([20], 7), { from: 15, to: 40 })
      await expectRows(stage, [
        [10, 100],
        [20, 7],
        [40, 100],
      ])
      for (let round = 0; round < 20; round++) await saveAtRandom(stage, { ...infy, source: `round ${round}` })
    },
  },
  {
    id: 'stored-bars/within-known',
    claim: 'keeps no bar beyond the range that is said to be whole',
    async check(stage) {
      await stage.storage.bars.save(infy, barsAt([10, 20, 30, 40]), { from: 20, to: 40 })
      await expectRows(stage, [
        [20, 100],
        [30, 100],
      ])
    },
  },
  {
    id: 'stored-bars/no-range',
    claim: 'is untouched by a range without length, backwards or of no number, and gives nothing of it',
    async check(stage) {
      await stage.storage.bars.save(infy, barsAt([10, 20, 30]), { from: 0, to: 60 })
      for (const [from, to] of [
        [20, 20],
        [30, 10],
        [Number.NaN, 10],
        [10, Number.NaN],
      ] as const) {
        await stage.storage.bars.save(infy, barsAt([20], 7), { from, to })
        await expectRows(stage, [
          [10, 100],
          [20, 100],
          [30, 100],
        ])
        await expectRows(stage, [], { from, to })
        await expectKnown(stage, [], { from, to })
      }
    },
  },
  {
    id: 'stored-bars/apart',
    claim: 'keeps series apart by instrument, timeframe, source and adjustment',
    async check(stage) {
      const all = [infy, ...otherSeries]
      for (const [i, series] of all.entries())
        await stage.storage.bars.save(series, barsAt([10], i + 1, series), { from: i, to: 60 })
      for (const [i, series] of all.entries()) {
        await expectRows(stage, [[10, i + 1]], always, series)
        await expectKnown(stage, [{ from: i, to: 60 }], always, series)
      }
    },
  },
  {
    id: 'stored-bars/forget',
    claim: 'forgets a series with what it knows of it, and no other',
    async check(stage) {
      const { bars } = stage.storage
      const tcs: BarSeries = { ...infy, instrument: 'NSE:TCS' }
      for (const series of [infy, tcs]) await bars.save(series, barsAt([10], 100, series), { from: 0, to: 60 })
      await bars.forget(infy)
      await expectRows(stage, [])
      await expectKnown(stage, [])
      await expectRows(stage, [[10, 100]], always, tcs)
      await bars.forget(infy)
      await bars.save(infy, barsAt([20]), { from: 20, to: 30 })
      await expectRows(stage, [[20, 100]])
      await expectKnown(stage, [{ from: 20, to: 30 }])
    },
  },
  {
    id: 'stored-bars/handed-out',
    claim: 'leaves bars that it has handed out as they were',
    async check({ storage }) {
      await storage.bars.save(infy, barsAt([10, 20], 1), { from: 0, to: 30 })
      const { bars, known } = await storage.bars.load(infy, always)
      await storage.bars.save(infy, barsAt([20], 2), { from: 0, to: 60 })
      const found = JSON.stringify([[...bars.close], known])
      if (found !== '[[1,1],[{"from":0,"to":30}]]')
        throw breach(`What was handed out became ${found}.`, 'Give copies, or never write into what was given.')
    },
  },
  {
    id: 'stored-bars/survives',
    claim: 'has bars, and what it knows, when it is opened again',
    lasting: true,
    async check(stage) {
      await stage.storage.bars.save(infy, barsAt([10]), { from: 0, to: Number.POSITIVE_INFINITY })
      await stage.reopen()
      await expectRows(stage, [[10, 100]])
      await expectKnown(stage, [{ from: 0, to: Number.POSITIVE_INFINITY }])
    },
  },
]

/** Saves as chance has it, and holds all of it against a list of moments. */
async function saveAtRandom(stage: StorageStage, series: BarSeries): Promise<void> {
  const { storage, random } = stage
  const upTo = (n: number): number => Math.floor(random() * n)
  const closes = new Map<number, number>()
  for (let close = 1; close <= 8; close++) {
    const from = upTo(45)
    const to = from + 1 + upTo(25)
    const moments = Array.from({ length: to - from }, (_, i) => from + i)
    const times = moments.filter(() => random() < 0.25)
    await storage.bars.save(series, barsAt(times, close), { from, to })
    for (const time of moments) closes.delete(time)
    for (const time of times) closes.set(time, close)
  }
  const rows = [...closes].sort(([a], [b]) => a - b)
  await expectRows(stage, rows, always, series)
}
