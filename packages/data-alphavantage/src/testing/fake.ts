import {
  type Bars,
  createEnvironment,
  type DatedCorporateAction,
  type Environment,
  type InstrumentId,
  type Network,
  ShagunError,
  type Timestamp,
} from '@shagun/core'
import { nextQuotaDay } from '../stamp.ts'
import { type Answer, breakAnswer, type FakeFault } from './faults.ts'
import { answer, type Body } from './functions.ts'
import { createMarket } from './market.ts'
import { notices } from './notices.ts'
import { type Server, startServer } from './server.ts'

export type { FakeFault } from './faults.ts'

/** What the stand-in knows, and what it allows. */
export interface FakeAlphaVantageOptions {
  /** The key it takes. Default: any that is not empty. */
  readonly apiKey?: string
  /** What its keys were bought for. Default: `free`. */
  readonly plan?: 'free' | 'premium'
  /** How many requests a day it answers. Default: 25 on the free plan, and no end on a premium one. */
  readonly requestsPerDay?: number
  /** How many requests in any second it answers. Default: 1 on the free plan, and no end on a premium one. */
  readonly requestsPerSecond?: number
  /** What is true there: bars of any timeframes, from which longer ones are made. Default: a walk from `seed`. */
  readonly bars?: readonly Bars[]
  /** What is listed where no bars are given. Default: IBM and AAPL, RELIANCE at BSE, TSCO at LSE; and eight currencies. */
  readonly instruments?: readonly InstrumentId[]
  /** Splits and dividends. Default, for a walk: one split, and four dividends a year. */
  readonly actions?: readonly DatedCorporateAction[]
  /** A whole number; the same gives the same prices. Default: 1. */
  readonly seed?: number
  /** When the walk begins. Default: two years ago. It ends three months from now. */
  readonly since?: Timestamp
}

/** One request that came. */
export interface FakeRequest {
  readonly at: Timestamp
  /** Such as `TIME_SERIES_DAILY`. */
  readonly function: string
  /** All others but the key. */
  readonly parameters: Readonly<Record<string, string>>
  /** `served`, the fault that was asked for, or the limit that it met. */
  readonly outcome: 'served' | FakeFault | 'over-day' | 'over-second'
}

/** Which requests a fault is for. */
export interface FaultScope {
  /** How many of them. Default: 1; `Infinity` for all that come. */
  readonly times?: number
  /** Only those of this function. Default: any. */
  readonly function?: string
}

/** A stand-in of Alpha Vantage that speaks its wire format. */
export interface FakeAlphaVantage {
  /** Everything that came, in order. */
  readonly requests: readonly FakeRequest[]
  /** How many requests of the day its key has used. */
  readonly usedToday: number
  /** It in process: for `createEnvironment({ network: fake.network })`; it answers whatever address is asked. */
  readonly network: Network
  /** Makes requests that come go wrong; several faults wait for each other. */
  fail(fault: FakeFault, scope?: FaultScope): void
  /** Ends all faults. */
  heal(): void
  /** Listens on a free port of this machine, and gives the address for `baseUrl`. */
  start(): Promise<string>
  /** Ends listening, and every connection. */
  stop(): Promise<void>
}

const yearMs = 366 * 86_400_000

/**
 * Makes a stand-in of Alpha Vantage: its functions as JSON and CSV, its limits of a day and a second, its notices and what
 * else goes wrong. On a port of this machine with `start`, or in process as the network of an environment.
 *
 * It has prices within sessions only, and SMA, EMA and BBANDS of days, weeks and months.
 *
 * @param environment - whose clock tells it the time
 * @throws ShagunError `invalid-options` for a limit without meaning
 * @example
 * ```ts
 * import { createEnvironment } from '@shagun/core'
 * import { alphaVantage } from '@shagun/data-alphavantage'
 * import { createFakeAlphaVantage } from '@shagun/data-alphavantage/testing'
 *
 * const fake = createFakeAlphaVantage({ seed: 7 })
 * const data = alphaVantage({ apiKey: 'any' }, createEnvironment({ network: fake.network }))
 * fake.fail('per-day', { times: 3 })
 * ```
 */
