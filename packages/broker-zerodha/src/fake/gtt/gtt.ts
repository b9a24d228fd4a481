import type { Decimal, Timestamp } from '@shagun/core'
import type { Listed } from '../exchange/listing.ts'
import type { KiteOrderType, KiteProduct, KiteSide } from '../orders/order.ts'

/** What waits at Kite for a price, for up to a year. */
export interface Gtt {
  readonly id: number
  readonly userId: string
  readonly createdAt: Timestamp
  readonly expiresAt: Timestamp
  type: 'single' | 'two-leg'
  listed: Listed
  triggers: readonly Decimal[]
  lastPrice: Decimal
  legs: readonly GttLeg[]
  updatedAt: Timestamp
  status: 'active' | 'triggered' | 'disabled' | 'expired' | 'cancelled' | 'rejected' | 'deleted'
}

/** The order that one of the prices sets off. */
export interface GttLeg {
  readonly side: KiteSide
  readonly quantity: number
  readonly orderType: KiteOrderType
  readonly product: KiteProduct
  readonly price: Decimal
  /** What became of it, once it was set off. */
  result?: GttResult
}

interface GttResult {
  readonly at: Timestamp
  readonly triggeredAt: Decimal
  readonly orderId: string
  readonly status: 'success' | 'failed'
  readonly reason: string
}
