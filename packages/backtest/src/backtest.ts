import { type MockOptions, mock } from '@shagun/broker-mock'
import {
  type Bars,
  createEnvironment,
  createInstrument,
  createMarketData,
  createTrader,
  Decimal,
  type DecimalInput,
  type Instrument,
  type Log,
  type RunResult,
  type Storage,
  type Strategy,
  type Supports,
  seededRandom,
  simulatedClock,
  type TraderOptions,
} from '@shagun/core'
import { allFills } from './all-fills.ts'
import { beginOf } from './begin.ts'
import { createEquityCurve } from './equity-curve.ts'
import { forgetful } from './forgetful.ts'
import { replay } from './replay.ts'
import { createReplayFeed } from './replay-feed.ts'
import { rerunnable } from './rerun.ts'
import { createRun } from './run.ts'
import { runResult } from './run-result.ts'
import { createSteppedTimers } from './stepped-timers.ts'
import { strategyFailed } from './strategy-failed.ts'

type OfTheVenue =
  | 'fees'
  | 'slippage'
  | 'participation'
  | 'insideBars'
  | 'checks'
  | 'bands'
  | 'marketProtection'
  | 'latency'
  | 'shortSelling'
  | 'margins'
  | 'blocksFunds'
  | 'supports'
  | OfItself
/** What the venue does of itself; the account learns of it from its books. */
type OfItself = 'maintenance' | 'squareOff' | 'settlementPrice'
const ofItself: readonly OfItself[] = ['maintenance', 'squareOff', 'settlementPrice']
/** What the venue is told as it was given. */
const ofTheVenue: readonly OfTheVenue[] = [
  'fees',
  'slippage',
  'participation',
  'insideBars',
  'checks',
  'bands',
  'marketProtection',
  'latency',
  'shortSelling',
  'margins',
  'blocksFunds',
  'supports',
  ...ofItself,
]
/** So long it takes at most until an account that has been told of something else's doing has read its books. */
const readsBooksWithinMs = 5_000

/** What is replayed, through which strategy, under which conditions. */
export interface BacktestOptions<S extends Supports = Supports>
  extends Pick<MockOptions<S>, OfTheVenue>,
    Pick<TraderOptions<S>, 'rules' | 'algos' | 'calendar'> {
  /** One series, or several of one or more instruments. The finest of each fills its orders, so it should cover the whole time. */
  readonly bars: Bars | readonly Bars[]
  readonly strategy: Strategy<NoInfer<S>>
  readonly cash: DecimalInput
  /** ISO 4217. Default: that of the first instrument given, or `USD`. */
  readonly currency?: string
  /** What the bars are of. Default, also for those left out: an equity with a tick of 0.01 and a lot of 1. */
  readonly instruments?: readonly Instrument[]
  /** Chance is seeded: the same seed gives the same run to the bit. Default: 1. */
  readonly seed?: number
  /** Where the journal goes. A journal that holds this very run is compared entry by entry, not written twice. Default: nowhere. */
  readonly storage?: Storage
  /** The name of the account in the storage. Default: `backtest`. */
  readonly account?: string
  readonly signal?: AbortSignal
  /** Told now and then how many of how many bars are done. */
  readonly onProgress?: (done: number, total: number) => void
  /** Where warnings go. Default: the console. */
  readonly log?: Log
}

/**
 * Replays history through a strategy, with the same trader that trades live: rules, journal and order state are the
 * real ones, only clock and broker are simulated.
 *
 * At every moment closed bars are shown first and what they decide is placed; then the next bars open and fill it. A
 * strategy with `onQuote` hears each close as a quote, too. Timers fire at their time, and before the clock moves on,
 * all that was called has returned. So a call must not wait for what only later bars can bring: keep the promise of an
 * execution that goes on, and return.
 *
 * @throws ShagunError `strategy-failed` where the strategy throws, `unsupported` where it watches bars that are
 * not given, `invalid-options` where a series is empty, given twice or no longer than a warm-up, or where another option
 * has no meaning, `journal-conflict` where the storage holds another run under this account, `account-halted` where it
 * fails, and what `signal` was aborted with
 * @example
 * ```ts
 * import { backtest } from '@shagun/backtest'
 * import { createBars, type Strategy } from '@shagun/core'
 *
 * const bars = createBars('NASDAQ:AAPL', '1d', [
 *   { time: Date.UTC(2018, 4, 10), open: 187.7, high: 190.4, low: 187.7, close: 190 },
 *   { time: Date.UTC(2018, 4, 11), open: 189.5, high: 190.1, low: 187.5, close: 188.6 },
 * ])
 * const buyOnce: Strategy = {
 *   name: 'buy-once',
 *   watch: [{ instrument: 'NASDAQ:AAPL', timeframe: '1d' }],
 *   async onBar(bar, trader) {
 *     if (trader.view.orders.size === 0)
 *       await trader.place({ instrument: bar.instrument, side: 'buy', quantity: 10, type: 'market' })
 *   },
 * }
 * const result = await backtest({ bars, strategy: buyOnce, cash: '10000' })
 * console.log(result.finalEquity.toString()) // 9991
 * ```
 */
