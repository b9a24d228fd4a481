import type { Decimal } from '@shagun/core'
import type { ChargedFill } from '../fees.ts'
import { createDay, indianDate } from './charged-day.ts'
import type { Charges } from './charges.ts'
import type { ChargeSchedule } from './schedule.ts'

/** What a fill costs more than the day did without it; below 0 where it makes an intraday trade of a delivery. */
export interface FillCharges {
  readonly fill: ChargedFill
  readonly charges: Charges
}

/** What a day costs. */
export interface DayCharges {
  /** In India: `2026-08-10`. */
  readonly date: string
  /** As they are paid: rounded as on the contract note, separately for each exchange. */
  readonly charges: Charges
  /** Before rounding. */
  readonly exact: Charges
  /** What the contract note comes to: all but what the depository charges. */
  readonly noteTotal: Decimal
  /** The charges, fill by fill, as the schedule takes them as fees. */
  readonly fills: readonly FillCharges[]
  /** What is not known of that day's rates, and what was taken instead. */
  readonly remarks: readonly string[]
}

/**
 * The charges of fills, day by day and fill by fill, broken down.
 *
 * @param fills - in the order in which they came about
 * @throws ShagunError `unsupported` for what does not trade in India, `invalid-options` for what is not priced in rupees
 * @example
 * ```ts
 * import { chargedFills, chargesOf, zerodhaCharges } from '@shagun/broker-mock/charges'
 * import type { RunResult } from '@shagun/core'
 *
 * function printNotes(run: RunResult): void {
 *   for (const { date, charges, noteTotal } of chargesOf(chargedFills(run), zerodhaCharges()))
 *     console.log(date, `STT ${charges.stt}, GST ${charges.gst}, in all ${noteTotal}`)
 * }
 * ```
 */
export function chargesOf(fills: readonly ChargedFill[], schedule: ChargeSchedule): readonly DayCharges[] {
  const days = Map.groupBy(fills, ({ time }) => indianDate(time))
  return Array.from(days, ([date, ofDay]) => {
    const day = createDay(date, schedule)
    const shares = ofDay.map((fill) => ({ fill, charges: day.add(fill) }))
    const { charges, exact } = day.sum()
    const noteTotal = charges.total.minus(charges.depository)
    return { date, charges, exact, noteTotal, fills: shares, remarks: [...day.remarks] }
  })
}
