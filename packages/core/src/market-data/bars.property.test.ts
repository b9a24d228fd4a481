import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mcx } from '../calendars/mcx.ts'
import { nse } from '../calendars/nse.ts'
import { nyse } from '../calendars/nyse.ts'
import { barClose, barPeriod } from '../model/bar-period.ts'
import { type Bar, type Bars, createBars } from '../model/bars.ts'
import type { Calendar } from '../model/calendar.ts'
import type { Trade } from '../model/quote.ts'
import type { Timeframe } from '../model/time.ts'
import { createBarBuilder } from './bar-builder.ts'
import { resample } from './resample.ts'

const instrument = 'X:A'
const timeframes: readonly Timeframe[] = ['1m', '2m', '5m', '15m', '30m', '1h', '4h', '1d', '1w', '1mo', '3mo']

/** Weeks in which clocks change, sessions end sooner, and days have no session or two. */
const starts = ['2026-03-05', '2026-10-28', '2026-11-24', '2025-10-20', '2024-03-01', '2026-07-30', '2021-02-23']
const calendars: readonly (Calendar | undefined)[] = [nse(), nse({ segment: 'derivatives' }), mcx(), nyse(), undefined]

interface Case {
  readonly calendar: Calendar | undefined
  readonly trades: readonly Trade[]
}

const cases: fc.Arbitrary<Case> = fc
  .record({
    calendar: fc.constantFrom(...calendars),
    start: fc.constantFrom(...starts).map(Date.parse),
    steps: fc.array(
      fc.record({
        // Mostly within minutes, at times over nights and weekends.
        gap: fc.oneof(
          { weight: 8, arbitrary: fc.integer({ min: 1, max: 100_000 }) },
          { weight: 3, arbitrary: fc.integer({ min: 1, max: 7_200_000 }) },
          { weight: 1, arbitrary: fc.integer({ min: 1, max: 100_000_000 }) },
        ),
        price: fc.integer({ min: 50, max: 150 }),
        quantity: fc.integer({ min: 0, max: 100 }),
      }),
      { minLength: 1, maxLength: 150 },
    ),
  })
  .map(({ calendar, start, steps }) => {
    let time = calendar === undefined ? start : calendar.nextOpen(start) - 600_000
    return {
      calendar,
      trades: steps.map(({ gap, price, quantity }) => ({ instrument, time: (time += gap), price, quantity })),
    }
  })

/** All bars of all timeframes that trades make, in the order in which they are told. */
function barsOf({ calendar, trades }: Case, end: number, only = timeframes): readonly Bar[] {
  const told: Bar[] = []
  let now = Number.NEGATIVE_INFINITY
  const builder = createBarBuilder({
    instrument,
    timeframes: only,
    calendar,
    onBar(bar, close) {
      // By the time that somebody hears of it, it is over; and it is told of in the order of time.
      expect(close).toBe(barClose(bar.time, bar.timeframe, calendar))
      expect(close).toBeGreaterThanOrEqual(now)
      now = close
      told.push(bar)
    },
  })
  for (const trade of trades) builder.addTrade(trade)
  builder.advance(end)
  return told
}

function ofTimeframe(bars: readonly Bar[], timeframe: Timeframe): Bars {
  return createBars(
    instrument,
    timeframe,
    bars.filter((bar) => bar.timeframe === timeframe),
  )
}

/** Beyond every bar. */
const farAway = Date.UTC(2027, 5, 1)

function isTaken({ time }: Trade, calendar: Calendar | undefined): boolean {
  return (
    calendar === undefined ||
    calendar.isOpen(time) ||
    (calendar.phase(time) === 'pre-open' && calendar.session(time) !== undefined)
  )
}

