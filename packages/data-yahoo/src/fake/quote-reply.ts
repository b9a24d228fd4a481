import type { Market } from './market.ts'
import { json, type Reply } from './reply.ts'

/** What is known; Yahoo is silent about the rest. */
export function quoteReply(market: Market, symbols: readonly string[], schemaChange: boolean): Reply {
  const result = symbols.flatMap((symbol) => {
    const listing = market.find(symbol)
    if (listing === undefined) return []
    const { time, last, bid = 0, ask = 0, volume = 0, delayedBySec } = market.quote(listing)
    return {
      language: 'en-US',
      region: 'US',
      quoteType: listing.instrumentType,
      symbol,
      currency: listing.currency,
      exchange: listing.exchangeName,
      fullExchangeName: listing.fullExchangeName,
      exchangeTimezoneName: listing.timeZone,
      exchangeDataDelayedBy: delayedBySec === undefined ? listing.delayedByMin : delayedBySec / 60,
      marketState: bid > 0 ? 'REGULAR' : 'CLOSED',
      priceHint: 2,
      tradeable: false,
      [schemaChange ? 'lastPrice' : 'regularMarketPrice']: last,
      regularMarketTime: time / 1_000,
      regularMarketVolume: volume,
      regularMarketDayRange: `${last} - ${last}`,
      bid,
      ask,
      bidSize: 0,
      askSize: 0,
    }
  })
  return json(schemaChange ? { quoteResponse: { rows: result } } : { quoteResponse: { result, error: null } })
}
