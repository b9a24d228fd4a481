import { Decimal, type DecimalInput } from '@shagun/core'
import { invalidOption } from '../invalid.ts'
import { readPositive } from '../options.ts'

/** How much to trade. */
export interface Size {
  /** A whole multiple of the lot; 0 where nothing should be traded. */
  readonly quantity: Decimal
  /** Why the quantity is 0; absent otherwise. */
  readonly reason?: string
}

/** What may be lost, and on what. */
export interface RiskBudget {
  /** What the account is worth, in the instrument's currency. */
  readonly equity: number
  /** The part of equity that may be lost, above 0 and at most 1; 0.01 is 1 %. */
  readonly riskFraction: number
  /** Quantities are whole multiples of this. */
  readonly lotSize: DecimalInput
  /** Money moved by a price change of 1 on a quantity of 1. Default: 1. */
  readonly multiplier?: DecimalInput
}

/** The most that a position may be worth, such as the cash there is, and the price that it is worth it at. */
export interface ValueCap {
  readonly price: number
  /** Money, in the currency of the price. */
  readonly maxValue: number
}

/** A budget whose parameters have been read; what was observed is still to be judged. */
export interface RiskTerms {
  readonly equity: number
  readonly riskFraction: Decimal
  readonly lotSize: Decimal
  readonly multiplier: Decimal
}

export function readRiskTerms(sizing: string, budget: RiskBudget): RiskTerms {
  const riskFraction = readPositive(sizing, 'riskFraction', budget.riskFraction)
  if (riskFraction.gt(1)) throw invalidOption(sizing, 'riskFraction', riskFraction, 'at most 1, such as 0.01 for 1 %')
  return {
    equity: budget.equity,
    riskFraction,
    lotSize: readPositive(sizing, 'lotSize', budget.lotSize),
    multiplier: readPositive(sizing, 'multiplier', budget.multiplier ?? 1),
  }
}

/**
 * The most whole lots that lose no more than the budget, at a given loss on a quantity of 1, and fit under the cap.
 *
 * In decimals as they were written: 10 / (1.1 - 1) is 100, where floats make it 99.99999999999991 and a lot less.
 */
export function sizeByRisk(
  { equity, riskFraction, lotSize, multiplier }: RiskTerms,
  loss: Decimal,
  cap?: ValueCap,
): Size {
  if (!isPositive(equity)) return nothing(`Equity is ${equity}, so there is nothing to risk.`)
  const risk = riskFraction.times(equity)
  const lossPerLot = loss.times(lotSize)
  const lots = risk.divToInt(lossPerLot)
  if (lots.isZero())
    return nothing(`One lot would risk ${lossPerLot.toFixed()}, more than the ${risk.toFixed()} that may be lost.`)
  if (cap === undefined) return { quantity: lots.times(lotSize) }

  const { price, maxValue } = cap
  if (!isPositive(price)) return nothing(`The price is ${price}, so what a lot is worth cannot be told.`)
  if (!isPositive(maxValue)) return nothing(`The position may be worth ${maxValue}, so there is nothing to spend.`)
  const valuePerLot = lotSize.times(multiplier).times(price)
  const affordable = new Decimal(maxValue).divToInt(valuePerLot)
  if (affordable.isZero())
    return nothing(
      `One lot is worth ${valuePerLot.toFixed()}, more than the ${maxValue} that the position may be worth.`,
    )
  return { quantity: Decimal.min(lots, affordable).times(lotSize) }
}

export function nothing(reason: string): Size {
  return { quantity: new Decimal(0), reason }
}

/** Whether an observation can be reckoned with: an indicator in its warm-up is NaN, an account may be empty. */
export function isPositive(value: number): boolean {
  return value > 0 && value < Infinity
}
