import type { Timestamp } from '../model/time.ts'
import type { Awaitable } from './awaitable.ts'

/**
 * The only seam to the world: time, timers, chance, the network and the log come in from the host.
 *
 * Adapters of one trader share one environment, so that a whole trading day can run on a simulated clock.
 */
export interface Environment {
  readonly clock: Clock
  readonly timers: Timers
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly network: Network
  readonly log: Log
}

/** What time it is. */
export interface Clock {
  /** This moment, in epoch milliseconds. */
  now(): Timestamp
}

/** What is to happen later. */
export interface Timers {
  /** Runs once, `ms` from now, unless the returned function is called first. */
  after(ms: number, run: () => void): Unsubscribe
}

/** Ends what the call that returned it began. Calling it again does nothing. */
export type Unsubscribe = () => void

/** Where messages go that no caller waits for; never a secret. */
export interface Log {
  /** Only of use to whoever looks for a cause. */
  debug(message: string, fields?: object): void
  /** Something failed, and is tried again or done without. */
  warn(message: string, fields?: object): void
  /** Something failed, and a human should look. */
  error(message: string, fields?: object): void
}

/** Both ways to the outside. A fake vendor can be mounted here in process, so that whole histories run without a socket. */
export interface Network {
  /** HTTP, as the web platform has it. */
  readonly fetch: typeof globalThis.fetch
  /** Opens a WebSocket. */
  openSocket(
    url: string,
    listener: SocketListener,
    options?: { readonly headers?: Readonly<Record<string, string>> },
  ): OpenSocket
}

/** Who hears what becomes of a WebSocket. */
export interface SocketListener {
  /** From here on messages can be sent. */
  opened(): void
  /** A message: text, or bytes. */
  received(data: string | Uint8Array): void
  /** The other side answered a ping. A network that cannot ping never calls it. */
  ponged?(): void
  /**
   * Called exactly once, also for a socket that never opened.
   *
   * @param httpStatus - of the answer that turned the connection away, where there was one
   */
  closed(code: number, reason: string, httpStatus?: number): void
}

/** A WebSocket in the hands of who opened it. */
export interface OpenSocket {
  /** Handed to `send` and not yet on the wire. */
  readonly bufferedBytes: number
  /** Sends a message: text, or bytes. */
  send(data: string | Uint8Array): void
  /** Asks the other side for a sign of life. A stand-in in process has no need of it. */
  ping?(): void
  /** Ends it, taking leave of the other side; `closed` is still called. */
  close(): void
  /** Ends it at once, for a peer that no longer answers; `closed` is still called. Without it, `close` must do. */
  terminate?(): void
}

/** A credential as text, or as a function asked each time it is needed (a vault, a token store). */
export type SecretSource = string | (() => Awaitable<string>)