describe('bars', () => {
  it('from ticks are those from their one-minute bars, in every timeframe', () => {
    fc.assert(
      fc.property(cases, (each) => {
        const told = barsOf(each, farAway)
        const minutes = ofTimeframe(told, '1m')
        for (const timeframe of timeframes)
          expect([...resample(minutes, timeframe, each.calendar, { until: farAway })]).toEqual([
            ...ofTimeframe(told, timeframe),
          ])
      }),
    )
  })

  it('are the same in one pass and each for itself', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(...timeframes), (each, timeframe) => {
        expect([...ofTimeframe(barsOf(each, farAway), timeframe)]).toEqual(barsOf(each, farAway, [timeframe]))
      }),
    )
  })

  it('made in two steps are those made in one', () => {
    const steps = fc.constantFrom<readonly [Timeframe, Timeframe]>(
      ['5m', '15m'],
      ['5m', '1h'],
      ['15m', '1d'],
      ['1h', '1w'],
      ['4h', '1mo'],
      ['1d', '1w'],
      ['1d', '1mo'],
      ['1mo', '3mo'],
    )
    fc.assert(
      fc.property(cases, steps, ({ calendar, trades }, [first, second]) => {
        const minutes = ofTimeframe(barsOf({ calendar, trades }, farAway), '1m')
        const direct = resample(minutes, second, calendar)
        expect([...resample(resample(minutes, first, calendar), second, calendar)]).toEqual([...direct])
        expect([...resample(direct, second, calendar)]).toEqual([...direct])
      }),
      { numRuns: 200 },
    )
  })

  it('that have closed do not change when more comes', () => {
    fc.assert(
      fc.property(cases, fc.nat(150), ({ calendar, trades }, count) => {
        const until = trades[Math.min(count, trades.length - 1)]!.time
        const seen = barsOf({ calendar, trades: trades.filter(({ time }) => time < until) }, until)
        expect(barsOf({ calendar, trades }, farAway).slice(0, seen.length)).toEqual(seen)
      }),
    )
  })

  it('keep the volume, and lie between the lowest and the highest price', () => {
    fc.assert(
      fc.property(cases, (each) => {
        const taken = each.trades.filter((trade) => isTaken(trade, each.calendar))
        const told = barsOf(each, farAway)
        for (const timeframe of timeframes) {
          const { volume, high, low, open, close, length } = ofTimeframe(told, timeframe)
          expect(volume.reduce((sum, x) => sum + x, 0)).toBe(taken.reduce((sum, { quantity }) => sum + quantity, 0))
          expect(Math.max(...high)).toBe(Math.max(...taken.map(({ price }) => price)))
          expect(Math.min(...low)).toBe(Math.min(...taken.map(({ price }) => price)))
          if (length === 0) continue
          expect(open[0]).toBe(taken[0]!.price)
          expect(close[length - 1]).toBe(taken.at(-1)!.price)
        }
      }),
    )
  })

  it('that are filled are those that are not, with one for every period between', () => {
    const timeframe = fc.constantFrom<Timeframe>('15m', '1h', '1d', '1w')
    fc.assert(
      fc.property(cases, timeframe, ({ calendar, trades }, each) => {
        const minutes = ofTimeframe(barsOf({ calendar, trades }, farAway), '1m')
        const [sparse, filled] = [
          resample(minutes, each, calendar),
          resample(minutes, each, calendar, { fill: 'previous-close' }),
        ]
        const times = new Set(sparse.time)
        expect([...filled].filter(({ time }) => times.has(time))).toEqual([...sparse])
        let before: Bar | undefined
        for (const bar of filled) {
          if (before !== undefined) {
            const close = barClose(before.time, each, calendar)
            const next = calendar === undefined || calendar.isOpen(close) ? close : calendar.nextOpen(close)
            expect(bar.time).toBe(barPeriod(next, each, calendar)!.open)
            if (!times.has(bar.time))
              expect([bar.open, bar.high, bar.low, bar.close, bar.volume]).toEqual([...Array(4).fill(before.close), 0])
          }
          before = bar
        }
      }),
    )
  })

  it('do not depend on the order in which ticks of one bar come', () => {
    fc.assert(
      fc.property(cases, fc.infiniteStream(fc.nat()), (each, draw) => {
        // Trades of one minute change places; of one moment there is only one.
        const groups = Map.groupBy(each.trades, ({ time }) => barPeriod(time, '1m', each.calendar)?.open ?? time)
        const shuffled = [...groups.values()].flatMap((group) =>
          [...group]
            .map((trade) => [draw.next().value!, trade] as const)
            .sort((a, b) => a[0] - b[0])
            .map(([, trade]) => trade),
        )
        const inOrder = barsOf(each, farAway, ['1m', '1h', '1d'])
        expect(barsOf({ ...each, trades: shuffled }, farAway, ['1m', '1h', '1d'])).toEqual(inOrder)
      }),
    )
  })
})
