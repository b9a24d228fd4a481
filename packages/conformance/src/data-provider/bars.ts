import type { Bar, Bars, Timeframe } from '@shagun/core'
import { barClose } from '@shagun/core'
import { breach } from '../conformance-case.ts'
import type { Claim } from './claim.ts'
import { refused } from './refused.ts'
import { differenceOf, differenceOfParts } from './same-bars.ts'
import { nameOf, rangesOf, type Stage, type Stretch } from './stage.ts'

const columns = ['time', 'open', 'high', 'low', 'close', 'volume'] as const

/** What is said of bars holds for those of every range that was given. */
export const barClaims: readonly Claim[] = [
  {
    id: 'bars/identity',
    claim: 'gives bars of the instrument and the timeframe that were asked for, in columns of one length',
    async check({ instrument, fetchHistory }) {
      for (const { timeframe, bars } of await fetchHistory()) {
        if (bars.instrument !== instrument || bars.timeframe !== timeframe)
          throw breach(
            `Bars of ${instrument} ${timeframe} came as those of ${bars.instrument} ${bars.timeframe}.`,
            'Hand on the instrument and the timeframe of the question, or refuse it.',
          )
        const odd = columns.find((column) => bars[column].length !== bars.length)
        if (odd !== undefined)
          throw breach(
            `Of ${bars.length} bars the column ${odd} has ${bars[odd].length}.`,
            'Make bars with createBars.',
          )
      }
    },
  },
  {
    id: 'bars/within-range',
    claim: 'gives no bar that opened before a range or after it',
    async check({ fetchHistory }) {
      for (const { timeframe, from, to, bars } of await fetchHistory()) {
        const outside = bars.time.find((time) => time < from || time >= to)
        if (outside !== undefined)
          throw breach(
            `A ${timeframe} bar of ${iso(outside)} came in answer to ${iso(from)} up to before ${iso(to)}.`,
            'Leave out what the vendor gives beyond the range.',
          )
      }
    },
  },
  {
    id: 'bars/from-inclusive',
    claim: 'gives the bar that opens as a range begins',
    async check(stage) {
      for (const { timeframe, to, bars, middle } of await probed(stage)) {
        const from = bars.time[middle]!
        const { time } = await stage.fetchBars({ timeframe, from, to })
        if (!time.includes(from))
          throw breach(`Bars of ${timeframe} from ${iso(from)} lack the one that opens then.`, 'Include `from`.')
      }
    },
  },
  {
    id: 'bars/to-exclusive',
    claim: 'leaves out the bar that opens as a range ends',
    async check(stage) {
      for (const { timeframe, from, bars, middle } of await probed(stage)) {
        const to = bars.time[middle]!
        const { time } = await stage.fetchBars({ timeframe, from, to })
        if (time.includes(to))
          throw breach(`Bars of ${timeframe} to ${iso(to)} hold the one that opens then.`, 'End before `to`.')
      }
    },
  },
  {
    id: 'bars/rising',
    claim: 'gives bars in the order in which they opened, each once',
    async check({ fetchHistory }) {
      for (const { timeframe, bars } of await fetchHistory()) {
        const odd = bars.time.findIndex((time, i) => !(time > (bars.time[i - 1] ?? Number.NEGATIVE_INFINITY)))
        if (odd >= 0)
          throw breach(
            `Row ${odd} of the ${timeframe} bars has ${iso(bars.time[odd]!)}, not after the row before it.`,
            'Sort what the vendor gives, and keep one of those that are there twice.',
          )
      }
    },
  },
  {
    id: 'bars/sane',
    claim: 'gives prices above 0 with open and close between low and high, and a volume of 0 or more',
    async check({ fetchHistory }) {
      for (const { timeframe, bars } of await fetchHistory())
        for (const bar of bars)
          if (!isSane(bar))
            throw breach(
              `The ${timeframe} bar of ${iso(bar.time)} has open ${bar.open}, high ${bar.high}, low ${bar.low}, close ${bar.close}, volume ${bar.volume}.`,
              "Leave out a bar that the vendor has not, and refuse one that cannot be as 'invalid-data'.",
            )
    },
  },
  {
    id: 'bars/timeframe',
    claim: 'gives bars that lie as far apart as their timeframe says',
    async check({ fetchHistory }) {
      for (const { timeframe, bars } of await fetchHistory()) {
        // Bars out of order are the matter of another case.
        const gaps = Array.from(bars.time.subarray(1), (time, i) => time - bars.time[i]!).filter((gap) => gap > 0)
        const length = lengthOf(timeframe)
        const [least] = gaps.toSorted((a, b) => a - b)
        // Sessions cut bars short, and months differ.
        if (least !== undefined && !(least > length / 2 && least < length * 2))
          throw breach(
            `Bars of ${timeframe} lie ${least} ms apart where they are closest.`,
            'Ask the vendor for the timeframe of the question; give a range in which two bars are next to each other.',
          )
      }
    },
  },
  {
    id: 'bars/empty-range',
    claim: 'gives no bars, and no error, for a range without length',
    async check(stage) {
      for (const { timeframe, bars, middle } of await probed(stage)) {
        const at = bars.time[middle]!
        await expectNone(stage, timeframe, at, at)
      }
    },
  },
  {
    id: 'bars/nothing-traded',
    claim: 'gives no bars, and no error, for a range in which none opened',
    async check(stage) {
      for (const { timeframe, bars, middle } of await probed(stage))
        await expectNone(stage, timeframe, bars.time[middle - 1]! + 1, bars.time[middle]!)
    },
  },
  {
    id: 'bars/reversed-range',
    claim: "refuses a range that ends before it begins as 'invalid-options'",
    async check(stage) {
      for (const [timeframe, { from, to }] of rangesOf(stage.fixtures)) {
        const { instrument } = stage
        const asked = stage.provider.fetchBars({ instrument, timeframe, from: to, to: from })
        await refused(stage, asked, `A question for ${timeframe} bars that ends before it begins`, 'invalid-options')
      }
    },
  },
  {
    id: 'bars/repeatable',
    claim: 'gives the same bars when asked once more',
    async check({ fetchHistory, fetchBars }) {
      for (const { timeframe, from, to, bars } of await fetchHistory()) {
        const difference = differenceOf(bars, await fetchBars({ timeframe, from, to }))
        if (difference !== undefined)
          throw breach(
            `The second time the ${timeframe} bars are others: ${difference}.`,
            'Give bars that are over as they are; give a range in `ranges` that is.',
          )
      }
    },
  },
  {
    id: 'bars/halves',
    claim: 'gives in two parts of a range what it gives in the whole',
    async check(stage) {
      for (const { timeframe, from, to, bars, middle } of await probed(stage)) {
        const split = Math.ceil((bars.time[middle - 1]! + bars.time[middle]!) / 2)
        const parts = [
          await stage.fetchBars({ timeframe, from, to: split }),
          await stage.fetchBars({ timeframe, from: split, to }),
        ]
        const difference = differenceOfParts(bars, parts)
        if (difference !== undefined)
          throw breach(
            `Split at ${iso(split)} the ${timeframe} bars are others than in one: ${difference}.`,
            'Let no bar depend on the range that it was asked in, and fetch long ranges page by page.',
          )
      }
    },
  },
  {
    id: 'bars/unknown-instrument',
    claim: "refuses a symbol that nobody has as 'not-found', in place of no bars",
    async check(stage) {
      const { provider, fixtures } = stage
      const instrument = fixtures.unknownInstrument
      for (const [timeframe, range] of rangesOf(fixtures)) {
        const asked = provider.fetchBars({ instrument, timeframe, ...range })
        await refused(stage, asked, `A question for ${timeframe} bars of ${instrument}`, 'not-found')
      }
    },
  },
]

