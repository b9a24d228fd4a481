import { type DataProvider, exchangeOf, type InstrumentId, symbolOf, type Timeframe } from '@shagun/core'
import { type Adjustment, isTimeframe } from '@shagun/core/adapter'
import { breach } from '../conformance-case.ts'
import type { Claim } from './claim.ts'
import { refused } from './refused.ts'
import { differenceOf } from './same-bars.ts'
import { someRange } from './stage.ts'

const adjustments: readonly Adjustment[] = ['none', 'splits', 'splits-and-dividends']
const oddTimeframes: readonly Timeframe[] = ['7m', '11m', '13h', '5w']
const optionalMethods = ['fetchQuotes', 'fetchInstruments', 'subscribe'] as const

/** What it says of itself is true. */
export const capabilityClaims: readonly Claim[] = [
  {
    id: 'capabilities/declaration',
    claim:
      'declares what can be: known timeframes and adjustments, each once, at least one exchange, delays of 0 or more',
    async check({ provider }) {
      const [field, remedy] = faultOf(provider) ?? []
      if (field !== undefined) throw breach(`Its \`supports\` has ${field}.`, remedy!)
    },
  },
  {
    id: 'capabilities/methods',
    claim: 'has a method, or does not have it at all, and streams where it declares bars of a stream',
    async check({ provider }) {
      for (const name of optionalMethods)
        if (name in provider && typeof provider[name] !== 'function')
          throw breach(`It has \`${name}\`, which is ${typeof provider[name]}.`, 'Leave out a method that it has not.')
      if ((provider.supports.streamsBars ?? []).length > 0 && provider.subscribe === undefined)
        throw breach('It declares `streamsBars` and has no `subscribe`.', 'Leave out the one or add the other.')
    },
  },
  {
    id: 'capabilities/timeframes',
    claim: 'serves bars of every timeframe that it declares',
    async check({ fixtures, provider, fetchBars }) {
      for (const timeframe of provider.supports.timeframes) {
        const range = fixtures.ranges[timeframe]
        if (range === undefined)
          throw breach(`It declares ${timeframe}, and the fixtures have no range for it.`, 'Add one to `ranges`.')
        const { length } = await fetchBars({ timeframe, ...range })
        if (length < 3)
          throw breach(
            `There are ${length} bars of ${timeframe} in the range that was given.`,
            'Serve what is declared; or give a range in `ranges` that holds three bars or more.',
          )
      }
    },
  },
  {
    id: 'capabilities/undeclared-timeframe',
    claim: "refuses a timeframe that it does not declare as 'unsupported', in place of bars of another",
    async check(stage) {
      const timeframe = oddTimeframes.find((odd) => !stage.provider.supports.timeframes.includes(odd))!
      const { from, to } = someRange(stage.fixtures)
      const { instrument } = stage
      const asked = stage.provider.fetchBars({ instrument, timeframe, from, to })
      await refused(stage, asked, `A question for ${timeframe} bars, which it does not declare,`, 'unsupported')
    },
  },
  {
    id: 'capabilities/undeclared-exchange',
    claim: 'refuses an instrument of an exchange that it does not declare, in place of another that is called the same',
    skipped: ({ supports }) => (supports.exchanges.includes('*') ? 'it declares every exchange' : undefined),
    async check(stage) {
      const instrument: InstrumentId = `NOWHERE:${symbolOf(stage.instrument)}`
      const asked = stage.provider.fetchBars({ instrument, ...someRange(stage.fixtures) })
      await refused(stage, asked, `A question for bars of ${instrument}`, 'not-found', 'unsupported')
    },
  },
  {
    id: 'capabilities/adjustments',
    claim: 'serves bars in every adjustment that it declares, and unasked in the first of them',
    async check({ provider, fetchHistory, fetchBars }) {
      for (const { timeframe, from, to, bars } of await fetchHistory())
        for (const [i, adjustment] of provider.supports.adjusted.entries()) {
          const adjusted = await fetchBars({ timeframe, from, to, adjustment })
          if (adjusted.length !== bars.length)
            throw breach(
              `There are ${adjusted.length} bars of ${timeframe} adjusted for ${adjustment}, and ${bars.length} unasked.`,
              'Serve what is declared in `adjusted`, or do not declare it.',
            )
          const difference = i === 0 ? differenceOf(bars, adjusted) : undefined
          if (difference !== undefined)
            throw breach(
              `Unasked the bars of ${timeframe} are others than those adjusted for ${adjustment}: ${difference}.`,
              'List first in `adjusted` what is given unasked.',
            )
        }
    },
  },
  {
    id: 'capabilities/undeclared-adjustment',
    claim: "refuses an adjustment that it does not declare as 'unsupported', in place of prices of another",
    skipped: ({ supports }) =>
      undeclaredAdjustment(supports.adjusted) === undefined ? 'it declares every adjustment' : undefined,
    async check(stage) {
      const { instrument, provider, fixtures } = stage
      const adjustment = undeclaredAdjustment(provider.supports.adjusted)!
      const asked = provider.fetchBars({ instrument, adjustment, ...someRange(fixtures) })
      await refused(stage, asked, `A question for bars adjusted for ${adjustment}`, 'unsupported')
    },
  },
  {
    id: 'capabilities/substitutes',
    claim: 'serves the venues that stand in for others, and passes none of their prices off as those of the others',
    skipped: ({ supports }) => (supports.substitutes === undefined ? 'it declares no substitutes' : undefined),
    async check(stage) {
      const { exchanges, substitutes = {} } = stage.provider.supports
      const serves = (exchange: string): boolean => exchanges.includes('*') || exchanges.includes(exchange)
      for (const [venue, standIn] of Object.entries(substitutes)) {
        if (!serves(standIn))
          throw breach(`${standIn} stands in for ${venue} and is not among its exchanges.`, 'Add it to `exchanges`.')
        if (serves(venue))
          throw breach(`${venue} is among its exchanges and has a substitute.`, 'Declare the one or the other.')
        const listing = stage.fixtures.instruments.find((each) => exchangeOf(each) === standIn)
        if (listing === undefined) continue
        const instrument: InstrumentId = `${venue}:${symbolOf(listing)}`
        const asked = stage.provider.fetchBars({ instrument, ...someRange(stage.fixtures) })
        await refused(stage, asked, `A question for bars of ${instrument}`, 'not-found', 'unsupported')
      }
    },
  },
]

