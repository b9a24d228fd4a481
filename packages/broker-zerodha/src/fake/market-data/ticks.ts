import type { DepthLevel, Timestamp, Unsubscribe } from '@shagun/core'
import type { Exchange } from '../exchange/exchange.ts'
import { depthOf, type Line } from '../exchange/line.ts'
import type { Listings } from '../exchange/listings.ts'
import type { OrderListener, Updates } from '../orders/updates.ts'
import type { FakeKiteSession, Sessions } from '../session/sessions.ts'

/** All that a packet of the ticker may tell of an instrument. Prices in rupees. */
export interface KiteTick {
  /** As in the dump of instruments. */
  readonly token: number
  readonly lastPrice: number
  /** Of the last trade, in shares or units. */
  readonly lastQuantity: number
  readonly averagePrice: number
  readonly volume: number
  /** Of all that wants to buy, in shares or units. */
  readonly buyQuantity: number
  /** Of all that wants to sell, in shares or units. */
  readonly sellQuantity: number
  readonly open: number
  readonly high: number
  readonly low: number
  /** Of the day before. */
  readonly close: number
  readonly lastTradeAt?: Timestamp
  readonly exchangeAt?: Timestamp
  /** Open interest, in shares or units. */
  readonly oi: number
  /** In shares or units. */
  readonly oiDayHigh: number
  /** In shares or units. */
  readonly oiDayLow: number
  readonly bids: readonly Required<DepthLevel>[]
  readonly asks: readonly Required<DepthLevel>[]
}

/** What a ticker needs of the exchange behind it. */
export interface KiteTickerSource {
  /** Whether this pair may connect now. */
  admits(apiKey: string, accessToken: string): { readonly userId: string } | undefined
  /** What is known of an instrument now; nothing where no such token is listed. */
  getTick(token: number): KiteTick | undefined
  /** Hears the token of each instrument whose price or book changed. */
  onTick(listener: (token: number) => void): Unsubscribe
  /** Hears order updates, in the shape of postbacks, of every user. */
  onOrder(listener: OrderListener): Unsubscribe
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
