import { Decimal, type ImplementationShortfall } from '@shagun/core'
import { costOf, type Parent } from './read-parent.ts'

/** The prices that a shortfall is reckoned from, where they are known. */
export interface ShortfallPrices {
  readonly decision: Decimal | null
  readonly arrival: Decimal | null
  readonly end: Decimal | null
}

/**
 * Perold's implementation shortfall, in parts that sum exactly: there is no division in money.
 *
 * What has no quantity needs no price: nothing executed has no delay and no trading, nothing left no opportunity.
 *
 * Source: A. Perold, The Implementation Shortfall: Paper versus Reality, 1988; delay set apart as in W. Wagner and
 * M. Edwards, Best Execution, 1993.
 */
export function implementationShortfall(
  parent: Parent,
  { decision, arrival, end }: ShortfallPrices,
): ImplementationShortfall {
  const { multiplier, quantity, filledQuantity, unfilledQuantity, traded, fees } = parent
  const nothing = new Decimal(0)
  const money = (paid: Decimal, benchmark: Decimal, units: Decimal): Decimal =>
    costOf(parent, paid.times(units), benchmark.times(units)).times(multiplier)

  const delay = filledQuantity.isZero() ? nothing : decision && arrival && money(arrival, decision, filledQuantity)
  const trading = filledQuantity.isZero()
    ? nothing
    : arrival && costOf(parent, traded, arrival.times(filledQuantity)).times(multiplier)
  const opportunity = unfilledQuantity.isZero() ? nothing : decision && end && money(end, decision, unfilledQuantity)
  const total = delay && trading && opportunity && delay.plus(trading).plus(opportunity).plus(fees)
  const paperNotional = decision?.times(quantity).times(multiplier) ?? null
  const inBps = (amount: Decimal | null): number | null =>
    amount && paperNotional?.gt(0) ? amount.div(paperNotional).times(10_000).toNumber() : null

  return {
    delay,
    trading,
    opportunity,
    fees,
    total,
    paperNotional,
    bps: {
      delay: inBps(delay),
      trading: inBps(trading),
      opportunity: inBps(opportunity),
      fees: inBps(fees),
      total: inBps(total),
    },
  }
}
