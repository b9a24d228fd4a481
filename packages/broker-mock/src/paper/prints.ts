import type { Calendar, MarketUpdate, Trade } from '@shagun/core'

/**
 * What was traded, as far as the news of one instrument tell it.
 *
 * A source that reports trades is taken at its word. Of one that reports quotes alone, what its volume grew by between
 * two of them was traded, at the last price of the second. What is stale, came from outside of a session, or happened
 * while nobody listened, tells of no trade.
 */
export interface Prints {
  read(update: MarketUpdate): Trade | undefined
}

export function createPrints(calendar: Calendar | undefined): Prints {
  /** The source that is listened to, and the volume that it told last. */
  let source: string | undefined
  let volume: number | undefined
  let tellsTrades = false

  function listenTo(next: string): void {
    if (next === source) return
    source = next
    volume = undefined
    tellsTrades = false
  }

  return {
    read(update) {
      if (update.type === 'lost' || update.type === 'restored' || update.type === 'switched') volume = undefined
      if (update.type !== 'quote' && update.type !== 'trade') return undefined
      listenTo(update.source)
      const isOfNow = !update.stale && calendar?.isOpen(update.asOf) !== false
      if (update.type === 'trade') {
        tellsTrades = true
        return isOfNow && update.trade.quantity > 0 ? update.trade : undefined
      }
      const { instrument, time, last, volume: told } = update.quote
      const before = volume
      volume = isOfNow ? told : undefined
      if (tellsTrades || !isOfNow || told === undefined || before === undefined || told <= before) return undefined
      return { instrument, time, price: last, quantity: told - before }
    },
  }
}
