import type { InstrumentId, Unsubscribe } from '@shagun/core'
import { createSocket, type MarketReport, type ReconnectingSocket } from '@shagun/core/adapter'
import type { Context } from '../context.ts'
import { mapInstruments } from '../map-instruments.ts'
import { nameQuote } from '../quotes/parse-quote.ts'
import { parseFrame } from './parse-frame.ts'

type Report = (report: MarketReport) => void

/** All subscriptions of a provider, over one socket that is there while there are any. */
export interface Feed {
  subscribe(instruments: readonly InstrumentId[], report: Report): Promise<Unsubscribe>
}

export interface FeedOptions {
  readonly url: string
  readonly userAgent: string
}

/** Yahoo forgets who does not say again what it listens to. */
const heartbeatMs = 15_000
const notThere = 'The socket of yahoo is lost at the moment. It is made again by itself.'

export function createFeed(context: Context, { url, userAgent }: FeedOptions): Feed {
  const { environment, tally } = context
  const { timers, log } = environment
  const subscriptions = new Set<Subscription>()
  let line: Line | undefined

  function wanted(): readonly string[] {
    return [...new Set([...subscriptions].flatMap(({ instrumentsOf }) => [...instrumentsOf.keys()]))]
  }

  function tellAll(report: MarketReport): void {
    for (const subscription of [...subscriptions]) tell(subscription, report)
  }

  /** What one throws is not the others' fault. */
  function tell({ report: hear }: Subscription, report: MarketReport): void {
    try {
      hear(report)
    } catch (cause) {
      log.error('yahoo: what listens to the stream threw.', { cause })
    }
  }

  function receive(data: string | Uint8Array): void {
    const frame = parseFrame(data)
    if (frame === 'unreadable') tally(1, 'messages of the stream could not be read')
    if (typeof frame === 'string') return tellAll({ type: 'alive' })
    for (const subscription of [...subscriptions])
      for (const instrument of subscription.instrumentsOf.get(frame.symbol) ?? [])
        tell(subscription, { type: 'quote', quote: nameQuote(instrument, frame.quote) })
  }

  function connect(): Line {
    const { promise: settled, resolve: settle } = Promise.withResolvers<void>()
    let cancelBeat: Unsubscribe = () => {}
    let isLost = false
    const stand = (): void => {
      settle()
      if (isLost) tellAll({ type: 'restored' })
      isLost = false
    }
    const socket = createSocket(
      {
        source: 'yahoo',
        url,
        headers: { 'user-agent': userAgent, origin: 'https://finance.yahoo.com' },
        greet: () => [JSON.stringify({ subscribe: wanted() })],
        // It asks for no credentials, so no refusal is for good.
        judge: () => 'reconnect',
        backoff: { firstMs: 2_000, maxMs: 300_000 },
        events: {
          received: receive,
          opened: stand,
          ended: () => settle(),
          restored: stand,
          lost(cause) {
            isLost = true
            settle()
            tellAll({ type: 'lost', cause: cause.message })
          },
        },
      },
      environment,
    )
    const beat = (): void => {
      // Where it stands, the socket has heard an answer to its pings.
      if (socket.send(JSON.stringify({ subscribe: wanted() }))) tellAll({ type: 'alive' })
      cancelBeat = timers.after(heartbeatMs, beat)
    }
    cancelBeat = timers.after(heartbeatMs, beat)
    return {
      socket,
      settled,
      get isLost() {
        return isLost
      },
      close() {
        cancelBeat()
        socket.close()
      },
    }
  }

  function leave(subscription: Subscription): void {
    if (!subscriptions.delete(subscription)) return
    if (subscriptions.size === 0) {
      line?.close()
      line = undefined
      return
    }
    const still = new Set(wanted())
    const unwanted = [...subscription.instrumentsOf.keys()].filter((symbol) => !still.has(symbol))
    if (unwanted.length > 0) line?.socket.send(JSON.stringify({ unsubscribe: unwanted }))
  }

  return {
    async subscribe(instruments, report) {
      const instrumentsOf = new Map<string, InstrumentId[]>()
      for (const [instrument, symbol] of mapInstruments(context, instruments))
        instrumentsOf.set(symbol, [...(instrumentsOf.get(symbol) ?? []), instrument])
      const subscription = { instrumentsOf, report }
      subscriptions.add(subscription)
      // Until it stands, the greeting says it.
      line?.socket.send(JSON.stringify({ subscribe: [...instrumentsOf.keys()] }))
      if (line?.isLost) tell(subscription, { type: 'lost', cause: notThere })
      line ??= connect()
      await line.settled
      return () => leave(subscription)
    },
  }
}

interface Subscription {
  /** By Yahoo's symbol; one can stand for several of ours. */
  readonly instrumentsOf: ReadonlyMap<string, readonly InstrumentId[]>
  readonly report: Report
}

/** The socket, and what goes with it. */
interface Line {
  readonly socket: ReconnectingSocket
  /** Once it stands, or could not be made the first time and goes on trying. */
  readonly settled: Promise<void>
  readonly isLost: boolean
  close(): void
}
