/**
 * What trading in India costs: charges as dated tables, by exchange and segment, as contract notes show them.
 *
 * @module @shagun/broker-mock/charges
 */
export type { ChargedFill, FeeModel } from '../fees.ts'
export type { ChargeExchange, ChargeName, ChargeRate, ChargeSegment, ChargeTable } from './charge-rate.ts'
export { chargedFills } from './charged-fills.ts'
export type { Charges } from './charges.ts'
export { chargesOf, type DayCharges, type FillCharges } from './charges-of.ts'
export { type Brokerage, type DiscountBrokerOptions, discountBrokerCharges } from './discount-broker-charges.ts'
export type { GroupOf } from './market-of.ts'
export { parseChargeTable } from './parse-charge-table.ts'
export type { ChargeSchedule, ScheduleOptions } from './schedule.ts'
export { type ZerodhaChargesOptions, zerodhaCharges } from './zerodha-charges.ts'
