import { Decimal, type DecimalInput } from '@shagun/core'
import { parseAmount, parsePercent } from './amount.ts'
import type { ChargedFill, FeeModel } from './fees.ts'

/** What one order pays at least and at most, in the instrument's currency. One that fills on several days is one each day. */
export interface OrderBounds {
  /** Default: nothing. */
  readonly min?: DecimalInput
  /** At least `min`. Default: any amount. */
  readonly max?: DecimalInput
  /** Of what the order traded: 1 is a hundredth. It goes before `min`. Default: any amount. */
  readonly maxPercent?: DecimalInput
}

/**
 * What the fills of an order pay, so that together it is within the bounds.
 *
 * @throws ShagunError `invalid-options` where a bound cannot be
 */
export function boundByOrder(feesOf: (fill: ChargedFill) => Decimal, bounds: OrderBounds | undefined): FeeModel {
  if (bounds === undefined) return feesOf
  const within = readBounds(bounds)
  return (fill, earlier) => {
    const before = earlier.filter(({ order }) => order === fill.order)
    const [paid, traded] = [sum(before.map(feesOf)), sum(before.map(({ value }) => value))]
    const due = within(paid.plus(feesOf(fill)), traded.plus(fill.value))
    return before.length === 0 ? due : due.minus(within(paid, traded))
  }
}

function readBounds({ min, max, maxPercent }: OrderBounds): (fees: Decimal, value: Decimal) => Decimal {
  const least = parseAmount('min', min ?? 0, 'an amount of 0 or more for an order', (it) => it.gte(0))
  const most =
    max === undefined
      ? undefined
      : parseAmount('max', max, `an amount of min, ${least}, or more`, (it) => it.gte(least))
  const share = maxPercent === undefined ? undefined : parsePercent(maxPercent, 'maxPercent')
  return (fees, value) => {
    const bounded = Decimal.max(least, most === undefined ? fees : Decimal.min(fees, most))
    return share === undefined ? bounded : Decimal.min(bounded, value.times(share))
  }
}

function sum(amounts: readonly Decimal[]): Decimal {
  return amounts.reduce((total, amount) => total.plus(amount), new Decimal(0))
}
