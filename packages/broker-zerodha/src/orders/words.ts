import type { OrderTerms, OrderType, Product, Side } from '@shagun/core'
import type { ZerodhaSupports } from '../supports.ts'

/** Terms that Kite takes. */
export type KiteTerms = OrderTerms<ZerodhaSupports>

/** Our words in Kite's. */
export const kiteOrderType: Readonly<Record<OrderType, string>> = {
  market: 'MARKET',
  limit: 'LIMIT',
  stop: 'SL-M',
  'stop-limit': 'SL',
}

export const kiteProduct: Readonly<Record<Product, string>> = {
  delivery: 'CNC',
  intraday: 'MIS',
  carryforward: 'NRML',
  margin: 'MTF',
}

export const kiteSide: Readonly<Record<Side, string>> = { buy: 'BUY', sell: 'SELL' }
export const kiteValidity = { day: 'DAY', ioc: 'IOC' } as const

/** Kite's products in ours; cover and bracket orders are closed within the day. */
export const productOf: Readonly<Record<string, Product>> = {
  CNC: 'delivery',
  MIS: 'intraday',
  CO: 'intraday',
  BO: 'intraday',
  NRML: 'carryforward',
  MTF: 'margin',
}
