import type { Timestamp, Unsubscribe } from '@shagun/core'

/** What the binary ticker of a fake Kite needs of the exchange behind it. */
export interface TickerSource {
  /** Whether this pair may connect now. */
  admits(apiKey: string, accessToken: string): { readonly userId: string } | undefined
  /** What is known of an instrument now; nothing where no such token is listed. */
  getTick(token: number): KiteTick | undefined
  /** Hears the token of each instrument whose price or book changed. */
  onTick(listener: (token: number) => void): Unsubscribe
  /** Hears order updates, in the shape of postbacks, of every user. */
  onOrder(listener: (userId: string, order: Readonly<Record<string, unknown>>) => void): Unsubscribe
}

/** An instrument as the ticker shows it: prices in rupees, times in epoch milliseconds. */
export interface KiteTick {
  /** Kite's `instrument_token`. */
  readonly token: number
  readonly lastPrice: number
  /** In shares, or what contracts are counted in. */
  readonly lastQuantity: number
  readonly averagePrice: number
  readonly volume: number
  /** Of all orders to buy, in shares. */
  readonly buyQuantity: number
  /** Of all orders to sell, in shares. */
  readonly sellQuantity: number
  readonly open: number
  readonly high: number
  readonly low: number
  /** Of the day before. */
  readonly close: number
  readonly lastTradeAt?: Timestamp
  readonly exchangeAt?: Timestamp
  /** Open interest, in shares. */
  readonly oi: number
  /** The most of the day, in shares. */
  readonly oiDayHigh: number
  /** The least of the day, in shares. */
  readonly oiDayLow: number
  /** The best first; of more than five levels the rest is not shown. */
  readonly bids: readonly KiteLevel[]
  readonly asks: readonly KiteLevel[]
}

/** What waits at one price. */
export interface KiteLevel {
  readonly price: number
  readonly quantity: number
  /** How many orders wait there. */
  readonly orders: number
}
