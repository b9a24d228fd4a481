import { type MockOptions, mock } from '@shagun/broker-mock'
import {
  type Bars,
  createEnvironment,
  createInstrument,
  createTrader,
  Decimal,
  type DecimalInput,
  type Fill,
  type Instrument,
  type Log,
  type RunResult,
  ShagunError,
  type Storage,
  type Strategy,
  type Supports,
  seededRandom,
  simulatedClock,
  type TraderOptions,
} from '@shagun/core'
import { createEquityCurve } from './equity-curve.ts'
import { replay } from './replay.ts'
import { createReplayFeed } from './replay-feed.ts'
import { forgetful, rerunnable } from './rerun.ts'
import { runResult } from './run-result.ts'

export interface BacktestOptions<S extends Supports = Supports>
  extends Pick<MockOptions<S>, 'fees' | 'slippage' | 'shortSelling' | 'supports'>,
    Pick<TraderOptions<S>, 'rules' | 'algos' | 'calendar'> {
  /** One series, or several of one or more instruments; the finest of each instrument fills its orders. */
  readonly bars: Bars | readonly Bars[]
  readonly strategy: Strategy<NoInfer<S>>
  readonly cash: DecimalInput
  /** ISO 4217. Default: that of the first instrument given, or `USD`. */
  readonly currency?: string
  /** Default: for each instrument of the bars, an equity with a tick of 0.01 and a lot of 1. */
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
 * At every moment closed bars are shown first and what they decide is placed; then the next bars open and fill it.
 *
 * @throws {@link ShagunError} `strategy-failed` where the strategy throws, `unsupported` where it watches bars that are
 * not given, `invalid-options` where its warm-up is longer than history, `journal-conflict` where the storage holds
 * another run under this account, and what `signal` was aborted with
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
  const series = Array.isArray(options.bars) ? (options.bars as readonly Bars[]) : [options.bars as Bars]
  const strategy = options.strategy as unknown as Strategy
  const begin = beginOf(series, strategy)
  const clock = simulatedClock(begin)
  const environment = createEnvironment({
    clock,
    timers: clock,
    random: seededRandom(options.seed ?? 1),
    ...(options.log !== undefined && { log: options.log }),
  })
  const currency = options.currency ?? options.instruments?.[0]?.currency ?? 'USD'
  const instruments =
    options.instruments ??
    [...new Set(series.map(({ instrument }) => instrument))].map((id) => createInstrument({ id, currency }))
  const broker = mock<Supports>({ ...venueOptions(options), cash: options.cash, currency, instruments }, environment)
  const feed = createReplayFeed(series, environment)
  const storage = options.storage === undefined ? forgetful() : rerunnable(options.storage)
  const trader = createTrader({
    broker,
    data: [feed],
    storage,
    account: options.account ?? 'backtest',
    rules: options.rules ?? [],
    algos: options.algos ?? [],
    strategies: [strategy],
    ...(options.calendar !== undefined && { calendar: options.calendar }),
  })

  const fills: Fill[] = []
  let failure: { readonly cause: unknown } | undefined
  trader.on('order.filled', ({ fill }) => {
    fills.push(fill)
  })
  trader.on('strategy.failed', ({ strategy: name, error, time }) => {
    failure ??= { cause: strategyFailed(name, time, error) }
  })
  trader.on('account.halted', ({ reason }) => {
    failure ??= { cause: storage.conflict ?? new Error(reason) }
  })

  const curve = createEquityCurve(series.reduce((sum, { length }) => sum + length, 0))
  await trader.start()
  try {
    await replay({
      series,
      begin,
      clock,
      venue: broker,
      show: feed.show,
      closed: (time) => curve.add(time, trader.view.getEquity()),
      settle() {
        if (failure !== undefined) throw failure.cause
        return trader.idle()
      },
      ...(options.signal !== undefined && { signal: options.signal }),
      ...(options.onProgress !== undefined && { onProgress: options.onProgress }),
    })
    storage.finish()
    return runResult({
      strategy: strategy.name,
      cash: new Decimal(options.cash),
      view: trader.view,
      fills,
      curve,
      series,
    })
  } finally {
    await trader.stop()
  }
}

/** Only what was given, because an option that is `undefined` is not the same as one that is absent. */
function venueOptions<S extends Supports>({
  fees,
  slippage,
  shortSelling,
  supports,
}: BacktestOptions<S>): MockOptions<Supports> {
  return {
    ...(fees !== undefined && { fees }),
    ...(slippage !== undefined && { slippage }),
    ...(shortSelling !== undefined && { shortSelling }),
    ...(supports !== undefined && { supports }),
  }
}

/** When the clock starts: at the first bar, or where the longest warm-up ends. */
function beginOf(series: readonly Bars[], strategy: Strategy): number {
  let begin = Number.POSITIVE_INFINITY
  for (const { time } of series) begin = Math.min(begin, time[0] ?? Number.POSITIVE_INFINITY)
  if (begin === Number.POSITIVE_INFINITY) throw invalid('bars', 'empty', 'at least one bar')
  for (const { instrument, timeframe, warmUpBars = 0 } of strategy.watch) {
    if (timeframe === undefined) continue
    const bars = series.find((each) => each.instrument === instrument && each.timeframe === timeframe)
    if (bars === undefined) throw notGiven(`${timeframe} bars of ${instrument}`, strategy.name, series)
    if (warmUpBars >= bars.length && warmUpBars > 0)
      throw invalid('warmUpBars', String(warmUpBars), `fewer than the ${bars.length} bars of ${instrument}`)
    // The bar after the warm-up is the first one that the strategy is called with.
    begin = Math.max(begin, bars.time[warmUpBars]!)
  }
  return begin
}

function notGiven(feature: string, strategy: string, series: readonly Bars[]): ShagunError {
  const by = series.map(({ timeframe, instrument }) => `${timeframe} bars of ${instrument}`).join(', ')
  const message = `The strategy ${strategy} watches ${feature}; given are ${by}. Add them to \`bars\`.`
  return new ShagunError('unsupported', message, { details: { feature, by } })
}

function invalid(option: string, value: string, expected: string): ShagunError {
  return new ShagunError('invalid-options', `${option} is ${value}; expected ${expected}.`, {
    details: { option, value, expected },
  })
}

function strategyFailed(strategy: string, time: number, cause: unknown): ShagunError {
  const why = cause instanceof Error ? cause.message : String(cause)
  const message = `The strategy ${strategy} threw at ${new Date(time).toISOString()}: ${why}`
  return new ShagunError('strategy-failed', message, { details: { strategy, time }, cause })
}
