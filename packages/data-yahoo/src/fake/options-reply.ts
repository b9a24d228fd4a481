import type { Timestamp } from '@shagun/core'
import type { Listing } from './listing.ts'
import type { Market } from './market.ts'
import { json, type Reply } from './reply.ts'

const dayMs = 86_400_000

/** Three strikes at three expiries, in America. */
export function optionsReply(market: Market, listing: Listing, date: number | undefined, now: Timestamp): Reply {
  const isAmerican = listing.currency === 'USD' && listing.instrumentType === 'EQUITY'
  // The third Fridays would do as well; what counts is that they are midnights of UTC.
  const days = isAmerican ? [7, 14, 28].map((days) => (Math.floor(now / dayMs) + days) * 86_400) : []
  const expiry = date ?? days[0]
  const { last } = market.quote(listing)
  const strikes = [0.9, 1, 1.1].map((part) => Math.round(last * part))
  const contracts = (kind: 'C' | 'P') =>
    strikes.map((strike, i) => ({
      contractSymbol: `${listing.symbol}${new Date(expiry! * 1_000).toISOString().slice(2, 10).replaceAll('-', '')}${kind}${String(strike * 1_000).padStart(8, '0')}`,
      strike,
      currency: 'USD',
      lastPrice: 5.25 + i,
      change: 0,
      percentChange: 0,
      volume: 100 + i,
      openInterest: 1_000,
      bid: i === 0 ? 0 : 5.2 + i,
      ask: i === 0 ? 0 : 5.3 + i,
      contractSize: 'REGULAR',
      expiration: expiry,
      lastTradeDate: Math.floor(now / 1_000),
      impliedVolatility: 0.25,
      inTheMoney: false,
    }))
  const isThere = expiry !== undefined && days.includes(expiry)
  return json({
    optionChain: {
      result: [
        {
          underlyingSymbol: listing.symbol,
          expirationDates: days,
          strikes: isThere ? strikes : [],
          hasMiniOptions: false,
          quote: {},
          options: isThere
            ? [{ expirationDate: expiry, hasMiniOptions: false, calls: contracts('C'), puts: contracts('P') }]
            : [],
        },
      ],
      error: null,
    },
  })
}