/** The ranges that hold enough to look into, with a row that has others on both sides. Too few are the matter of another case. */
async function probed(stage: Stage): Promise<readonly (Stretch & { readonly middle: number })[]> {
  const stretches = (await stage.fetchHistory()).filter(({ bars }) => bars.length >= 3)
  return stretches.map((stretch) => ({ ...stretch, middle: stretch.bars.length >> 1 }))
}

async function expectNone(stage: Stage, timeframe: Timeframe, from: number, to: number): Promise<void> {
  const what = `A question for ${timeframe} bars from ${iso(from)} to ${iso(to)}, when none opened,`
  let bars: Bars
  try {
    bars = await stage.fetchBars({ timeframe, from, to })
  } catch (cause) {
    throw breach(`${what} failed with ${nameOf(cause)}.`, 'Answer with no bars; createBars takes none, too.', cause)
  }
  if (bars.length > 0)
    throw breach(`${what} was answered with ${bars.length}.`, 'Leave out what the vendor gives beyond the range.')
}

function isSane({ time, open, high, low, close, volume }: Bar): boolean {
  if (![time, open, high, low, close, volume].every(Number.isFinite)) return false
  return low > 0 && low <= Math.min(open, close) && high >= Math.max(open, close) && volume >= 0
}

function lengthOf(timeframe: Timeframe): number {
  return barClose(0, timeframe)
}

function iso(time: number): string {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString()
}
