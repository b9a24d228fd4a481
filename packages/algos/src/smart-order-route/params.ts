import type { AlgoInput, AlgoParams, DecimalInput, Route, Timestamp } from '@shagun/core'
import type { WindowParams } from '../window/read-window.ts'

/** A route, and what an order costs there; what is not given costs nothing. */
export interface CostedRoute extends Route {
  /** Of the traded value where an order takes what waits, in basis points; below 0 for a rebate. */
  readonly takerBps?: number
  /** Of the traded value where an order waits itself, in basis points; below 0 for a rebate. */
  readonly makerBps?: number
  /** For each unit, in the instrument's currency. */
  readonly perUnit?: number
  /** For each order, in the instrument's currency. */
  readonly perOrder?: number
}

/** What `smartOrderRoute` is told. */
export interface SmartOrderRouteParams extends AlgoParams, WindowParams {
  /** Where orders may go; of two that are equally good the earlier one is preferred. */
  readonly routes: readonly CostedRoute[]
  /** No order is smaller, save a last one, in units. Default: one lot. */
  readonly minRouteQuantity?: DecimalInput
  /** A quote or a book that is older is not traded on, in ms. Default: 5000. */
  readonly maxQuoteAgeMs?: number
  /**
   * What is taken to wait at the touch of a quote without a book, in units. Default: `minRouteQuantity`; where a quote has
   * neither bid nor ask, nothing.
   */
  readonly touchQuantity?: DecimalInput
  /**
   * What is out of reach: `post` waits for it at `limitPrice` (without one, at the best price of its own side), `ioc` ends
   * with it as the residual. Default: `post`.
   */
  readonly remainder?: 'post' | 'ioc'
  /** Where the remainder waits: at the first route, or where that costs the least. Default: `preferred`. */
  readonly postAt?: 'preferred' | 'cheapest'
  /** An order that is to take is answered for within it, or canceled, in ms. Default: 2000. */
  readonly childTimeoutMs?: number
  /**
   * How long a route is left out that rejected an order or did not answer for one, in ms; twice as long each time, up to
   * five minutes. Default: 5000.
   */
  readonly routeBackOffMs?: number
}

/** What a router keeps; how much is left is read from its orders. */
export interface State {
  readonly begunAt: Timestamp
  readonly paused: boolean
  /** Of each route, in their order. */
  readonly health: readonly Health[]
  /** What is known of orders that are open, or whose end a book may not show yet; by key. */
  readonly notes: Readonly<Record<string, Note>>
  /** When what is posted was last moved. */
  readonly movedAt: Timestamp | null
  /** Since when it waits for its last orders to be canceled. */
  readonly endingAt: Timestamp | null
}

/** How often in a row a route has failed, and until when it is left out. */
export interface Health {
  readonly failures: number
  readonly until: Timestamp
}

/** What happened to an order. */
export interface Note {
  /** When there was last news of it. */
  readonly heardAt?: Timestamp
  readonly canceledAt?: Timestamp
  /** It never was in the book. */
  readonly rejected?: true
  /** Its route did not answer for it in time. */
  readonly late?: true
}

export type Input = AlgoInput<SmartOrderRouteParams>
