import { type Environment, isShagunError, type ShagunError, type Unsubscribe } from '@shagun/core'
import { createSocket, type ReconnectingSocket, type Redactor, type SocketOptions } from '@shagun/core/adapter'
import type { Access } from './access.ts'
import { noteTold, requestsFor, type TickMode } from './modes.ts'

/** One of the sockets to Kite, and what is wanted on it. */
export interface Connection {
  /** The instruments on it, with their modes. */
  readonly wanted: ReadonlyMap<number, TickMode>
  readonly state: ReconnectingSocket['state']
  /** What Kite is told of it goes out together with what else changes in this moment, or once the socket stands. */
  want(token: number, mode: TickMode | undefined): void
  /** Connects again, where a dead token has ended that. */
  revive(): void
  close(): void
}

/** What becomes of a connection. */
export interface ConnectionEvents {
  received(data: string | Uint8Array): void
  lost(cause: string): void
  restored(): void
  /** Kite has turned the token away, or there is none. Nothing is tried from here on until `revive`. */
  refused(cause: ShagunError): void
}

/** Kite says something every two seconds; officially five without anything are the end. */
const liveness = {
  silenceTimeoutMs: 10_000,
  pongsCount: false,
  heartbeat: { everyMs: 5_000 },
  backoff: { firstMs: 1_000, maxMs: 30_000, chance: 'all' },
} satisfies Partial<SocketOptions>
/** So long after the socket took no more it is asked again. */
const fullMs = 1_000

export function createConnection(
  access: Access,
  redactor: Redactor,
  environment: Environment,
  events: ConnectionEvents,
): Connection {
  const { timers } = environment
  const wanted = new Map<number, TickMode>()
  const told = new Map<number, TickMode | 'unsaid'>()
  let isLost = false
  let isClosed = false
  let isDue = false
  let cancelRetry: Unsubscribe = () => {}
  let socket = open()

  function open(): ReconnectingSocket {
    let attempt = access.current
    return createSocket(
      {
        source: 'zerodha',
        headers: { 'X-Kite-Version': '3' },
        secrets: redactor,
        ...liveness,
        async url() {
          attempt = access.current
          try {
            return await access.fetchUrl()
          } catch (cause) {
            if (isShagunError(cause, 'unauthenticated') && !access.refuse(attempt))
              throw new Error('The access token was replaced while it was asked for.')
            throw cause
          }
        },
        greet() {
          told.clear()
          const requests = requestsFor(told, wanted)
          for (const request of requests) noteTold(told, request)
          return requests.map((request) => JSON.stringify(request))
        },
        judge({ httpStatus }) {
          const isRefused = httpStatus === 401 || httpStatus === 403
          return isRefused && access.refuse(attempt) ? 'unauthenticated' : 'reconnect'
        },
        events: {
          received: events.received,
          opened: stand,
          restored: stand,
          lost: ({ message }) => lose(message),
          ended(cause) {
            if (cause === undefined) return
            lose(cause.message)
            events.refused(cause)
          },
        },
      },
      environment,
    )
  }

  function stand(): void {
    if (isLost) events.restored()
    isLost = false
  }

  function lose(cause: string): void {
    if (!isLost) events.lost(cause)
    isLost = true
  }

  /** Until the socket stands there is nothing to do: the greeting says it all. */
  function tell(): void {
    isDue = false
    if (socket.state !== 'open') return
    for (const request of requestsFor(told, wanted)) {
      if (!socket.send(JSON.stringify(request))) {
        isDue = true
        cancelRetry = timers.after(fullMs, tell)
        return
      }
      noteTold(told, request)
    }
  }

  return {
    wanted,
    get state() {
      return socket.state
    },
    want(token, mode) {
      if (mode === undefined) wanted.delete(token)
      else wanted.set(token, mode)
      if (isDue) return
      isDue = true
      queueMicrotask(tell)
    },
    revive() {
      if (!isClosed && socket.state === 'closed') socket = open()
    },
    close() {
      isClosed = true
      cancelRetry()
      socket.close()
    },
  }
}
