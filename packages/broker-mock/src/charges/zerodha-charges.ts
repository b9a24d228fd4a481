import type { DecimalInput } from '@shagun/core'
import { parseAmount } from '../amount.ts'
import type { ChargeRate } from './charge-rate.ts'
import { shares } from './markets.ts'
import { type ChargeSchedule, createSchedule, type ScheduleOptions } from './schedule.ts'

/** Which of Zerodha's clients it is. */
export interface ZerodhaChargesOptions extends ScheduleOptions {
  /** Rupees for shares of one security that leave on one day, before GST. Default: what Zerodha asks, 13 since October 2024. */
  readonly depository?: DecimalInput
}

/**
 * What Zerodha's clients pay, with all taxes and fees: delivery is free, other orders cost 0.03 % and 20 rupees at most,
 * those for options 20.
 *
 * Fees are in rupees, those of a day add up to its contract note, and to the charge for shares that leave. The fees of
 * a sale may be below 0, where it makes an intraday trade of what was bought for delivery on the same day.
 *
 * @throws ShagunError `invalid-options` where `depository` is no amount, `invalid-data` where a table holds what
 * cannot be. As a model of fees: `unsupported` for what does not trade in India, `invalid-options` for what is not
 * priced in rupees
 * @example
 * ```ts
 * import { mock } from '@shagun/broker-mock'
 * import { zerodhaCharges } from '@shagun/broker-mock/charges'
 *
 * const broker = mock({ cash: '1000000', currency: 'INR', fees: zerodhaCharges() })
 * ```
 */
export function zerodhaCharges(options: ZerodhaChargesOptions = {}): ChargeSchedule {
  const own = options.depository === undefined ? depository : [depositoryOf(options.depository)]
  return createSchedule([...brokerage, ...own], options)
}

/** Zerodha's pages of charges; the lower percentage from niftyfriend.com and ussagar.org. (U): since when each held. */
const brokerage: readonly ChargeRate[] = [
  { charge: 'brokerage', from: '2015-12-01', on: shares, segments: ['delivery'], percent: '0' },
  { charge: 'brokerage', from: '2010-08-15', segments: ['intraday', 'futures'], percent: '0.01', rupees: '20' },
  { charge: 'brokerage', from: '2020-01-01', segments: ['intraday', 'futures'], percent: '0.03', rupees: '20' },
  { charge: 'brokerage', from: '2010-08-15', segments: ['options'], rupees: '20' },
]

/** Zerodha's support. (U): the day of the change. */
const depository: readonly ChargeRate[] = [
  { charge: 'depository', from: '2010-08-15', rupees: '13.5' },
  { charge: 'depository', from: '2024-10-01', rupees: '13' },
]

function depositoryOf(given: DecimalInput): ChargeRate {
  const amount = parseAmount('depository', given, 'an amount of 0 or more', (it) => it.gte(0))
  return { charge: 'depository', from: '1970-01-01', rupees: amount.toFixed() }
}
