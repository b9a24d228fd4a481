import { Decimal, type DecimalInput, type InstrumentId, type Product } from '@shagun/core'
import { parseAmount } from './amount.ts'
import type { Held, Ledger, LedgerEntry } from './ledger.ts'

/** How many percent of its value a position needs as margin, by product: 20 is a leverage of five. */
export type Margins = Readonly<Partial<Record<Product, DecimalInput>>>

/** What an account must have so that it may trade on margin. */
export interface MarginRule {
  /** Why it cannot have that much more of a position, where it cannot. */
  refusal(ledger: Ledger, entry: LedgerEntry): string | undefined
}

/**
 * What an account is worth, cash and positions at their last prices, must cover the margins of all positions after the
 * trade. Whatever makes a position smaller is always allowed.
 */
export function createMarginRule(
  margins: Margins,
  currency: string,
  getLast: (instrument: InstrumentId) => number | undefined,
): MarginRule {
  const shares = new Map<string, Decimal>()
  for (const [product, percent] of Object.entries(margins)) {
    const expected = 'a percentage of 0 or more'
    shares.set(product, parseAmount(`margins.${product}`, percent, expected, (it) => it.gte(0)).div(100))
  }

  /** Where nothing is said, all of the value is needed; of a future, which moves no money when it is bought, nothing. */
  function shareOf({ position: { product }, instrument: { kind } }: Held): Decimal {
    return shares.get(product) ?? new Decimal(kind === 'future' ? 0 : 1)
  }

  function worthOf({ position: { quantity, averagePrice }, instrument }: Held, price?: Decimal): Decimal {
    const at = price ?? getLast(instrument.id) ?? averagePrice
    return quantity.times(at).times(instrument.multiplier)
  }

  return {
    refusal(ledger, entry) {
      const before = ledger.getQuantity(entry.instrument.id, entry.product)
      const next = ledger.after(entry)
      const { quantity } = next.position
      const isSmaller =
        quantity.isZero() || (quantity.isNegative() === before.isNegative() && quantity.abs().lt(before.abs()))
      if (isSmaller) return undefined
      let has = ledger.cash.plus(ledger.cashOf(entry))
      let needs = new Decimal(0)
      const others = ledger.listHeld().filter((held) => !isOf(held, entry))
      for (const held of [...others, next]) {
        const { instrument, position } = held
        const value = worthOf(held, instrument.id === entry.instrument.id ? entry.price : undefined)
        const paid = position.averagePrice.times(position.quantity).times(instrument.multiplier)
        has = has.plus(instrument.kind === 'future' ? value.minus(paid) : value)
        needs = needs.plus(value.abs().times(shareOf(held)))
      }
      if (has.gte(needs)) return undefined
      return `Needs a margin of ${text(needs)} ${currency} and has ${text(has)}.`
    },
  }
}

function isOf({ position }: Held, { instrument, product }: LedgerEntry): boolean {
  return position.instrument === instrument.id && position.product === product
}

function text(amount: Decimal): string {
  return amount.toDecimalPlaces(2).toFixed()
}
