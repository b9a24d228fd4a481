import type { Market } from './market.ts'
import { json, type Reply } from './reply.ts'

/** What holds the text in its symbol, and a company that is not listed. */
export function searchReply(market: Market, query: string, symbols: readonly string[]): Reply {
  const wanted = query.trim().toUpperCase()
  const quotes = symbols
    .filter((symbol) => symbol.toUpperCase().includes(wanted))
    .flatMap((symbol) => market.find(symbol) ?? [])
    .map(({ symbol, exchangeName, fullExchangeName, instrumentType }) => ({
      exchange: exchangeName,
      shortname: `${symbol} LTD`,
      quoteType: instrumentType,
      symbol,
      index: 'quotes',
      score: 20_000,
      typeDisp: instrumentType.toLowerCase(),
      longname: `${symbol} Limited`,
      exchDisp: fullExchangeName,
      isYahooFinance: true,
    }))
  return json({
    explains: [],
    count: quotes.length,
    quotes: [...quotes, { index: 'privateCompanies', name: `${query} Labs`, isYahooFinance: false }],
    news: [],
  })
}