/** What is wrong with what it declares, and what to do. */
function faultOf({ id, supports }: DataProvider): readonly [field: string, remedy: string] | undefined {
  const { timeframes, exchanges, delayedBySec, adjusted, streamsBars = [], pollEveryMs = 0 } = supports
  if (id === '') return ['an empty id beside it', 'Give it the name of the vendor.']
  for (const [field, listed] of Object.entries({ timeframes, exchanges, adjusted, streamsBars }))
    if (new Set(listed).size < listed.length) return [`\`${field}\` with one twice`, 'List each once.']
  for (const [field, listed] of Object.entries({ timeframes, exchanges, adjusted }))
    if (listed.length === 0) return [`no \`${field}\``, 'List at least one.']
  const odd = [...timeframes, ...streamsBars].find((timeframe) => !isTimeframe(timeframe))
  if (odd !== undefined) return [`the timeframe ${odd}`, 'Write it as 15m, 1h or 1d.']
  const unknown = adjusted.find((adjustment) => !adjustments.includes(adjustment))
  if (unknown !== undefined) return [`the adjustment ${unknown}`, `Use one of ${adjustments.join(', ')}.`]
  for (const [field, number] of Object.entries({ delayedBySec, pollEveryMs }))
    if (!(number >= 0 && number < Infinity)) return [`\`${field}\` of ${number}`, 'Give a finite number of 0 or more.']
  return undefined
}

function undeclaredAdjustment(declared: readonly Adjustment[]): Adjustment | undefined {
  return adjustments.find((adjustment) => !declared.includes(adjustment))
}
