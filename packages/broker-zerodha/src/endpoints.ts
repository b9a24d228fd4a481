/** Where Kite is. A fake on a port has other addresses. */
export interface KiteEndpoints {
  /** Default: `https://api.kite.trade`. */
  readonly apiUrl?: string
  /** Default: `https://kite.zerodha.com/connect/login`. */
  readonly loginUrl?: string
  /** Default: `wss://ws.kite.trade`. */
  readonly tickerUrl?: string
}
