import { Decimal } from '@shagun/core'
import { type Listed, none, worth } from '../exchange/listing.ts'
import type { KiteProduct, KiteSide } from '../orders/order.ts'

/** How many rupees of shares one rupee carries. */
const leverages: Readonly<Record<KiteProduct, number>> = { CNC: 1, MTF: 4, MIS: 5, CO: 5, NRML: 1 }

/** What a contract must be backed with, as parts of what it is worth. */
const span = new Decimal('0.10')
const exposure = new Decimal('0.05')

export function leverageOf(product: KiteProduct): number {
  return leverages[product]
}

/** What is blocked, and under which name. */
export interface Margin {
  readonly span: Decimal
  readonly exposure: Decimal
  readonly optionPremium: Decimal
  readonly var: Decimal
  readonly total: Decimal
}

export const noMargin: Margin = { span: none, exposure: none, optionPremium: none, var: none, total: none }

/**
 * What it takes to hold so much: shares their value by the leverage of the product; futures 15 % of what they are worth;
 * options the premium for who buys, and 15 % of what their strike is worth for who sells.
 */
export function marginFor(
  listed: Listed,
  product: KiteProduct,
  side: KiteSide,
  quantity: number,
  price: Decimal,
): Margin {
  const { kind, strike } = listed.instrument
  const value = worth(listed, price, quantity)
  if (kind === 'option' && side === 'BUY') return { ...noMargin, optionPremium: value, total: value }
  if (kind === 'option' || kind === 'future') {
    const base = kind === 'option' ? worth(listed, strike ?? price, quantity) : value
    const [first, second] = [base.times(span), base.times(exposure)]
    return { ...noMargin, span: first, exposure: second, total: first.plus(second) }
  }
  const needed = value.div(leverages[product])
  return { ...noMargin, var: needed, total: needed }
}
