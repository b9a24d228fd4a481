import { type DataProvider, instrumentOf, type MarketReport } from '@shagun/core/adapter'
import { breach } from '../conformance-case.ts'
import { nameOf } from '../name-of.ts'
import { aboutMethod, type Claim } from './claim.ts'
import type { DataProviderFixtures } from './fixtures.ts'
import { expectHeard, listen } from './listener.ts'
import { faultOfDepth, faultOfQuote, faultOfTime, faultOfTrade } from './sane-quote.ts'

/** All are skipped where it does not stream, or nothing can be made to happen. */
export const streamClaims: readonly Claim[] = aboutMethod(
  'subscribe',
  withTick([
    {
      id: 'stream/reports',
      claim: 'reports what happens in an instrument that is subscribed to',
      async check(stage) {
        const listener = await listen(stage, stage.instrument)
        await expectHeard(stage, listener, stage.instrument)
        listener.end()
      },
    },
    {
      id: 'stream/only-asked',
      claim: 'reports on nothing that was not subscribed to',
      skipped: needsTwo,
      async check(stage) {
        const [asked, other] = stage.fixtures.instruments
        const listener = await listen(stage, asked)
        await stage.fixtures.tick!(other!)
        await expectHeard(stage, listener, asked)
        listener.end()
        const odd = listener.reports.map(instrumentOf).find((each) => each !== undefined && each !== asked)
        if (odd !== undefined)
          throw breach(`Who subscribed to ${asked} heard of ${odd}.`, 'Report to each what it has subscribed to.')
      },
    },
    {
      id: 'stream/bars',
      claim: 'reports complete bars of the timeframes alone that it declares in `streamsBars`',
      async check(stage) {
        const listener = await listen(stage, stage.instrument)
        await expectHeard(stage, listener, stage.instrument)
        listener.end()
        const { streamsBars = [] } = stage.provider.supports
        for (const report of listener.reports)
          if (report.type === 'bar' && !streamsBars.includes(report.bar.timeframe))
            throw breach(
              `It reported a bar of ${report.bar.timeframe}; declared: ${streamsBars.join(', ') || 'none'}.`,
              'Declare it, or do not report it.',
            )
      },
    },
    {
      id: 'stream/sane',
      claim: 'reports prices above 0, the best first, at times in milliseconds since 1970 and not in the future',
      async check(stage) {
        const listener = await listen(stage, stage.instrument)
        await expectHeard(stage, listener, stage.instrument)
        listener.end()
        const now = stage.provider.environment.clock.now()
        for (const report of listener.reports) {
          const fault = faultOf(report, now)
          if (fault !== undefined)
            throw breach(
              `It reported a ${report.type} with ${fault}.`,
              'Leave out what cannot be, and log that it came.',
            )
        }
      },
    },
    {
      id: 'stream/ends',
      claim: 'reports nothing more once a subscription is ended',
      async check(stage) {
        const { instrument } = stage
        const ended = await listen(stage, instrument)
        await expectHeard(stage, ended, instrument)
        ended.end()
        const before = ended.reports.length
        // What another one hears afterwards, the ended one would have heard before.
        const next = await listen(stage, instrument)
        await expectHeard(stage, next, instrument)
        next.end()
        if (ended.reports.length > before)
          throw breach(
            `After its end there were ${ended.reports.length - before} more reports.`,
            'Forget whoever has ended a subscription at once, also what is on its way to it.',
          )
      },
    },
    {
      id: 'stream/ends-twice',
      claim: 'takes the second end of a subscription for none at all',
      async check(stage) {
        const { instrument } = stage
        const listener = await listen(stage, instrument)
        listener.end()
        try {
          listener.end()
        } catch (cause) {
          throw breach(`It threw ${nameOf(cause)}.`, 'Do nothing the second time.', cause)
        }
        const next = await listen(stage, instrument)
        await expectHeard(stage, next, instrument)
        next.end()
      },
    },
    {
      id: 'stream/beside',
      claim: 'serves a second subscription beside the first',
      skipped: needsTwo,
      async check(stage) {
        const [first, second] = stage.fixtures.instruments
        const listeners = [await listen(stage, first), await listen(stage, second!)] as const
        await expectHeard(stage, listeners[1], second!)
        await expectHeard(stage, listeners[0], first)
        for (const { end } of listeners) end()
      },
    },
    {
      id: 'stream/ended-alone',
      claim: 'goes on with a subscription when another one to the same instrument is ended',
      async check(stage) {
        const { instrument } = stage
        const [ended, other] = [await listen(stage, instrument), await listen(stage, instrument)]
        ended.end()
        await expectHeard(stage, other, instrument)
        other.end()
      },
    },
    {
      id: 'stream/lost-and-restored',
      claim: 'says `lost` when the connection is lost, then `restored` once it reports again, in pairs',
      skipped: (_, { faults }) => (faults?.disconnected === undefined ? 'there is no fault `disconnected`' : undefined),
      async check(stage) {
        const { instrument } = stage
        const listener = await listen(stage, instrument)
        await expectHeard(stage, listener, instrument)
        const has = (type: MarketReport['type']) => listener.reports.some((report) => report.type === type)
        await stage.under('disconnected', async () => {
          if (!(await stage.comesTrue(() => has('lost'))))
            throw breach('The connection was cut and nothing was said.', 'Report `lost`, and watch for a silent end.')
        })
        if (!(await stage.comesTrue(() => has('restored'))))
          throw breach('The connection can be had again and nothing was said.', 'Connect again and report `restored`.')
        await expectHeard(stage, listener, instrument)
        listener.end()
        const turns = listener.reports.map(({ type }) => type).filter((type) => type === 'lost' || type === 'restored')
        if (turns.some((type, i) => type !== (i % 2 === 0 ? 'lost' : 'restored')) || turns.length % 2 > 0)
          throw breach(`It said ${turns.join(', ')}.`, 'Say each once for each loss, `lost` first.')
      },
    },
  ]),
)

function withTick(claims: readonly Claim[]): readonly Claim[] {
  return claims.map((claim) => ({
    ...claim,
    skipped: (provider, fixtures) =>
      fixtures.tick === undefined ? 'there is no `tick`' : claim.skipped?.(provider, fixtures),
  }))
}

function needsTwo(_: DataProvider, { instruments }: DataProviderFixtures): string | undefined {
  return instruments.length < 2 ? 'there is one instrument' : undefined
}

function faultOf(report: MarketReport, now: number): string | undefined {
  switch (report.type) {
    case 'quote':
      return faultOfQuote(report.quote) ?? faultOfTime(report.quote.time, now)
    case 'trade':
      return faultOfTrade(report.trade) ?? faultOfTime(report.trade.time, now)
    case 'depth':
      return faultOfDepth(report.depth) ?? faultOfTime(report.depth.time, now)
    case 'bar':
      return faultOfTime(report.bar.time, now)
    default:
      return undefined
  }
}
