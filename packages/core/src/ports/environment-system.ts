import type { Clock, Environment, Log, Network, OpenSocket, SocketListener, Timers } from './environment.ts'

/** The machine counts no further: a timer for later would run at once. */
const longestMs = 2 ** 31 - 1

/** The machine's own clock and timers. */
export const systemClock: Clock & Timers = {
  now: () => Date.now(),
  after(ms, run) {
    let timer: NodeJS.Timeout
    const wait = (leftMs: number): void => {
      timer = leftMs > longestMs ? setTimeout(wait, longestMs, leftMs - longestMs) : setTimeout(run, leftMs)
    }
    wait(ms)
    return () => clearTimeout(timer)
  },
}

const network: Network = {
  fetch: (...request) => globalThis.fetch(...request),
  openSocket,
}

/** Warnings and errors go to the console; a host with a logger of its own passes that instead. */
const log: Log = {
  debug() {},
  warn: (message, fields) => console.warn(message, fields ?? ''),
  error: (message, fields) => console.error(message, fields ?? ''),
}

/** The real world. Adapters use it where they are given no other. */
export const systemEnvironment: Environment = {
  clock: systemClock,
  timers: systemClock,
  random: () => Math.random(),
  network,
  log,
}

/**
 * An environment with some parts replaced and the rest from the machine.
 *
 * @example
 * ```ts
 * import { createEnvironment, seededRandom, simulatedClock } from '@shagun/core'
 *
 * const clock = simulatedClock(Date.UTC(2026, 0, 1))
 * const environment = createEnvironment({ clock, timers: clock, random: seededRandom(7) })
 * ```
 */
export function createEnvironment(parts: Partial<Environment>): Environment {
  return { ...systemEnvironment, ...parts }
}

function openSocket(
  url: string,
  listener: SocketListener,
  options: { readonly headers?: Readonly<Record<string, string>> } = {},
): OpenSocket {
  // Node's WebSocket takes headers in place of the list of protocols; its types only know the browser's form.
  const socket = new WebSocket(url, options as unknown as string[])
  socket.binaryType = 'arraybuffer'
  let opened = false
  let ended = false
  const end = (code: number, reason: string): void => {
    if (!ended) listener.closed(code, reason)
    ended = true
  }
  socket.addEventListener('open', () => {
    opened = true
    listener.opened()
  })
  socket.addEventListener('message', ({ data }) => {
    listener.received(data instanceof ArrayBuffer ? new Uint8Array(data) : String(data))
  })
  socket.addEventListener('close', ({ code, reason }) => end(code, reason))
  // Node 22 tells of a connection that never opened by an error alone; later ones close it, too.
  socket.addEventListener('error', () => {
    if (!opened) end(1006, '')
  })
  return {
    get bufferedBytes() {
      return socket.bufferedAmount
    },
    send: (data) => socket.send(data),
    close: () => socket.close(),
  }
}
