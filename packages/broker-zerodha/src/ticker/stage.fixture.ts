import {
  createEnvironment,
  type Environment,
  type Network,
  type SimulatedClock,
  seededRandom,
  simulatedClock,
} from '@shagun/core'
import { createFakeTicker, type FakeTicker, type FakeTickerOptions } from '../fake/ticker/fake-ticker.ts'
import type { KiteTick, TickerSource } from '../fake/ticker/source.ts'
import type { TickerListener } from './listeners.ts'
import type { PacketBatch } from './packet-batch.ts'
import { createTicker, type Ticker, type TickerOptions } from './ticker.ts'

export const apiKey = 'apikey-of-nobody'
export const firstToken = 'first-access-token'

/** Monday 2026-11-23, 11:30 in Mumbai. */
const monday: number = Date.UTC(2026, 10, 23, 6)

/** An exchange that says what it is told to say. */
export interface Exchange extends TickerSource {
  /** Which token each API key may connect with. */
  readonly tokens: Map<string, string>
  trade(...ticks: readonly KiteTick[]): void
  order(order: Readonly<Record<string, unknown>>, userId?: string): void
  /** How many listen. */
  readonly listeners: number
}

export function createExchange(): Exchange {
  const ticks = new Map<number, KiteTick>()
  const tokens = new Map([[apiKey, firstToken]])
  const tickListeners = new Set<(token: number) => void>()
  const orderListeners = new Set<(userId: string, order: Readonly<Record<string, unknown>>) => void>()
  return {
    tokens,
    admits: (apiKey, accessToken) => (tokens.get(apiKey) === accessToken ? { userId: `user of ${apiKey}` } : undefined),
    getTick: (token) => ticks.get(token),
    onTick(listener) {
      tickListeners.add(listener)
      return () => void tickListeners.delete(listener)
    },
    onOrder(listener) {
      orderListeners.add(listener)
      return () => void orderListeners.delete(listener)
    },
    trade(...changed) {
      for (const tick of changed) ticks.set(tick.token, tick)
      for (const { token } of changed) for (const listener of tickListeners) listener(token)
    },
    order(order, userId = `user of ${apiKey}`) {
      for (const listener of orderListeners) listener(userId, order)
    },
    get listeners() {
      return tickListeners.size + orderListeners.size
    },
  }
}

/** What a listener hears, with rows as pairs of token and last price. */
export function record(): {
  readonly listener: TickerListener
  readonly heard: unknown[][]
  of(event: string): unknown[][]
} {
  const heard: unknown[][] = []
  const rowsOf = ({ count, token, lastPrice }: PacketBatch): unknown[] =>
    Array.from({ length: count }, (_, row) => [token[row], lastPrice[row]])
  const listener: TickerListener = {
    ticks: (batch, receivedAt) => heard.push(['ticks', rowsOf(batch), receivedAt]),
    order: (order) => heard.push(['order', order]),
    error: (text) => heard.push(['error', text]),
    message: (text) => heard.push(['message', text]),
    alive: (line) => heard.push(['alive', [...line.keys()]]),
    lost: (cause, line) => heard.push(['lost', cause, [...line.keys()]]),
    restored: (line) => heard.push(['restored', [...line.keys()]]),
    authRequired: (cause) => heard.push(['authRequired', cause.message, cause.code]),
  }
  return { listener, heard, of: (event) => heard.filter(([name]) => name === event) }
}

/** A ticker before a fake Kite, in a world that stands still until it is run. */
export interface Stage {
  readonly clock: SimulatedClock
  readonly environment: Environment
  readonly exchange: Exchange
  readonly fake: FakeTicker
  /** Every line of the log, with its fields. */
  readonly logged: string[]
  /** Every URL that was asked for, and how often a ping went out. */
  readonly wire: { readonly urls: string[]; pings: number }
  /** Timers that wait. */
  readonly waiting: number
  open(options?: Partial<TickerOptions>): { readonly ticker: Ticker } & ReturnType<typeof record>
  /** What the fake knows to be wanted, by connection. */
  subscribed(): readonly (readonly [number, string])[][]
  /** Lets time pass, and whoever waits for it go on. */
  run(ms: number): Promise<void>
}

export function createStage(options: Omit<FakeTickerOptions, 'timers'> = {}, seed = 1): Stage {
  const clock = simulatedClock(monday)
  const logged: string[] = []
  const wire = { urls: [] as string[], pings: 0 }
  const due = new Map<number, number>()
  let count = 0
  const timers = {
    after(ms: number, run: () => void) {
      const id = count++
      due.set(id, clock.now() + Math.max(0, ms))
      const cancel = clock.after(ms, () => {
        due.delete(id)
        run()
      })
      return () => {
        due.delete(id)
        cancel()
      }
    },
  }
  const exchange = createExchange()
  const fake = createFakeTicker(exchange, { timers, ...options })
  const note = (message: string, fields?: object): void => {
    logged.push(`${message} ${fields === undefined ? '' : JSON.stringify(fields)}`.trim())
  }
  const openSocket: Network['openSocket'] = (url, listener, given) => {
    wire.urls.push(url)
    const socket = fake.openSocket(url, listener, given)
    const { ping } = socket
    return Object.defineProperty(socket, 'ping', {
      value() {
        wire.pings++
        ping?.()
      },
    })
  }
  const environment = createEnvironment({
    clock,
    timers,
    random: seededRandom(seed),
    network: { fetch: () => Promise.reject(new Error('There is no such network here.')), openSocket },
    log: { debug: note, warn: note, error: note },
  })

  return {
    clock,
    environment,
    exchange,
    fake,
    logged,
    wire,
    get waiting() {
      return due.size
    },
    open(given = {}) {
      const ticker = createTicker({ apiKey, accessToken: firstToken, ...given }, environment)
      const recorded = record()
      ticker.listen(recorded.listener)
      return { ticker, ...recorded }
    },
    subscribed: () => fake.sessions.map((session) => [...session.subscribed].sort(([a], [b]) => a - b)),
    async run(ms) {
      const end = clock.now() + ms
      await settle()
      for (let next = Math.min(...due.values()); next <= end; next = Math.min(...due.values())) {
        clock.advanceTo(Math.max(next, clock.now()))
        await settle()
      }
      clock.advanceTo(end)
      await settle()
    },
  }
}

/** Until everything that needs no time has happened. */
async function settle(): Promise<void> {
  for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve))
}
