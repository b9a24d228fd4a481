import { encodeHeartbeat, encodePacket, type FakeMode } from './encode-packet.ts'
import type { Faults } from './faults.ts'
import { packMessages } from './frames.ts'
import type { TickerSource } from './source.ts'

/** One side of a connection, as the fake sees it. */
export interface Peer {
  /** Handed to `send` and not yet taken. */
  readonly bufferedBytes: number
  /** Sends a message to the other side. */
  send(message: string | Uint8Array): void
  /** Reads no more of what the other side sends, until `resume`. */
  pause(): void
  /** Reads on. */
  resume(): void
  /** 1006 breaks it without a word. */
  close(code: number): void
}

/** A connection that was let in: who it is, and what it has subscribed to. */
export interface FakeTickerSession {
  readonly apiKey: string
  readonly userId: string
  readonly peer: Peer
  readonly subscribed: ReadonlyMap<number, FakeMode>
  /** Every request as it came. */
  readonly requests: readonly string[]
  /** Messages of packets that were not sent, because the other side does not keep up. */
  readonly dropped: number
  /** Takes a request, as the other side sends it. */
  receive(text: string): void
  /** Sends what is known of an instrument, with all that is to be sent in this moment, where it is subscribed to. */
  tick(token: number): void
  /** Sends all of them so many times, at once. */
  flood(times: number): void
  /** Sends a message, whatever it is. */
  send(message: string | Uint8Array): void
  /** A sign of life, where nothing was sent since the last. */
  beat(): void
}

export interface SessionOptions {
  readonly mostTokens: number
  readonly tooManyText: string
  readonly defaultMode: FakeMode
  readonly packetsAMessage: number
  readonly mostBufferedBytes: number
}

export function createSession(
  who: { readonly apiKey: string; readonly userId: string },
  peer: Peer,
  source: TickerSource,
  faults: Faults,
  options: SessionOptions,
): FakeTickerSession {
  const { apiKey, userId } = who
  const modes = new Map<number, FakeMode>()
  /** How often each was subscribed to: repeated ones count, though they stream once. */
  const counted = new Map<number, number>()
  const requests: string[] = []
  const due = new Set<number>()
  let total = 0
  let dropped = 0
  let hasSent = false

  function send(message: string | Uint8Array): void {
    if (faults.find('silent', apiKey) !== undefined) return
    hasSent = true
    peer.send(message)
  }

  function tick(token: number): void {
    if (!modes.has(token)) return
    due.add(token)
    if (due.size === 1) queueMicrotask(flush)
  }

  function flush(): void {
    const tokens = [...due]
    due.clear()
    sendMessages(messagesOf(tokens))
  }

  function messagesOf(tokens: readonly number[]): readonly Uint8Array[] {
    const packets = tokens.flatMap((token) => {
      const [known, mode] = [source.getTick(token), modes.get(token)]
      return known === undefined || mode === undefined ? [] : [encodePacket(known, mode)]
    })
    return packMessages(packets, options.packetsAMessage, faults, apiKey)
  }

  function sendMessages(messages: readonly Uint8Array[]): void {
    for (const message of messages)
      if (peer.bufferedBytes > options.mostBufferedBytes) dropped++
      else send(message)
  }

  function subscribe(tokens: readonly number[]): void {
    let isRefused = false
    for (const token of tokens) {
      if (total >= options.mostTokens) {
        isRefused = true
        continue
      }
      total++
      counted.set(token, (counted.get(token) ?? 0) + 1)
      if (!modes.has(token)) modes.set(token, options.defaultMode)
      // What was known last, also where nothing trades any more.
      tick(token)
    }
    if (isRefused) send(JSON.stringify({ type: 'error', data: options.tooManyText }))
  }

  function unsubscribe(tokens: readonly number[]): void {
    for (const token of tokens) {
      total -= counted.get(token) ?? 0
      counted.delete(token)
      modes.delete(token)
    }
  }

  function setMode(mode: FakeMode, tokens: readonly number[]): void {
    for (const token of tokens) {
      if (!modes.has(token) || modes.get(token) === mode) continue
      modes.set(token, mode)
      tick(token)
    }
  }

  return {
    apiKey,
    userId,
    peer,
    subscribed: modes,
    requests,
    get dropped() {
      return dropped
    },
    receive(text) {
      requests.push(text)
      const request = readRequest(text)
      if (request === undefined) send(JSON.stringify({ type: 'error', data: 'Invalid request.' }))
      else if (request.a === 'mode') setMode(...request.v)
      else if (request.a === 'subscribe') subscribe(request.v)
      else unsubscribe(request.v)
    },
    tick,
    flood(times) {
      const messages = messagesOf([...modes.keys()])
      for (let i = 0; i < times; i++) sendMessages(messages)
    },
    send,
    beat() {
      if (!hasSent) send(encodeHeartbeat())
      hasSent = false
    },
  }
}

type Request =
  | { readonly a: 'subscribe' | 'unsubscribe'; readonly v: readonly number[] }
  | { readonly a: 'mode'; readonly v: readonly [FakeMode, readonly number[]] }

function readRequest(text: string): Request | undefined {
  try {
    const { a, v } = JSON.parse(text) as { readonly a?: unknown; readonly v?: unknown }
    if (!Array.isArray(v)) return undefined
    const tokens: unknown = a === 'mode' ? v[1] : v
    if (!Array.isArray(tokens) || !tokens.every((token) => typeof token === 'number')) return undefined
    if (a === 'mode') return ['ltp', 'quote', 'full'].includes(v[0]) ? ({ a, v } as unknown as Request) : undefined
    return a === 'subscribe' || a === 'unsubscribe' ? { a, v: tokens } : undefined
  } catch {
    return undefined
  }
}
