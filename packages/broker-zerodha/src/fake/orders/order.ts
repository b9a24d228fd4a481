import type { Decimal, Timestamp } from '@shagun/core'
import type { Resting } from '../exchange/line.ts'
import type { Listed } from '../exchange/listing.ts'

export const varieties = ['regular', 'amo', 'co', 'iceberg', 'auction'] as const
export const orderTypes = ['MARKET', 'LIMIT', 'SL', 'SL-M'] as const
export const products = ['CNC', 'NRML', 'MIS', 'MTF'] as const
export const validities = ['DAY', 'IOC', 'TTL'] as const

export type Variety = (typeof varieties)[number]
export type KiteOrderType = (typeof orderTypes)[number]
/** `CO` is what positions of cover orders are shown as. */
export type KiteProduct = (typeof products)[number] | 'CO'
export type Validity = (typeof validities)[number]
export type KiteSide = 'BUY' | 'SELL'

/** What was asked for, as far as it makes sense. */
export interface KiteTerms {
  readonly variety: Variety
  readonly listed: Listed
  readonly side: KiteSide
  readonly orderType: KiteOrderType
  readonly product: KiteProduct
  readonly validity: Validity
  readonly ttlMinutes: number
  readonly quantity: number
  readonly disclosedQuantity: number
  readonly price: Decimal
  readonly triggerPrice: Decimal
  /** -1 leaves it to Kite, 0 is none. */
  readonly protection: number
  readonly tag: string | undefined
  readonly auctionNumber?: string
  readonly legs?: number
  readonly legQuantity?: number
}

/** An order in the back office. */
export interface FakeOrder {
  readonly id: string
  readonly userId: string
  /** None where it was placed on a screen. */
  readonly apiKey: string | undefined
  readonly placedBy: string
  readonly guid: string
  readonly terms: KiteTerms
  readonly parentId: string | undefined
  readonly tags: string[]
  /** The tag under which it was asked for, shown or not. */
  readonly askedAs: string | undefined
  readonly placedAt: Timestamp
  /** From when on the order book shows it. */
  readonly visibleAt: Timestamp
  readonly stuck: { readonly at: string; readonly ms: number } | undefined
  readonly resting: Resting
  /** States that it went through, as the history shows them. */
  readonly history: Record<string, unknown>[]
  readonly trades: FakeTrade[]
  orderType: KiteOrderType
  validity: Validity
  price: Decimal
  triggerPrice: Decimal
  protection: number
  disclosedQuantity: number
  quantity: number
  filled: number
  value: Decimal
  canceled: number
  status: string
  message: string | undefined
  rawMessage: string | undefined
  exchangeOrderId: string | undefined
  exchangeAt: Timestamp | undefined
  changedAt: Timestamp
  /** A command that is on its way to the exchange. */
  pending: 'modify' | 'cancel' | undefined
  modifications: number
  /** How it ended. */
  ending: 'filled' | 'canceled' | 'rejected' | 'expired' | undefined
  meta: object
  /** What is to follow on an iceberg's leg. */
  leg: { readonly number: number; readonly left: number } | undefined
}

/** A trade of ours. */
export interface FakeTrade {
  readonly id: string
  readonly order: FakeOrder
  readonly quantity: number
  readonly price: Decimal
  readonly time: Timestamp
}

/** It may still trade. */
export function isLive(order: FakeOrder): boolean {
  return order.ending === undefined
}

/** Core's word for each product of Kite's. */
export const coreProduct = {
  CNC: 'delivery',
  MIS: 'intraday',
  NRML: 'carryforward',
  MTF: 'margin',
  CO: 'intraday',
} as const
