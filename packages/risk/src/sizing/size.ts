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

/** What an instrument is traded in. */
export interface LotTerms {
  /** Quantities are whole multiples of this. */
  readonly lotSize: DecimalInput
  /** Money moved by a price change of 1 on a quantity of 1. Default: 1. */
  readonly multiplier?: DecimalInput
  /** What one unit of the instrument's currency is worth in that of the account. Default: 1, the same currency. */
  readonly fxRate?: number
}

/** What may be lost, and on what. */
export interface RiskBudget extends LotTerms {
  /** What the account is worth, in its currency. */
  readonly equity: number
  /** The part of equity that may be lost, above 0 and at most 1; 0.01 is 1 %. */
  readonly riskFraction: number
}

/** The most that a position may be worth, such as the cash there is, and the price that it is worth it at. */
export interface ValueCap {
  readonly price: number
  /** Money, in the currency of the price. */
  readonly maxValue: number
}

/** Terms whose parameters have been read; the rate was observed and is still to be judged. */
export interface Lots {
  readonly lotSize: Decimal
  readonly multiplier: Decimal
  readonly fxRate: number
}

/** A budget whose parameters have been read; what was observed is still to be judged. */
export interface RiskTerms extends Lots {
  readonly equity: number
  readonly riskFraction: Decimal
}

export function readLots(sizing: string, { lotSize, multiplier = 1, fxRate = 1 }: LotTerms): Lots {
  return {
    lotSize: readPositive(sizing, 'lotSize', lotSize),
    multiplier: readPositive(sizing, 'multiplier', multiplier),
    fxRate,
  }
}

export function readRiskTerms(sizing: string, budget: RiskBudget): RiskTerms {
  const riskFraction = readPart(sizing, 'riskFraction', budget.riskFraction)
  return { equity: budget.equity, riskFraction, ...readLots(sizing, budget) }
}

/** A part of a whole: above 0 and at most 1. */
export function readPart(sizing: string, option: string, input: number): Decimal {
  const part = readPositive(sizing, option, input)
  if (part.gt(1)) throw invalidOption(sizing, option, part, 'at most 1, such as 0.01 for 1 %')
  return part
}

/**
 * The most whole lots that lose no more than the budget, at a given loss on a quantity of 1 in the instrument's
 * currency, and fit under the cap.
 *
 * In decimals as they were written: 10 / (1.1 - 1) is 100, where floats make it 99.99999999999991 and a lot less.
 */
export function sizeByRisk({ equity, riskFraction, ...lots }: RiskTerms, loss: Decimal, cap?: ValueCap): Size {
  if (!isPositive(equity)) return nothing(`Equity is ${equity}, so there is nothing to risk.`)
  if (!isPositive(lots.fxRate)) return withoutRate(lots)
  const risk = riskFraction.times(equity)
  const size = fit(lots.lotSize, loss.times(lots.fxRate), risk, 'would risk', 'may be lost')
  return cap === undefined ? size : capValue(size, lots, cap)
}

/** Cuts a size down to what the cap buys. */
export function capValue(size: Size, lots: Lots, { price, maxValue }: ValueCap): Size {
  if (size.quantity.isZero()) return size
  const affordable = sizeByValue({ ...lots, fxRate: 1 }, price, maxValue)
  return smallestSize([size, affordable])
}

/** The most whole lots that are worth no more than `value`, in the currency of the account. */
export function sizeByValue(lots: Lots, price: number, value: number | Decimal): Size {
  if (!isPositive(price)) return nothing(`The price is ${price}, so what a lot is worth cannot be told.`)
  if (!isPositive(lots.fxRate)) return withoutRate(lots)
  if (!isPositive(Number(value))) return nothing(`The position may be worth ${value}, so there is nothing to spend.`)
  const worth = lots.multiplier.times(price).times(lots.fxRate)
  return fit(lots.lotSize, worth, new Decimal(value), 'is worth', 'the position may be worth')
}

/** The most whole lots for which `each`, what a quantity of 1 takes, stays within what there is. */
export function fit(lotSize: Decimal, each: Decimal, within: Decimal, takes: string, whose: string): Size {
  const perLot = each.times(lotSize)
  const count = within.divToInt(perLot)
  if (count.isZero())
    return nothing(`One lot ${takes} ${perLot.toFixed()}, more than the ${within.toFixed()} that ${whose}.`)
  return { quantity: count.times(lotSize) }
}

/**
 * The size that every one of several allows: the smallest.
 *
 * Each is in whole lots, so this one is. Where one of them is 0, its reason is the one that is given.
 *
 * @throws ShagunError `invalid-options` where there are none
 * @example
 * ```ts
 * import { advSize, fixedFractional, smallestSize } from '@shagun/risk'
 *
 * const byRisk = fixedFractional({ equity: 500_000, riskFraction: 0.01, entry: 1520, stop: 1490, lotSize: 1 })
 * const byVolume = advSize({ averageDailyVolume: 12_000, participation: 0.01, lotSize: 1 })
 * smallestSize([byRisk, byVolume]).quantity.toString() // '120', where the risk allows 166
 * ```
 */
export function smallestSize(sizes: readonly Size[]): Size {
  const [first, ...others] = sizes
  if (first === undefined) throw invalidOption('smallestSize', 'sizes', '[]', 'at least one size')
  return others.reduce((least, size) => (size.quantity.lt(least.quantity) ? size : least), first)
}

function withoutRate({ fxRate }: Lots): Size {
  return nothing(`The exchange rate is ${fxRate}, so what a lot is worth to the account cannot be told.`)
}

export function nothing(reason: string): Size {
  return { quantity: new Decimal(0), reason }
}

/** Whether an observation can be reckoned with: an indicator in its warm-up is NaN, an account may be empty. */
export function isPositive(value: number): boolean {
  return value > 0 && value < Infinity
}
