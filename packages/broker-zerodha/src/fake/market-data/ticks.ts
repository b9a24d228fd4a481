import type { DepthLevel, Unsubscribe } from '@shagun/core'
import type { Exchange } from '../exchange/exchange.ts'
import { depthOf, type Line } from '../exchange/line.ts'
import type { Listings } from '../exchange/listings.ts'
import type { Updates } from '../orders/updates.ts'
import type { FakeKiteSession, Sessions } from '../session/sessions.ts'
import type { KiteTick, TickerSource } from '../ticker/source.ts'

/** What is behind a ticker, and the sessions that it lives in. */
export interface KiteTickerSource extends TickerSource {
  /** Hears of sessions that ended. */
  onSessionEnd(listener: (session: FakeKiteSession) => void): Unsubscribe
}

export function createTickerSource(
  listings: Listings,
  exchange: Exchange,
  sessions: Sessions,
  updates: Updates,
): KiteTickerSource {
  return {
    admits(apiKey, accessToken) {
      const user = sessions.admits(apiKey, accessToken)
      return user === undefined ? undefined : { userId: user.userId }
    },
    getTick(token) {
      const listed = listings.findToken(token)
      return listed === undefined ? undefined : tickOf(exchange.lineOf(listed))
    },
    onTick: (listener) => exchange.onChange(({ listed }) => listener(listed.token)),
    onOrder: updates.on,
    onSessionEnd: sessions.onEnd,
  }
}

/** Five levels on each side, as Kite shows them; all of it counts for the totals. */
export function tickOf(line: Line): KiteTick {
  const { listed, last, lastQuantity, volume, value, close, lastTradeAt, changedAt, oi, oiDayHigh, oiDayLow } = line
  const [bids, asks] = [depthOf(line, 'BUY'), depthOf(line, 'SELL')] as [Required<DepthLevel>[], Required<DepthLevel>[]]
  const total = (levels: readonly DepthLevel[]): number => levels.reduce((sum, { quantity }) => sum + quantity, 0)
  return {
    token: listed.token,
    lastPrice: last?.toNumber() ?? 0,
    lastQuantity,
    averagePrice: volume === 0 ? 0 : value.div(volume).toDecimalPlaces(2).toNumber(),
    volume,
    buyQuantity: total(bids),
    sellQuantity: total(asks),
    open: line.open?.toNumber() ?? 0,
    high: line.high?.toNumber() ?? 0,
    low: line.low?.toNumber() ?? 0,
    close: close.toNumber(),
    ...(lastTradeAt !== undefined && { lastTradeAt }),
    ...(changedAt !== undefined && { exchangeAt: changedAt }),
    oi,
    oiDayHigh,
    oiDayLow,
    bids: bids.slice(0, 5),
    asks: asks.slice(0, 5),
  }
}
