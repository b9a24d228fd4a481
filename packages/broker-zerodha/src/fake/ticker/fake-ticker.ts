import type { Server } from 'node:http'
import { type Network, systemClock, type Timers, type Unsubscribe } from '@shagun/core'
import type { Door } from './door.ts'
import type { FakeMode } from './encode-packet.ts'
import { createFaults, type TickerFault } from './faults.ts'
import { openInProcess } from './in-process.ts'
import { mountOn } from './on-server.ts'
import { createOrders } from './orders.ts'
import { createSession, type FakeTickerSession } from './session.ts'
import type { TickerSource } from './source.ts'

/** How the stream of a fake Kite behaves where Kite leaves it open. */
export interface FakeTickerOptions {
  /** Default: the machine's. */
  readonly timers?: Timers
  /** Connections that one API key may have; 3 by default. */
  readonly mostConnections?: number
  /** What becomes of one more: it is turned away, or the oldest is closed. Default: `reject`. */
  readonly overflow?: 'reject' | 'evict'
  /** With which status it is turned away; 429 by default. */
  readonly overflowStatus?: number
  /** Instruments of one connection; 3,000 by default. */
  readonly mostTokens?: number
  readonly tooManyText?: string
  /** The mode of what was only subscribed to; `quote` by default. */
  readonly defaultMode?: FakeMode
  /** So many packets go into one message; 200 by default. */
  readonly packetsAMessage?: number
  /** How often a connection on which nothing else comes shows that it stands, in milliseconds; 2,000 by default. */
  readonly heartbeatMs?: number
  /** How long after a change its order update comes, in milliseconds; 50 by default, so that replies come first. */
  readonly orderDelayMs?: number
  /** With more than this on its way to a client its packets are dropped; 8 MiB by default. */
  readonly mostBufferedBytes?: number
}

/** Whom something is about; everybody, where it is not said. */
export interface Whom {
  readonly apiKey?: string
}

/** The stream of a fake Kite, in process or on a port. */
export interface FakeTicker {
  /** For an environment: sockets reach the fake without a port, whatever host they are for. */
  readonly openSocket: Network['openSocket']
  /** Takes upgrades of a server, of one path where that is given, until the returned function is called. */
  mount(server: Server, path?: string): Promise<Unsubscribe>
  /** The connections there are, the oldest first. */
  readonly sessions: readonly FakeTickerSession[]
  /** How many have asked to connect, let in or not. */
  readonly attempts: number
  /** From now on something is wrong, until the returned function is called. */
  fail(fault: TickerFault, whom?: Whom): () => void
  /** Nothing is wrong any more. */
  heal(): void
  /** Ends connections with that code; 1006 without a word. */
  closeConnections(code: 1000 | 1001 | 1006, whom?: Whom): void
  /** Sends all that is subscribed to so many times, at once. */
  flood(times: number, whom?: Whom): void
  /** `{"type":"error","data":"…"}`, or a notice. */
  say(type: 'error' | 'message', text: string, whom?: Whom): void
  /** Whatever it is. */
  sendRaw(message: string | Uint8Array, whom?: Whom): void
  /** Ends all connections and timers. */
  close(): void
}

export function createFakeTicker(source: TickerSource, options: FakeTickerOptions = {}): FakeTicker {
  const { timers = systemClock, mostConnections = 3, overflow = 'reject', overflowStatus = 429 } = options
  const { mostTokens = 3_000, defaultMode = 'quote', packetsAMessage = 200, orderDelayMs = 50 } = options
  const { mostBufferedBytes = 8 * 1_048_576, heartbeatMs = 2_000 } = options
  const { tooManyText = `Only ${mostTokens} instruments can be subscribed to on a connection.` } = options
  const faults = createFaults()
  const sessions = new Set<FakeTickerSession>()
  const orders = createOrders(timers, faults, orderDelayMs, () => [...sessions])
  let attempts = 0
  let rest: Unsubscribe = () => {}

  function about({ apiKey }: Whom = {}): readonly FakeTickerSession[] {
    return [...sessions].filter((session) => (apiKey ?? session.apiKey) === session.apiKey)
  }

  /** The exchange is heard, and time kept, while anybody is there. */
  function wake(): void {
    let cancelBeat: Unsubscribe = () => {}
    const beat = (): void => {
      for (const session of sessions) session.beat()
      cancelBeat = timers.after(heartbeatMs, beat)
    }
    cancelBeat = timers.after(heartbeatMs, beat)
    const endTicks = source.onTick((token) => {
      for (const session of sessions) session.tick(token)
    })
    const endOrders = source.onOrder(orders.tell)
    rest = () => {
      cancelBeat()
      endTicks()
      endOrders()
      orders.clear()
    }
  }

  function readTheRoom(): void {
    for (const { peer, apiKey } of sessions)
      if (faults.find('not-reading', apiKey) === undefined) peer.resume()
      else peer.pause()
  }

  function knock({ searchParams }: URL): ReturnType<Door['knock']> {
    attempts++
    const apiKey = searchParams.get('api_key')
    const accessToken = searchParams.get('access_token')
    if (!apiKey || !accessToken) return 400
    const refused = faults.find('refused', apiKey)
    if (refused !== undefined) return refused.httpStatus
    const user = source.admits(apiKey, accessToken)
    if (user === undefined) return 403
    const others = about({ apiKey })
    if (others.length >= mostConnections && overflow === 'reject') return overflowStatus
    let session: FakeTickerSession | undefined
    return {
      isSilent: () => {
        const fault = faults.find('silent', apiKey)
        return fault !== undefined && fault.pongs !== true
      },
      enter(peer) {
        const oldest = about({ apiKey })
        for (const { peer: evicted } of oldest.slice(0, oldest.length + 1 - mostConnections)) evicted.close(1000)
        const sessionOptions = { mostTokens, tooManyText, defaultMode, packetsAMessage, mostBufferedBytes }
        session = createSession({ apiKey, userId: user.userId }, peer, source, faults, sessionOptions)
        if (sessions.size === 0) wake()
        sessions.add(session)
        readTheRoom()
        return session
      },
      leave() {
        if (session !== undefined && sessions.delete(session) && sessions.size === 0) rest()
      },
    }
  }

  return {
    openSocket: (url, listener) => openInProcess({ knock }, new URL(url), listener),
    mount: (server, path) => mountOn({ knock }, server, path),
    get sessions() {
      return [...sessions]
    },
    get attempts() {
      return attempts
    },
    fail(fault, { apiKey } = {}) {
      const end = faults.add(fault, apiKey)
      readTheRoom()
      return () => {
        end()
        readTheRoom()
      }
    },
    heal() {
      faults.clear()
      readTheRoom()
    },
    /** Ends connections with that code; 1006 without a word. */
    closeConnections(code, whom) {
      for (const { peer } of about(whom)) peer.close(code)
    },
    flood(times, whom) {
      for (const session of about(whom)) session.flood(times)
    },
    say(type, text, whom) {
      for (const session of about(whom)) session.send(JSON.stringify({ type, data: text }))
    },
    sendRaw(message, whom) {
      for (const session of about(whom)) session.send(message)
    },
    close() {
      for (const { peer } of sessions) peer.close(1006)
      sessions.clear()
      rest()
    },
  }
}
