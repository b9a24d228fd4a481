import { ShagunError } from '../errors.ts'
import { type Bars, createBars } from '../model/bars.ts'
import { exchangeOf, type InstrumentId } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
import type { Quote } from '../model/quote.ts'
import type { Timeframe, Timestamp } from '../model/time.ts'
import {
  type BarQuery,
  type DataProvider,
  type DataSupports,
  defineDataProvider,
  instrumentOf,
  type MarketReport,
} from '../ports/data-provider.ts'
import type { Environment, Timers } from '../ports/environment.ts'
import { systemEnvironment } from '../ports/environment-system.ts'
import { errorOf, notFound, type ProviderFault, spoiledBars, spoiledQuote } from './provider-fault.ts'

/** The methods that a data provider need not have. */
export type OptionalProviderMethod = 'fetchQuotes' | 'fetchInstruments' | 'subscribe'

/** What a fake provider is and holds. */
export interface FakeProviderOptions<Without extends OptionalProviderMethod = never> {
  /** Default: `fake`. */
  readonly id?: string
  /** What it says of itself, in place of these: the timeframes of its bars, every exchange, no delay, no adjustment. */
  readonly supports?: Partial<DataSupports>
  readonly bars?: readonly Bars[]
  readonly quotes?: readonly Quote[]
  readonly instruments?: readonly Instrument[]
  /** Methods that it has not. */
  readonly without?: readonly Without[]
}

/** A request as it came in, and when. */
export type FakeRequest =
  | { readonly kind: 'bars'; readonly time: Timestamp; readonly query: BarQuery }
  | { readonly kind: 'quotes'; readonly time: Timestamp; readonly instruments: readonly InstrumentId[] }
  | { readonly kind: 'instruments'; readonly time: Timestamp; readonly exchange: string }
  | { readonly kind: 'subscribe'; readonly time: Timestamp; readonly instruments: readonly InstrumentId[] }

/** A data provider in memory, in the hands of a test. */
export type FakeProvider<Without extends OptionalProviderMethod = never> = Omit<Required<DataProvider>, Without> & {
  /** Everything that it was asked, oldest first; what was given up before it was asked is not among it. */
  readonly requests: readonly FakeRequest[]
  /** What is subscribed to at this moment, one list for each subscription. */
  readonly subscriptions: readonly (readonly InstrumentId[])[]
  /** Makes requests of these kinds fail so, from now on; all where none is named. A stream that is open stays as it is. */
  fail(fault: ProviderFault, ...kinds: readonly FakeRequest['kind'][]): void
  /** Ends what `fail` began. What has stalled stays so. */
  recover(...kinds: readonly FakeRequest['kind'][]): void
  /** Puts bars in place of those that it holds of that instrument and timeframe. */
  setBars(bars: Bars): void
  /** Puts a quote in place of the one that it holds of that instrument. */
  setQuote(quote: Quote): void
  /** Reports to everybody who has subscribed to that instrument; `lost`, `restored` and `alive` to everybody. */
  push(report: MarketReport): void
}

/**
 * A data provider in memory: serves what it is given, streams what the test pushes, fails as it is told to, and keeps a
 * record of what it was asked.
 *
 * It knows the instruments that it was given anything of. Unlike a vendor it answers at once, so that a test of
 * failover waits for nothing but the fault that it has put there.
 *
 * @param environment - whose clock stamps requests and delays answers; default: the machine's
 * @throws ShagunError `invalid-options` for bars without meaning
 * @example
 * ```ts
 * import { createBars, simulatedClock, createEnvironment } from '@shagun/core'
 * import { createFakeProvider } from '@shagun/core/testing'
 *
 * const clock = simulatedClock(Date.UTC(2026, 0, 5, 4))
 * const provider = createFakeProvider(
 *   {
 *     id: 'primary',
 *     quotes: [{ instrument: 'NSE:INFY', time: clock.now(), last: 1520 }],
 *     bars: [createBars('NSE:INFY', '1d', [{ time: 0, open: 1, high: 2, low: 1, close: 2 }])],
 *   },
 *   createEnvironment({ clock, timers: clock }),
 * )
 * await provider.fetchQuotes(['NSE:INFY'])
 * provider.fail({ kind: 'slow', delayMs: 5_000 }, 'quotes')
 * console.log(provider.requests.filter(({ kind }) => kind === 'quotes').length) // 1
 * ```
 */
