import type { DecimalInput } from '@shagun/core'
import { parseAmount } from '../amount.ts'
import type { ChargeRate, ChargeSegment } from './charge-rate.ts'
import { type ChargeSchedule, createSchedule, type ScheduleOptions } from './schedule.ts'

/** What an order pays. */
export interface Brokerage {
  /** For each executed order; where there is a percentage, too, at most. */
  readonly rupees?: DecimalInput
  /** Of what the order traded: 0.03 is three hundredths of a percent. */
  readonly percent?: DecimalInput
}

/** What a broker asks, before GST; taxes and fees are the same everywhere. */
export interface DiscountBrokerOptions extends ScheduleOptions {
  /** Default: as `intraday`. */
  readonly delivery?: Brokerage
  /** Default: 20 rupees, or 0.03 % where that is less. */
  readonly intraday?: Brokerage
  /** Of shares, currencies and commodities. Default: as `intraday`. */
  readonly futures?: Brokerage
  /** Default: 20 rupees. */
  readonly options?: Brokerage
  /** Of what is traded, for the broker's clearing member. Default: 0. */
  readonly clearingPercent?: DecimalInput
  /** Rupees for shares of one security that leave on one day. Default: 13. */
  readonly depository?: DecimalInput
}

/**
 * What the clients of an Indian discount broker pay, with all taxes and fees: a fixed amount for an order, or a percentage
 * where that is less.
 *
 * Otherwise as `zerodhaCharges`.
 *
 * @throws ShagunError `invalid-options` where an amount or a percentage cannot be, `invalid-data` where a table
 * holds what cannot be. As a model of fees: `unsupported` for what does not trade in India, `invalid-options` for what is
 * not priced in rupees
 * @example
 * ```ts
 * import { discountBrokerCharges } from '@shagun/broker-mock/charges'
 *
 * const fees = discountBrokerCharges({ delivery: { rupees: 20, percent: '0.1' }, depository: '18.5' })
 * ```
 */
export function discountBrokerCharges(options: DiscountBrokerOptions = {}): ChargeSchedule {
  const { intraday = { rupees: 20, percent: '0.03' }, clearingPercent = 0, depository = 13 } = options
  const { delivery = intraday, futures = intraday, options: ofOptions = { rupees: 20 } } = options
  const own: readonly ChargeRate[] = [
    brokerageOf('intraday', intraday),
    brokerageOf('delivery', delivery),
    brokerageOf('futures', futures),
    brokerageOf('options', ofOptions),
    { charge: 'clearing', from: always, percent: percentOf('clearingPercent', clearingPercent) },
    { charge: 'depository', from: always, rupees: amountOf('depository', depository) },
  ]
  return createSchedule(own, options)
}

const always = '1970-01-01'

function brokerageOf(segment: ChargeSegment, { rupees, percent }: Brokerage): ChargeRate {
  return {
    charge: 'brokerage',
    from: always,
    segments: [segment],
    ...(percent !== undefined && { percent: percentOf(`${segment}.percent`, percent) }),
    ...(rupees !== undefined && { rupees: amountOf(`${segment}.rupees`, rupees) }),
  }
}

function percentOf(option: string, percent: DecimalInput): string {
  return parseAmount(option, percent, 'a percentage from 0 to below 100', (it) => it.gte(0) && it.lt(100)).toFixed()
}

function amountOf(option: string, amount: DecimalInput): string {
  return parseAmount(option, amount, 'an amount of 0 or more', (it) => it.gte(0)).toFixed()
}
