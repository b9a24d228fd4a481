import type { KiteEndpoints, ZerodhaSupports } from '@shagun/broker-zerodha'
import type { Calendar, InstrumentId, OrderRequest } from '@shagun/core'

/** A Kite to trade at, real or within this process, and how it is gone about. */
export interface Kite {
  readonly app: { readonly apiKey: string; readonly apiSecret: string }
  readonly endpoints: KiteEndpoints
  readonly calendar: Calendar
  /** Of the page that it sends browsers back to; 0 for a free one. */
  readonly port: number
  /** Where the token and the journal are kept. */
  readonly folder: string
  /** What the token is sealed with; it is not kept where there is none. */
  readonly passphrase: string | undefined
  /** Whose price is shown. */
  readonly instrument: InstrumentId
  readonly trades: Trades | undefined
  /** Logs in as a person does, in a browser that is sent back to `redirectUrl`; `undefined` where a person has to. */
  readonly visit: ((loginUrl: string, redirectUrl: string, signal: AbortSignal) => Promise<void>) | undefined
}

/** What is traded; each order is placed once the one before is closed. */
export interface Trades {
  /** No order may be worth more, in rupees. */
  readonly maxValue: string
  /** @param last - the last price, where there is one */
  readonly ordersAt: (last: number | undefined) => readonly PlannedOrder[]
}

export interface PlannedOrder {
  readonly request: Extract<OrderRequest<ZerodhaSupports>, { readonly type: 'limit' }>
  /** How long it is watched before what is left of it is canceled, in seconds. */
  readonly watchSec: number
}
