import type { Calendar, DepthLevel, MarketUpdate, Timestamp, Trade } from '@shagun/core'
import type { Shown } from '../displayed.ts'

/** What news of one instrument tell of its market. */
interface Tidings {
  /** What was traded; an order meets it that was there before a moment. */
  readonly print?: { readonly trade: Trade; readonly before: Timestamp }
  /** What others show now; likewise. */
  readonly shown?: { readonly shown: Shown; readonly before: Timestamp }
  /** What they showed before may not be so any more. */
  readonly isOutdated?: true
}

/**
 * Reads the news of one instrument.
 *
 * A source that reports trades is taken at its word. Of one that reports quotes alone, what its volume grew by between
 * two of them was traded, at the last price of the second. Where it reports depth, its quotes show nothing beside that but
 * the last price. The first quote of a source only says what it tells: which of these it is, is not known yet. What is
 * stale, came from outside of a session, or happened while nobody listened, tells nothing.
 */
export interface TidingsReader {
  read(update: MarketUpdate): Tidings
  /** Nobody has listened for a while. */
  missed(): void
}

export function createTidingsReader(calendar: Calendar | undefined): TidingsReader {
  /** The source that is listened to, the volume that it told last, and the last price that came with no depth yet. */
  let source: string | undefined
  let volume: { readonly told: number; readonly at: Timestamp } | undefined
  let last: number | undefined
  let tellsTrades = false
  let tellsDepth = false

  /** Whether it was listened to before. */
  function listenTo(next: string): boolean {
    if (next === source) return true
    source = next
    missed()
    tellsTrades = tellsDepth = false
    return false
  }

  function missed(): void {
    volume = last = undefined
  }

  function readQuote({ quote, receivedAt }: Extract<MarketUpdate, { type: 'quote' }>, isKnown: boolean): Tidings {
    const { instrument, time, bid, ask } = quote
    const before = volume
    volume = quote.volume === undefined ? undefined : { told: quote.volume, at: receivedAt }
    last = quote.last
    const grown = before === undefined || volume === undefined ? 0 : volume.told - before.told
    const isPrint = !tellsTrades && grown > 0
    const isShown = isKnown && !tellsDepth && (bid !== undefined || ask !== undefined)
    return {
      ...(isPrint && {
        print: {
          trade: { instrument, time, price: quote.last, quantity: grown },
          // All of it was traded after an order that had come when the volume was told before.
          before: Math.min(receivedAt, before!.at + 1),
        },
      }),
      ...(isShown && {
        shown: { shown: { instrument, last, bids: levelsOf(bid), asks: levelsOf(ask) }, before: receivedAt },
      }),
    }
  }

  return {
    missed,
    read(update) {
      if (update.type === 'lost' || update.type === 'restored' || update.type === 'switched') {
        missed()
        return { isOutdated: true }
      }
      if (update.type !== 'quote' && update.type !== 'trade' && update.type !== 'depth') return {}
      const isKnown = listenTo(update.source)
      if (update.type === 'trade') tellsTrades = true
      if (update.type === 'depth') tellsDepth = true
      if (update.stale || calendar?.isOpen(update.asOf) === false) {
        if (update.type === 'quote') volume = undefined
        return update.type === 'trade' ? {} : { isOutdated: true }
      }
      if (update.type === 'quote') return readQuote(update, isKnown)
      if (update.type === 'trade') {
        const { trade, receivedAt: before } = update
        return trade.quantity > 0 ? { print: { trade, before } } : {}
      }
      const { instrument, bids, asks } = update.depth
      const shown = { instrument, bids, asks, last }
      last = undefined
      return { shown: { shown, before: update.receivedAt } }
    },
  }
}

/** How much stands there is not told: as much as anybody wants. */
function levelsOf(price: number | undefined): readonly DepthLevel[] | undefined {
  return price === undefined ? undefined : [{ price, quantity: Number.POSITIVE_INFINITY }]
}
