import type { Bars, Timeframe } from '@shagun/core'
import { breach } from '../conformance-case.ts'
import { nameOf } from '../name-of.ts'
import type { Claim } from './claim.ts'
import { iso } from './iso.ts'
import { refused } from './refused.ts'
import { differenceOfParts } from './same-bars.ts'
import { rangesOf, type Stage, type Stretch } from './stage.ts'

/** Which bars belong to a range, and which do not. */
export const barRangeClaims: readonly Claim[] = [
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