export async function backtest<const S extends Supports = Supports>(options: BacktestOptions<S>): Promise<RunResult> {
  options.signal?.throwIfAborted()
  const series = Array.isArray(options.bars) ? (options.bars as readonly Bars[]) : [options.bars as Bars]
  // Inside, one strategy is like another: what S narrows was checked by the compiler at the door.
  const strategy = options.strategy as unknown as Strategy
  const { algos = [] } = options
  const begin = beginOf(series, strategy, options.calendar)
  const clock = simulatedClock(begin)
  const run = createRun()
  const timers = createSteppedTimers(clock, (cause) => run.fail(strategyFailed(strategy.name, clock.now(), cause)))
  const environment = createEnvironment({
    clock,
    timers,
    random: seededRandom(options.seed ?? 1),
    ...(options.log !== undefined && { log: options.log }),
  })
  const venue = mock(venueOptions(options, series), environment)
  const quotes = strategy.onQuote !== undefined || algos.some(({ algo }) => algo.needs.includes('quotes'))
  const feed = createReplayFeed(series, environment, quotes, options.calendar)
  const storage = rerunnable(options.storage ?? forgetful())
  const trader = createTrader({
    broker: venue,
    data: createMarketData({
      providers: [feed],
      ...(options.calendar !== undefined && { calendars: { '*': options.calendar } }),
      // History is silent between its bars.
      stream: { silentAfterMs: 0 },
    }),
    storage,
    account: options.account ?? 'backtest',
    rules: options.rules ?? [],
    algos,
    strategies: [strategy, spectator(series)],
    // The venue lives in this process: what it says arrives.
    reconcileEveryMs: 0,
    ...(options.calendar !== undefined && { calendar: options.calendar }),
  })
  run.follow(trader, storage.getConflict, options.signal)
  const curve = createEquityCurve(
    Number(options.cash),
    series.reduce((sum, { length }) => sum + length, 0),
  )
  try {
    await trader.start()
    await replay({
      series,
      calendar: options.calendar,
      begin,
      clock,
      timers,
      venue,
      show: feed.show,
      closed: (time) => curve.add(time, trader.view.getEquity()),
      settle: run.settle,
      ...(options.onProgress !== undefined && { onProgress: options.onProgress }),
    })
    const closesItself = ofItself.some((option) => options[option] !== undefined)
    if (closesItself) {
      venue.finish()
      const until = clock.now() + readsBooksWithinMs
      while (timers.next <= until) {
        timers.run()
        await run.settle(true)
      }
      curve.amend(trader.view.getEquity())
    }
    storage.finish()
    const { view } = trader
    return runResult({
      strategy: strategy.name,
      cash: new Decimal(options.cash),
      view,
      fills: run.fills,
      traded: closesItself ? allFills(venue.venue, run.fills) : run.fills,
      curve,
      series,
    })
  } catch (thrown) {
    throw run.causeOf(thrown)
  } finally {
    run.end()
    await trader.stop()
  }
}

/** Only what was given, because an option that is `undefined` is not the same as one that is absent. */
function venueOptions<S extends Supports>(options: BacktestOptions<S>, series: readonly Bars[]): MockOptions<Supports> {
  const { cash, instruments: given = [] } = options
  const currency = options.currency ?? given[0]?.currency ?? 'USD'
  const others = new Set(series.map(({ instrument }) => instrument))
  for (const { id } of given) others.delete(id)
  return {
    cash,
    currency,
    instruments: [...given, ...[...others].map((id) => createInstrument({ id, currency }))],
    ...Object.fromEntries(
      ofTheVenue.flatMap((option) => (options[option] === undefined ? [] : [[option, options[option]]])),
    ),
  }
}

/** Somebody looks at every instrument, so that positions have a price also where the strategy watches something else. */
function spectator(series: readonly Bars[]): Strategy {
  return { name: 'spectator', watch: series.map(({ instrument }) => ({ instrument })) }
}
