import { type Environment, type SecretSource, ShagunError, type Unsubscribe } from '@shagun/core'
import { createRedactor, type Redactor } from '@shagun/core/adapter'
import { invalid } from '../check-options.ts'
import { createAccess } from './access.ts'
import { type Connection, createConnection } from './connection.ts'
import { createInterests } from './interests.ts'
import { createListeners, type TickerListener } from './listeners.ts'
import type { TickMode } from './modes.ts'
import { createOrderEchoes } from './order-echoes.ts'
import { mostConnections, placeTokens, tokensAConnection } from './placement.ts'
import { createReader, type TickerCounts } from './reader.ts'
import { createTally } from './tally.ts'

export interface TickerOptions {
  /** Learns what Kite is sent, and takes it out of what is told. Default: one of its own. */
  readonly redactor?: Redactor
  readonly apiKey: string
  /** A function is asked before every connection. */
  readonly accessToken: SecretSource
  /** Default: Kite's own. */
  readonly url?: string
  /** How many of the three connections that Kite allows an API key this ticker may take; 3 by default. */
  readonly connections?: number
}

/** The stream of one Kite account: packets of instruments, and updates of its orders. It knows of no other ticker. */
export interface Ticker {
  /** `open` where all connections stand; `auth-required` where none does and the token is dead. */
  readonly state: 'connecting' | 'open' | 'auth-required' | 'closed'
  /** What came so far. */
  readonly counts: TickerCounts
  listen(listener: TickerListener): Unsubscribe
  /**
   * Wants these instruments until the returned function is called. Each comes once, in the richest mode that anybody wants.
   *
   * @param tokens - Kite's `instrument_token`s
   * @throws ShagunError `invalid-options` for what is no token, `unsupported` where there are more than the connections
   * can carry, `unreachable` after `close`; nothing is wanted of any of them then
   */
  subscribe(tokens: Iterable<number>, mode: TickMode): Unsubscribe
  /** Whether the connection that brings this instrument stands. */
  isLive(token: number): boolean
  /** There is a new token: connects again where the last one was turned away. */
  renew(): void
  /** Ends all connections and timers; nobody is told anything any more. */
  close(): void
}

/**
 * Connects to Kite's stream at once, and again whenever that breaks.
 *
 * @throws ShagunError `invalid-options` for a number of connections that Kite does not allow
 */
export function createTicker(options: TickerOptions, environment: Environment): Ticker {
  const {
    apiKey,
    accessToken,
    redactor = createRedactor({ values: [apiKey] }),
    url = 'wss://ws.kite.trade',
    connections: most = mostConnections,
  } = options
  checkConnections(most)
  const access = createAccess({ url, apiKey, accessToken })
  const tally = createTally(environment)
  const listeners = createListeners(tally, redactor.text)
  const reader = createReader(environment, listeners, tally, redactor.text)
  const echoes = createOrderEchoes()
  const interests = createInterests()
  /** By instrument, which connection has it. */
  const homes = new Map<number, number>()
  const connections: (Connection | undefined)[] = Array<undefined>(most).fill(undefined)
  let isRefusalTold = false
  let isClosed = false

  function connect(slot: number): Connection {
    const connection: Connection = createConnection(access, redactor, environment, {
      received(data) {
        if (typeof data !== 'string') reader.readBytes(data, connection.wanted)
        else reader.readText(data, () => standing().length < 2 || echoes.isNews(slot, data))
      },
      lost: (cause) => listeners.tell('lost', cause, connection.wanted),
      restored: () => listeners.tell('restored', connection.wanted),
      refused(cause) {
        if (isRefusalTold) return
        isRefusalTold = true
        listeners.tell('authRequired', authRequired(redactor.text(cause.message)))
      },
    })
    connections[slot] = connection
    return connection
  }

  function standing(): readonly Connection[] {
    return connections.filter((connection) => connection !== undefined)
  }

  function set(token: number): void {
    const slot = homes.get(token)!
    const mode = interests.modeOf(token)
    const connection = connections[slot]!
    connection.want(token, mode)
    if (mode !== undefined) return
    homes.delete(token)
    // One is always there, for the orders.
    if (connection.wanted.size > 0 || standing().length < 2) return
    connections[slot] = undefined
    connection.close()
  }

  function place(tokens: readonly number[]): void {
    const slots = placeTokens(
      connections.map((connection) => connection?.wanted.size),
      tokens.length,
    )
    slots.forEach((slot, i) => {
      if (connections[slot] === undefined) connect(slot)
      homes.set(tokens[i]!, slot)
    })
  }

  connect(0)
  return {
    get state() {
      if (isClosed) return 'closed'
      const states = standing().map(({ state }) => state)
      if (states.every((state) => state === 'open')) return 'open'
      return access.isRefused && states.every((state) => state !== 'open') ? 'auth-required' : 'connecting'
    },
    counts: reader.counts,
    listen: listeners.add,
    subscribe(given, mode) {
      const tokens = [...new Set(given)]
      if (isClosed) throw closed()
      checkTokens(tokens)
      const added = tokens.filter((token) => !homes.has(token))
      if (homes.size + added.length > most * tokensAConnection) throw tooMany(homes.size + added.length, most)
      place(added)
      for (const token of tokens) {
        interests.add(token, mode)
        set(token)
      }
      let isOver = false
      return () => {
        if (isOver || isClosed) return
        isOver = true
        for (const token of tokens) {
          interests.remove(token, mode)
          set(token)
        }
      }
    },
    isLive(token) {
      const slot = homes.get(token)
      return slot !== undefined && connections[slot]?.state === 'open'
    },
    renew() {
      if (isClosed) return
      access.renew()
      isRefusalTold = false
      for (const connection of standing()) connection.revive()
    },
    close() {
      isClosed = true
      listeners.clear()
      for (const connection of standing()) connection.close()
    },
  }
}

function checkConnections(most: number): void {
  if (Number.isInteger(most) && most >= 1 && most <= mostConnections) return
  throw invalid('connections', String(most), `a whole number from 1 to ${mostConnections}`)
}

function checkTokens(tokens: readonly number[]): void {
  for (const token of tokens)
    if (!(Number.isInteger(token) && token > 0 && token < 2 ** 32))
      throw invalid('tokens', String(token), 'instrument_tokens of Kite, whole numbers from 1 to 4294967295')
}

function tooMany(wanted: number, connections: number): ShagunError {
  const carried = connections * tokensAConnection
  const message = `Kite streams ${carried} instruments over ${connections} connections, and ${wanted} would be wanted. Nothing was subscribed: end other subscriptions first, or ask for quotes over HTTP.`
  return new ShagunError('unsupported', message, {
    details: { feature: `a stream of ${wanted} instruments`, by: 'zerodha' },
  })
}

function closed(): ShagunError {
  return new ShagunError('unreachable', 'The ticker of zerodha was closed; make another one.', {
    details: { source: 'zerodha', sent: 'no' },
  })
}

function authRequired(cause: string): ShagunError<'unauthenticated'> {
  const message = `The ticker of zerodha stands still until there is a new access token: ${cause} Log in, and call renew().`
  return new ShagunError('unauthenticated', message, { details: { source: 'zerodha' } })
}
