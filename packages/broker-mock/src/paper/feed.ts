import type { Calendar, InstrumentId, MarketData, Subscription, Timestamp, Trade } from '@shagun/core'
import { createPrints } from './prints.ts'

/** The market as the venue hears it: of the instruments that have working orders, and no others. */
export interface Feed {
  /** @throws ShagunError `unsupported` where nobody streams it */
  listenTo(instrument: InstrumentId): void
  /** Lets go of all others. */
  keepOnly(instruments: ReadonlySet<InstrumentId>): void
  end(): void
}

/** @param print - called with what was traded, and when it was heard of */
export function createFeed(
  data: MarketData,
  calendar: Calendar | undefined,
  print: (trade: Trade, receivedAt: Timestamp) => void,
): Feed {
  const subscriptions = new Map<InstrumentId, Subscription>()

  function keepOnly(instruments: ReadonlySet<InstrumentId>): void {
    for (const [instrument, subscription] of subscriptions)
      if (!instruments.has(instrument)) {
        subscriptions.delete(instrument)
        subscription.end()
      }
  }

  return {
    listenTo(instrument) {
      if (subscriptions.has(instrument)) return
      const prints = createPrints(calendar)
      const subscription = data.subscribe({ instruments: [instrument] }, (update) => {
        const trade = prints.read(update)
        if (trade !== undefined && 'receivedAt' in update) print(trade, update.receivedAt)
      })
      subscriptions.set(instrument, subscription)
    },
    keepOnly,
    end: () => keepOnly(new Set()),
  }
}