export function createFakeProvider<Without extends OptionalProviderMethod = never>(
  options: FakeProviderOptions<Without> = {},
  environment: Environment = systemEnvironment,
): FakeProvider<Without> {
  const { id = 'fake', instruments = [], without = [] } = options
  const { clock, timers } = environment
  const history = new Map((options.bars ?? []).map((bars) => [keyOf(bars), bars]))
  const quotes = new Map((options.quotes ?? []).map((quote) => [quote.instrument, quote]))
  const supports: DataSupports = {
    timeframes: [...new Set([...history.values()].map(({ timeframe }) => timeframe))],
    exchanges: ['*'],
    delayedBySec: 0,
    adjusted: ['none'],
    ...options.supports,
  }
  const faults = new Map<FakeRequest['kind'], ProviderFault>()
  const requests: FakeRequest[] = []
  const open = new Set<Subscription>()

  /** Lets a request in as far as the fault does that is there now, which is given back. */
  async function admit(request: FakeRequest, asked: string, signal?: AbortSignal): Promise<ProviderFault | undefined> {
    signal?.throwIfAborted()
    requests.push(request)
    const fault = faults.get(request.kind)
    if (fault?.kind === 'stalled') await pause(timers, undefined, fault.ignoresAbort ? undefined : signal)
    if (fault?.kind === 'slow') await pause(timers, fault.delayMs, signal)
    const error = errorOf(fault, id, asked)
    if (error !== undefined) throw error
    return fault
  }

  function knows(instrument: InstrumentId): boolean {
    if (quotes.has(instrument) || instruments.some((listed) => listed.id === instrument)) return true
    return [...history.values()].some((bars) => bars.instrument === instrument)
  }

  function barsFor({ instrument, timeframe, from, to, adjustment }: BarQuery): Bars {
    if (!(from <= to)) throw reversed(id, from, to)
    if (!knows(instrument)) throw notFound(id, instrument)
    if (!supports.timeframes.includes(timeframe)) throw unsupported(id, `${timeframe} bars`, supports.timeframes)
    if (adjustment !== undefined && !supports.adjusted.includes(adjustment))
      throw unsupported(id, `bars adjusted for ${adjustment}`, supports.adjusted)
    const bars = history.get(keyOf({ instrument, timeframe })) ?? createBars(instrument, timeframe, [])
    const end = bars.time.findLastIndex((time) => time < to) + 1
    const first = bars.time.findIndex((time) => time >= from)
    return bars.slice(first < 0 ? end : Math.min(first, end), end)
  }

  const methods: Omit<Required<DataProvider>, 'id' | 'supports' | 'environment'> = {
    async fetchBars(query, signal) {
      const fault = await admit({ kind: 'bars', time: clock.now(), query }, query.instrument, signal)
      const bars = barsFor(query)
      return fault?.kind === 'garbage' ? spoiledBars(bars, fault.as) : bars
    },
    async fetchQuotes(asked, signal) {
      const distinct = [...new Set(asked)]
      const request = { kind: 'quotes', time: clock.now(), instruments: distinct } as const
      const fault = await admit(request, distinct.join(', '), signal)
      const found = distinct.map((instrument) => quotes.get(instrument)).filter((quote) => quote !== undefined)
      return {
        quotes: found.map((quote) => quoteUnder(fault, quote)),
        missing: distinct.filter((instrument) => !quotes.has(instrument)),
      }
    },
    async fetchInstruments(exchange, signal) {
      await admit({ kind: 'instruments', time: clock.now(), exchange }, exchange, signal)
      return instruments.filter((instrument) => exchangeOf(instrument.id) === exchange)
    },
    async subscribe(asked, report) {
      const subscription = { instruments: [...new Set(asked)], report }
      const request = { kind: 'subscribe', time: clock.now(), instruments: subscription.instruments } as const
      await admit(request, request.instruments.join(', '))
      open.add(subscription)
      return () => void open.delete(subscription)
    },
  }
  for (const method of without) delete (methods as Partial<typeof methods>)[method]

  const controls = {
    requests,
    get subscriptions() {
      return [...open].map((subscription) => subscription.instruments)
    },
    fail(fault: ProviderFault, ...kinds: readonly FakeRequest['kind'][]) {
      for (const kind of kinds.length === 0 ? allKinds : kinds) faults.set(kind, fault)
    },
    recover(...kinds: readonly FakeRequest['kind'][]) {
      for (const kind of kinds.length === 0 ? allKinds : kinds) faults.delete(kind)
    },
    setBars: (bars: Bars) => void history.set(keyOf(bars), bars),
    setQuote: (quote: Quote) => void quotes.set(quote.instrument, quote),
    push(report: MarketReport) {
      const instrument = instrumentOf(report)
      // Whoever hears it may end another subscription, which then hears nothing more.
      for (const subscription of [...open])
        if (open.has(subscription) && (instrument === undefined || subscription.instruments.includes(instrument)))
          subscription.report(report)
    },
  }
  const define = defineDataProvider({ id, supports, create: () => Object.assign(controls, methods) })
  return define({}, environment) as unknown as FakeProvider<Without>
}

interface Subscription {
  readonly instruments: readonly InstrumentId[]
  readonly report: (report: MarketReport) => void
}

const allKinds = ['bars', 'quotes', 'instruments', 'subscribe'] as const
const dayMs = 86_400_000

function quoteUnder(fault: ProviderFault | undefined, quote: Quote): Quote {
  if (fault?.kind === 'yesterday') return { ...quote, time: quote.time - dayMs }
  return fault?.kind === 'garbage' ? spoiledQuote(quote, fault.as) : quote
}

function keyOf({
  instrument,
  timeframe,
}: {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
}): string {
  return `${instrument} ${timeframe}`
}

/** Resolves so much later, or never; rejects once the signal is aborted. */
function pause(timers: Timers, ms: number | undefined, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const cancel = ms === undefined ? () => {} : timers.after(ms, done)
  const give = (): void => {
    cancel()
    reject(signal!.reason)
  }
  function done(): void {
    signal?.removeEventListener('abort', give)
    resolve()
  }
  signal?.addEventListener('abort', give, { once: true })
  return promise
}

function reversed(id: string, from: Timestamp, to: Timestamp): ShagunError {
  const expected = 'a range that begins before it ends'
  const message = `${id} was asked for bars from ${from} to ${to}; expected ${expected}. Exchange the two.`
  return new ShagunError('invalid-options', message, {
    details: { option: 'from', value: String(from), expected },
  })
}

function unsupported(by: string, feature: string, there: readonly string[]): ShagunError {
  const message = `${by} does not serve ${feature}; it serves ${there.join(', ') || 'none'}. Ask for one of these.`
  return new ShagunError('unsupported', message, { details: { feature, by } })
}
