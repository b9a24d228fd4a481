import { isShagunError, ShagunError } from '../errors.ts'
import type { Timestamp } from '../model/time.ts'
import { type Awaitable, promised } from '../ports/awaitable.ts'
import type { Environment, OpenSocket, SocketListener, Unsubscribe } from '../ports/environment.ts'
import { type Backoff, backoffMs } from '../resilience/backoff.ts'
import { checkAbove, checkBackoff } from './policy.ts'
import { type Redactor, redactorOf, type Secrets } from './redact.ts'

/** Where a socket leads, and who hears what comes. */
export interface SocketOptions {
  /** Who is at the other end, for errors and the log: `zerodha`. */
  readonly source: string
  /** A function is asked before every connection, so that a token can change. */
  readonly url: string | (() => Awaitable<string>)
  /** Sent when connecting; a function is asked before every connection. */
  readonly headers?: Readonly<Record<string, string>> | (() => Awaitable<Readonly<Record<string, string>>>)
  /** What must never be shown; or a redactor that others share, and that learns what goes out from here. */
  readonly secrets?: Secrets | Redactor
  readonly events: SocketEvents
  /** What to send each time the connection stands, subscriptions above all: the other side remembers nothing. */
  readonly greet?: () => Iterable<string | Uint8Array>
  /** How long connecting may take, in milliseconds; 15 s by default. */
  readonly connectTimeoutMs?: number
  /**
   * After so long without a message or an answer to a ping the connection is dead, in milliseconds; 15 s by default.
   *
   * A network that cannot ping is only held to it where this or a `heartbeat` is given.
   */
  readonly silenceTimeoutMs?: number
  /**
   * Whether an answer to a ping says that the other side lives; it does by default. Where it says something by itself
   * now and then, its messages alone may count: a gateway answers pings also for a vendor that is gone.
   */
  readonly pongsCount?: boolean
  /** How often a sign of life is sent; a ping every 5 s by default. */
  readonly heartbeat?: Heartbeat
  /** The pauses before connecting again; 1 s to 30 s by default. */
  readonly backoff?: Backoff
  /** Only a connection that lasted so long makes the pauses short again, in milliseconds; 60 s by default. */
  readonly stableMs?: number
  /** With more than this waiting to go out nothing is taken, in bytes; 1 MiB by default. */
  readonly maxBufferedBytes?: number
  /**
   * Whether connecting again makes no sense, or does all the same; `undefined` leaves it to the codes.
   *
   * By the codes, a connection that was turned away with 401 or 403, or closed with 1008, 3000 or 3003, is
   * `unauthenticated`, and nothing else is an end.
   */
  readonly judge?: (loss: SocketLoss) => 'unauthenticated' | 'unreachable' | 'reconnect' | undefined
}

/** A sign of life that is sent. */
export interface Heartbeat {
  /** How often, in milliseconds. */
  readonly everyMs: number
  /** A message, where the other side wants one of its own; a ping otherwise. */
  readonly message?: string | Uint8Array
}

/** What becomes of a socket; what a listener throws harms nobody. */
export interface SocketEvents {
  /** A message: text, or bytes. */
  received(data: string | Uint8Array): void
  /** It stands for the first time. */
  opened?(): void
  /** It broke, or could not be made; said once, until it stands again. */
  lost?(cause: ShagunError<'unreachable'>): void
  /** It stands again; what happened meanwhile was missed. */
  restored?(): void
  /** Called exactly once: with nothing after `close`, with an error where there was no sense in going on. */
  ended?(cause?: ShagunError<'unreachable' | 'unauthenticated'>): void
}

/** How a connection ended. */
export interface SocketLoss {
  /** Of the WebSocket protocol; 1006 where it broke without one. */
  readonly code: number
  readonly reason: string
  /** Of the answer that turned it away. */
  readonly httpStatus?: number
}

/** A socket that connects again by itself. */
export interface ReconnectingSocket {
  readonly state: 'connecting' | 'open' | 'waiting' | 'closed'
  /** Hands a message over; `false` where the connection does not stand or does not keep up, and nothing was taken. */
  send(data: string | Uint8Array): boolean
  /** Gives up this connection and makes another one, for who knows better: a feed that stands still, a new token. */
  reconnect(reason: string): void
  /** Ends it for good. */
  close(): void
}

