import type { Product } from '@shagun/core'
import type { Ledger, LedgerEntry } from './ledger.ts'
import type { MarginRule } from './margins.ts'

export interface RefusalOptions {
  /** Whether more may be sold than is held, in all products or in some. */
  readonly shortSelling: boolean | readonly Product[]
  readonly currency: string
  /** Instead of the rule that a buy must be covered by cash. */
  readonly marginRule: MarginRule | undefined
}

/** Why the venue does not let an order fill, where it does not. To buy back what was sold short is always allowed. */
export function refusalOf(
  ledger: Ledger,
  entry: LedgerEntry,
  { shortSelling, currency, marginRule }: RefusalOptions,
): string | undefined {
  const { instrument, product, side, quantity } = entry
  const held = ledger.getQuantity(instrument.id, product)
  if (side === 'sell') {
    if (mayBeShort(shortSelling, product) || held.gte(quantity)) return marginRule?.refusal(ledger, entry)
    return `Sells ${quantity.toFixed()} ${instrument.id} and holds ${held.toFixed()}; short selling is off.`
  }
  if (marginRule !== undefined) return marginRule.refusal(ledger, entry)
  const brings = ledger.cashOf(entry)
  if (held.plus(quantity).lte(0) || ledger.cash.plus(brings).gte(0)) return undefined
  return `Needs ${brings.neg().toFixed()} ${currency} and has ${ledger.cash.toFixed()}.`
}

export function mayBeShort(shortSelling: RefusalOptions['shortSelling'], product: Product): boolean {
  return typeof shortSelling === 'boolean' ? shortSelling : shortSelling.includes(product)
}
