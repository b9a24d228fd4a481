import type { Calendar, InstrumentId, MarketData, MarketUpdate, Subscription } from '@shagun/core'
import type { Exchange } from '../exchange.ts'
import { createTidingsReader, type TidingsReader } from './tidings.ts'

/** The market as the venue hears it: of the instruments that have working orders, and no others. */
export interface Feed {
  /** @throws ShagunError `unsupported` where nobody streams it */
  listenTo(instrument: InstrumentId): void
  /** Lets go of all others. */
  keepOnly(instruments: ReadonlySet<InstrumentId>): void
  end(): void
}

type Market = Pick<Exchange, 'print' | 'show' | 'outdate'>

export interface FeedOptions {
  readonly data: MarketData
  readonly calendar: Calendar | undefined
  readonly market: Market
  /** Does there what moves orders. */
  happen(work: (market: Market) => void): void
}

export function createFeed({ data, calendar, market, happen }: FeedOptions): Feed {
  const subscriptions = new Map<InstrumentId, Subscription>()
  /** Of all that were ever listened to: what a source tells is known of it. */
  const readers = new Map<InstrumentId, TidingsReader>()

  function hear(instrument: InstrumentId, reader: TidingsReader, update: MarketUpdate): void {
    const { print, shown, isOutdated } = reader.read(update)
    if (isOutdated) market.outdate(instrument)
    if (print === undefined && shown === undefined) return
    happen((at) => {
      // What was traded is gone from what is shown with it.
      if (print !== undefined) at.print(print.trade, print.before)
      if (shown !== undefined) at.show(shown.shown, shown.before)
    })
  }

  function keepOnly(instruments: ReadonlySet<InstrumentId>): void {
    for (const [instrument, subscription] of subscriptions)
      if (!instruments.has(instrument)) {
        subscriptions.delete(instrument)
        subscription.end()
        market.outdate(instrument)
      }
  }

  return {
    listenTo(instrument) {
      if (subscriptions.has(instrument)) return
      const reader = readers.get(instrument) ?? createTidingsReader(calendar)
      reader.missed()
      readers.set(instrument, reader)
      const listener = (update: MarketUpdate): void => hear(instrument, reader, update)
      subscriptions.set(instrument, data.subscribe({ instruments: [instrument] }, listener))
    },
    keepOnly,
    end: () => keepOnly(new Set()),
  }
}
