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

export interface Clock {
  now(): Timestamp
}

export interface Timers {
  /** Runs once, `ms` from now, unless the returned function is called first. */
  after(ms: number, run: () => void): Unsubscribe
}

/** Ends what the call that returned it began. Calling it again does nothing. */
export type Unsubscribe = () => void

export interface Log {
  debug(message: string, fields?: object): void
  warn(message: string, fields?: object): void
  error(message: string, fields?: object): void
}

/** Both ways to the outside. A fake vendor can be mounted here in process, so that whole histories run without a socket. */
export interface Network {
  readonly fetch: typeof globalThis.fetch
  openSocket(
    url: string,
    listener: SocketListener,
    options?: { readonly headers?: Readonly<Record<string, string>> },
  ): OpenSocket
}

export interface SocketListener {
  opened(): void
  received(data: string | Uint8Array): void
  /** Called exactly once, also for a socket that never opened. */
  closed(code: number, reason: string): void
}

export interface OpenSocket {
  /** Handed to `send` and not yet on the wire. */
  readonly bufferedBytes: number
  send(data: string | Uint8Array): void
  close(): void
}

/** A credential as text, or as a function asked each time it is needed (a vault, a token store). */
export type SecretSource = string | (() => Awaitable<string>)