export function createFakeAlphaVantage(
  options: FakeAlphaVantageOptions = {},
  environment: Pick<Environment, 'clock' | 'timers'> = createEnvironment({}),
): FakeAlphaVantage {
  const { plan = 'free', apiKey, seed = 1 } = options
  const isFree = plan === 'free'
  const { requestsPerDay = isFree ? 25 : Infinity, requestsPerSecond = isFree ? 1 : Infinity } = options
  for (const [option, value] of Object.entries({ requestsPerDay, requestsPerSecond }))
    if (!(value >= 0)) throw refused(option, value)
  const { clock, timers } = environment
  const began = clock.now()
  const market = createMarket({
    bars: options.bars,
    instruments: options.instruments ?? ['NYSE:IBM', 'NASDAQ:AAPL', 'BSE:RELIANCE', 'LSE:TSCO'],
    actions: options.actions,
    seed,
    since: options.since ?? began - 2 * yearMs,
    until: began + yearMs / 4,
  })
  const requests: FakeRequest[] = []
  let faults: { readonly fault: FakeFault; left: number; readonly function: string | undefined }[] = []
  let used = 0
  let dayEnds = nextQuotaDay(began)
  let recent: number[] = []
  let server: Server | undefined

  function turnDay(now: number): void {
    if (now < dayEnds) return
    used = 0
    dayEnds = nextQuotaDay(now)
  }

  /** In the order in which the vendor looks: the key, the second, the day, and then what is asked. */
  function respond(query: URLSearchParams): Answer & { readonly outcome: FakeRequest['outcome'] } {
    const now = clock.now()
    const name = query.get('function') ?? ''
    const key = query.get('apikey') ?? ''
    turnDay(now)
    const due = faults.find((each) => each.left > 0 && (each.function ?? name) === name)
    if (due !== undefined) {
      due.left--
      used++
      const whole = () => answer(market, { name, query, now, isPremium: !isFree })
      const data = () => {
        query.delete('datatype')
        const body = whole()
        return typeof body === 'string' ? (JSON.parse(body) as object) : body
      }
      return { ...breakAnswer(due.fault, { key, name, perDay: requestsPerDay, body: whole, data }), outcome: due.fault }
    }
    if (key === '' || (apiKey !== undefined && key !== apiKey))
      return { ...ok(notices.invalidKey()), outcome: 'served' }
    recent = recent.filter((at) => at > now - 1_000)
    if (recent.length >= requestsPerSecond) return { ...ok(notices.perSecond(requestsPerDay)), outcome: 'over-second' }
    recent.push(now)
    if (used >= requestsPerDay) return { ...ok(notices.perDay(key, requestsPerDay)), outcome: 'over-day' }
    used++
    return { ...ok(answer(market, { name, query, now, isPremium: !isFree })), outcome: 'served' }
  }

  function handle(url: URL): Answer {
    const { outcome, ...given } = respond(url.searchParams)
    const { function: name = '', apikey: _, ...parameters } = Object.fromEntries(url.searchParams)
    requests.push({ at: clock.now(), function: name, parameters, outcome })
    return given
  }

  const wait = (ms: number): Promise<void> => new Promise((resolve) => void timers.after(ms, resolve))

  return {
    requests,
    get usedToday() {
      turnDay(clock.now())
      return used
    },
    network: {
      async fetch(input, init) {
        const url = new URL(input instanceof Request ? input.url : input)
        const { status, type, body, waitMs } = handle(url)
        if (waitMs === Infinity) await untilAborted(init?.signal)
        else if (waitMs > 0) await Promise.race([wait(waitMs), untilAborted(init?.signal)])
        return new Response(body, { status, headers: { 'content-type': type } })
      },
      openSocket(_url, listener) {
        queueMicrotask(() => listener.closed(1006, 'Alpha Vantage has no stream.'))
        return { bufferedBytes: 0, send() {}, close() {} }
      },
    },
    fail(fault, { times = 1, function: name } = {}) {
      faults.push({ fault, left: times, function: name })
    },
    heal() {
      faults = []
    },
    async start() {
      server ??= await startServer(handle, wait)
      return server.baseUrl
    },
    async stop() {
      await server?.stop()
      server = undefined
    },
  }
}

function ok(body: Body): Answer {
  const isText = typeof body === 'string'
  const type = isText && !body.startsWith('{') ? 'application/x-download' : 'application/json'
  return { status: 200, type, body: isText ? body : JSON.stringify(body, undefined, 4), waitMs: 0 }
}

function untilAborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason)
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

function refused(option: string, value: number): ShagunError {
  const expected = 'a number from 0 on'
  return new ShagunError('invalid-options', `The option ${option} is ${value}; expected ${expected}.`, {
    details: { option, value: String(value), expected },
  })
}