/**
 * Makes a socket that connects at once and again whenever it breaks, notices when the other side is gone, and never
 * hurries.
 *
 * @param environment - where the network, the time and the chance come from
 * @throws ShagunError `invalid-options` for a time, a pause or a size without meaning
 * @example
 * ```ts
 * import { createEnvironment } from '@shagun/core'
 * import { createSocket } from '@shagun/core/adapter'
 *
 * function listen(token: () => Promise<string>, tokens: readonly number[]) {
 *   return createSocket(
 *     {
 *       source: 'example',
 *       url: async () => `wss://ws.example.com?access_token=${await token()}`,
 *       greet: () => [JSON.stringify({ a: 'subscribe', v: tokens })],
 *       events: {
 *         received: (data) => console.log(data),
 *         lost: (cause) => console.warn(cause.message),
 *         ended: (cause) => console.error(cause?.message),
 *       },
 *     },
 *     createEnvironment({}),
 *   )
 * }
 * ```
 */
export function createSocket(options: SocketOptions, environment: Environment): ReconnectingSocket {
  const { source, events, greet, judge, secrets } = options
  const { clock, timers, random, network, log } = environment
  const { connectTimeoutMs = 15_000, stableMs = 60_000, maxBufferedBytes = 1_048_576 } = options
  const { silenceTimeoutMs = 15_000, pongsCount = true, heartbeat = { everyMs: 5_000 } } = options
  const { backoff = { firstMs: 1_000, maxMs: 30_000 } } = options
  checkAbove(0, { connectTimeoutMs, stableMs, maxBufferedBytes, silenceTimeoutMs, everyMs: heartbeat.everyMs })
  checkBackoff(backoff)
  const redactor = redactorOf(secrets)

  let state: ReconnectingSocket['state'] = 'connecting'
  let socket: OpenSocket | undefined
  /** What still comes from a connection that was given up is not heard. */
  let current = 0
  const pending = new Map<'connect' | 'beat' | 'watch', Unsubscribe>()
  let openedAt: Timestamp = 0
  let heardAt: Timestamp = 0
  let failures = 0
  let hasOpened = false
  let isLost = false

  /** Timers of this connection, one of a kind; all of them end with it. */
  function after(kind: 'connect' | 'beat' | 'watch', ms: number, run: () => void): void {
    pending.set(kind, timers.after(ms, run))
  }

  async function connect(): Promise<void> {
    const mine = ++current
    state = 'connecting'
    after('connect', connectTimeoutMs, () =>
      lose({ code: 1006, reason: `did not open within ${connectTimeoutMs} ms` }, 'timeout'),
    )
    try {
      const [url, headers] = await Promise.all([asked(options.url), asked(options.headers ?? {})])
      if (mine !== current) return
      learn(url, headers)
      open(mine, url, headers)
    } catch (cause) {
      if (mine !== current) return
      if (isShagunError(cause, 'unauthenticated')) end(cause)
      else lose({ code: 1006, reason: cause instanceof Error ? cause.message : String(cause) })
    }
  }

  function open(mine: number, url: string, headers: Readonly<Record<string, string>>): void {
    // A network in process may answer before it has returned.
    let early: (() => void)[] | undefined = []
    const heard = (run: () => void): void => {
      if (early !== undefined) early.push(run)
      else if (mine === current) run()
    }
    const listener: SocketListener = {
      opened: () => heard(stand),
      received: (data) => heard(() => receive(data)),
      ponged: () =>
        heard(() => {
          if (pongsCount) heardAt = clock.now()
        }),
      closed: (code, reason, httpStatus) =>
        heard(() => closed({ code, reason, ...(httpStatus !== undefined && { httpStatus }) })),
    }
    socket = network.openSocket(url, listener, { headers })
    const runs = early
    early = undefined
    for (const run of runs) heard(run)
  }

  function stand(): void {
    endTimers()
    state = 'open'
    openedAt = heardAt = clock.now()
    const mine = current
    try {
      for (const message of greet?.() ?? []) socket?.send(message)
    } catch (cause) {
      log.error(`${source}: the greeting of a socket failed.`, { cause: redactor.cause(cause) })
      lose({ code: 1006, reason: 'it could not be greeted' })
    }
    if (mine !== current) return
    const canPing = socket?.ping !== undefined || heartbeat.message !== undefined
    if (canPing) after('beat', heartbeat.everyMs, beat)
    if (canPing || options.silenceTimeoutMs !== undefined) watch(silenceTimeoutMs)
    const isFirst = !hasOpened
    hasOpened = true
    isLost = false
    if (isFirst) tell('opened', () => events.opened?.())
    else tell('restored', () => events.restored?.())
  }

  function receive(data: string | Uint8Array): void {
    heardAt = clock.now()
    tell('received', () => events.received(data))
  }

  function beat(): void {
    const { message, everyMs } = heartbeat
    if (message === undefined) socket?.ping?.()
    else socket?.send(message)
    after('beat', everyMs, beat)
  }

  function watch(ms: number): void {
    const due = clock.now() + ms
    after('watch', ms, () => {
      const now = clock.now()
      // A timer that comes late says that we slept, and what the other side sent meanwhile is still to be read.
      const slept = now - due > silenceTimeoutMs / 2
      const leftMs = heardAt + silenceTimeoutMs - now
      if (slept) watch(silenceTimeoutMs)
      else if (leftMs > 0) watch(leftMs)
      else lose({ code: 1006, reason: `was silent for ${silenceTimeoutMs} ms` }, 'timeout')
    })
  }

  /** The other side, or the network, ended it. */
  function closed(loss: SocketLoss): void {
    const verdict = judge?.(loss) ?? judgeByCodes(loss)
    if (verdict === 'reconnect') lose(loss)
    else {
      const remedy = verdict === 'unauthenticated' ? 'Sign in again; until then' : 'It makes no sense to go on, and'
      const message = `${describe(loss)} ${remedy} nobody tries again.`
      end(new ShagunError(verdict, message, { details: detailsOf(loss) }))
    }
  }

  function lose(loss: SocketLoss, why: 'network' | 'timeout' = 'network'): void {
    if (state === 'open' && clock.now() - openedAt >= stableMs) failures = 0
    failures++
    drop((lost) => (lost.terminate === undefined ? lost.close() : lost.terminate()))
    state = 'waiting'
    const pauseMs = backoffMs(backoff, failures, random)
    after('connect', pauseMs, () => void connect())
    log.debug(`${describe(loss)} It is made again in ${pauseMs} ms.`, { failures })
    if (isLost) return
    isLost = true
    const message = `${describe(loss)} It is made again by itself; what is sent meanwhile is missed.`
    const cause = new ShagunError('unreachable', message, { details: { ...detailsOf(loss), why }, retryable: true })
    tell('lost', () => events.lost?.(cause))
  }

  function describe({ code, reason, httpStatus }: SocketLoss): string {
    const turnedAway = httpStatus === undefined ? '' : `, turned away with ${httpStatus}`
    return `The socket of ${source} was lost: ${redactor.text(reason) || 'no reason given'} (${code}${turnedAway}).`
  }

  function detailsOf({ httpStatus }: SocketLoss): { readonly source: string; readonly httpStatus?: number } {
    return { source, ...(httpStatus !== undefined && { httpStatus }) }
  }

  /** Lets go of the connection there is. */
  function drop(how: (socket: OpenSocket) => void): void {
    current++
    endTimers()
    const dropped = socket
    socket = undefined
    if (dropped !== undefined) how(dropped)
  }

  function end(cause?: ShagunError<'unreachable' | 'unauthenticated'>): void {
    if (state === 'closed') return
    state = 'closed'
    drop((open) => open.close())
    tell('ended', () => events.ended?.(cause))
  }

  function endTimers(): void {
    for (const cancel of pending.values()) cancel()
    pending.clear()
  }

  function tell(event: keyof SocketEvents, call: () => void): void {
    try {
      call()
    } catch (cause) {
      log.error(`${source}: what listens to "${event}" of a socket threw.`, { cause: redactor.cause(cause) })
    }
  }

  function learn(url: string, headers: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(headers)) redactor.learn('header', name, value)
    if (URL.canParse(url))
      for (const [name, value] of new URL(url).searchParams) redactor.learn('parameter', name, value)
  }

  void connect()
  return {
    get state() {
      return state
    },
    send(data) {
      if (state !== 'open' || socket === undefined) return false
      if (socket.bufferedBytes + data.length > maxBufferedBytes) return false
      socket.send(data)
      return true
    },
    reconnect(reason) {
      if (state === 'open' || state === 'connecting') lose({ code: 1000, reason })
    },
    close: () => end(),
  }
}

/** What is given, or what the function says that was given in its place. */
function asked<T extends string | object>(given: T | (() => Awaitable<T>)): Promise<T> {
  return promised(() => (typeof given === 'function' ? given() : given))
}

const unauthenticatedCodes = new Set([1008, 3000, 3003])

function judgeByCodes({ code, httpStatus }: SocketLoss): 'unauthenticated' | 'reconnect' {
  const isRefused = httpStatus === 401 || httpStatus === 403 || unauthenticatedCodes.has(code)
  return isRefused ? 'unauthenticated' : 'reconnect'
}
