import { type Bar, barClose } from '@shagun/core'
import { breach } from '../conformance-case.ts'
import type { Claim } from './claim.ts'
import { iso } from './iso.ts'
import { refused } from './refused.ts'
import { differenceOf } from './same-bars.ts'
import { rangesOf } from './stage.ts'

const columns = ['time', 'open', 'high', 'low', 'close', 'volume'] as const

/** What bars are, in every range that was given. */
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
        const length = barClose(0, timeframe)
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

function isSane({ time, open, high, low, close, volume }: Bar): boolean {
  if (![time, open, high, low, close, volume].every(Number.isFinite)) return false
  return low > 0 && low <= Math.min(open, close) && high >= Math.max(open, close) && volume >= 0
}
