import { type InstrumentId, isShagunError, type Timestamp, type Unsubscribe } from '@shagun/core'
import type { MarketReport } from '@shagun/core/adapter'
import type { TickLine } from '../ticker/listeners.ts'
import type { PacketBatch } from '../ticker/packet-batch.ts'
import { depthOf, quoteOf } from '../ticker/read-row.ts'
import type { TickerLease } from '../ticker/shared-ticker.ts'
import type { Context } from './context.ts'
import { createPrints, type Prints } from './prints.ts'

type Report = (report: MarketReport) => void

/** All subscriptions of a provider, over the ticker of its account, which it needs while there are any. */
export interface Feed {
  subscribe(instruments: readonly InstrumentId[], report: Report): Promise<Unsubscribe>
}

/** Heartbeats come only where nothing else does, so that whoever hears nothing is told at times that the line stands. */
const aliveEveryMs = 2_000
const notThere = 'The socket of zerodha is lost at the moment. It is made again by itself.'

export function createFeed(context: Context, borrow: () => TickerLease): Feed {
  const { log } = context.environment
  const subscriptions = new Set<Subscription>()
  const streams = new Map<number, Stream>()
  let line: { readonly lease: TickerLease; end(): void } | undefined
  let toldAliveAt = Number.NEGATIVE_INFINITY

  /** What one throws is not the others' fault. */
  function tell({ report: hear, isOver }: Subscription, report: MarketReport): void {
    if (isOver) return
    try {
      hear(report)
    } catch (cause) {
      log.error('zerodha: what listens to the stream threw.', { cause })
    }
  }

  function receive(batch: PacketBatch, receivedAt: Timestamp): void {
    for (let row = 0; row < batch.count; row++) {
      const stream = streams.get(batch.token[row]!)
      if (stream === undefined) continue
      for (const report of reportsOf(stream, batch, row, receivedAt))
        for (const subscription of stream.subscriptions) tell(subscription, report)
    }
    if (receivedAt - toldAliveAt < aliveEveryMs) return
    toldAliveAt = receivedAt
    const { ticker } = line!.lease
    for (const subscription of [...subscriptions])
      if (subscription.tokens.every(ticker.isLive)) tell(subscription, { type: 'alive' })
  }

  /** @param about - of the connections that are down, tells whether this one is; there may be several for a subscription */
  function lose(subscription: Subscription, cause: string, about: TickLine): void {
    if (!subscription.tokens.some((token) => about.has(token))) return
    subscription.lost.add(about)
    if (subscription.lost.size === 1) tell(subscription, { type: 'lost', cause })
  }

  function open(): NonNullable<typeof line> {
    const lease = borrow()
    const deaf = lease.ticker.listen({
      ticks: receive,
      alive(about) {
        for (const subscription of [...subscriptions])
          if (subscription.tokens.some((token) => about.has(token))) tell(subscription, { type: 'alive' })
      },
      lost(cause, about) {
        // What is traded until it stands again is not heard of.
        for (const token of about.keys()) streams.get(token)?.prints.forget()
        for (const subscription of [...subscriptions]) lose(subscription, cause, about)
      },
      restored(about) {
        for (const subscription of [...subscriptions])
          if (subscription.lost.delete(about) && subscription.lost.size === 0) tell(subscription, { type: 'restored' })
      },
    })
    return {
      lease,
      end() {
        deaf()
        lease.end()
      },
    }
  }

  function leave(subscription: Subscription): void {
    if (!subscriptions.delete(subscription)) return
    subscription.isOver = true
    for (const token of subscription.tokens) {
      const stream = streams.get(token)
      stream?.subscriptions.delete(subscription)
      if (stream?.subscriptions.size === 0) streams.delete(token)
    }
    subscription.unsubscribe()
    if (subscriptions.size > 0) return
    line?.end()
    line = undefined
  }

  return {
    async subscribe(instruments, report) {
      const { tokens, unknown } = await resolve(context, instruments)
      line ??= open()
      const { ticker, lost } = line.lease
      const subscription: Subscription = {
        tokens: [...tokens.keys()],
        report,
        lost: new Set(),
        isOver: false,
        unsubscribe: () => {},
      }
      subscriptions.add(subscription)
      try {
        subscription.unsubscribe = ticker.subscribe(tokens.keys(), 'full')
      } catch (error) {
        leave(subscription)
        throw error
      }
      for (const [token, instrument] of tokens) {
        const stream = streams.get(token) ?? { instrument, prints: createPrints(instrument), subscriptions: new Set() }
        stream.subscriptions.add(subscription)
        streams.set(token, stream)
      }
      for (const instrument of unknown) tell(subscription, { type: 'unknown', instrument })
      for (const about of lost) lose(subscription, notThere, about)
      return () => leave(subscription)
    },
  }

  function* reportsOf(
    { instrument, prints }: Stream,
    batch: PacketBatch,
    row: number,
    receivedAt: Timestamp,
  ): Iterable<MarketReport> {
    // The print first: whoever builds bars of both would count its volume twice.
    const trade = prints.next(batch, row)
    if (trade !== undefined) yield { type: 'trade', trade }
    const quote = quoteOf(batch, row, instrument, receivedAt)
    if (quote !== undefined) yield { type: 'quote', quote }
    const depth = depthOf(batch, row, instrument, receivedAt)
    if (depth !== undefined) yield { type: 'depth', depth }
  }
}

/** @throws what an instrument cannot be had for, where that is so of all of them */
async function resolve(
  { instruments: book, checkExchange }: Context,
  instruments: readonly InstrumentId[],
): Promise<{ readonly tokens: ReadonlyMap<number, InstrumentId>; readonly unknown: readonly InstrumentId[] }> {
  const tokens = new Map<number, InstrumentId>()
  const unknown: InstrumentId[] = []
  let reason: unknown
  for (const instrument of new Set(instruments))
    try {
      checkExchange(instrument)
      tokens.set(await book.tokenOf(instrument), instrument)
    } catch (error) {
      if (!isShagunError(error, 'not-found', 'unsupported')) throw error
      reason ??= error
      unknown.push(instrument)
    }
  if (tokens.size === 0 && reason !== undefined) throw reason
  return { tokens, unknown }
}

interface Subscription {
  readonly tokens: readonly number[]
  readonly report: Report
  /** Connections with some of its instruments that are down. */
  readonly lost: Set<TickLine>
  isOver: boolean
  unsubscribe: Unsubscribe
}

/** What comes of one instrument, and for whom. */
interface Stream {
  readonly instrument: InstrumentId
  readonly prints: Prints
  readonly subscriptions: Set<Subscription>
}
