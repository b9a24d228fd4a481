import type { Ledger, LedgerEntry } from './ledger.ts'

/** Why the venue does not let an order fill, where it does not. To buy back what was sold short is always allowed. */
export function refusalOf(
  ledger: Ledger,
  entry: LedgerEntry,
  { shortSelling, currency }: { readonly shortSelling: boolean; readonly currency: string },
): string | undefined {
  const { instrument, product, side, quantity } = entry
  const held = ledger.getQuantity(instrument.id, product)
  if (side === 'sell') {
    if (shortSelling || held.gte(quantity)) return undefined
    return `Sells ${quantity.toFixed()} ${instrument.id} and holds ${held.toFixed()}; short selling is off.`
  }
  const brings = ledger.cashOf(entry)
  if (held.plus(quantity).lte(0) || ledger.cash.plus(brings).gte(0)) return undefined
  return `Needs ${brings.neg().toFixed()} ${currency} and has ${ledger.cash.toFixed()}.`
}
