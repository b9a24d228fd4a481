import { Decimal, type DecimalInput, type Instrument, type InstrumentId, type Product } from '@shagun/core'
import { parseAmount } from './amount.ts'
import type { Held, Ledger, LedgerEntry } from './ledger.ts'

/**
 * What a position needs as margin: a percentage of its value by product, where 20 is a leverage of five, or a model of
 * one's own. Where no percentage is given, all of the value is needed; of a future, which moves no money when it is
 * bought, nothing.
 */
export type Margins = Readonly<Partial<Record<Product, DecimalInput>>> | MarginModel

/** The money that a position needs, 0 or more. It is asked of each position by itself. */
export type MarginModel = (position: MarginPosition) => DecimalInput

/** A position as a {@link MarginModel} sees it. */
export interface MarginPosition {
  readonly instrument: Instrument
  readonly product: Product
  /** Below 0 for a short. */
  readonly quantity: Decimal
  /** That of the fill, the last one, or that of an order which waits. */
  readonly price: Decimal
}

/** What an account must have so that it may trade on margin. */
export interface MarginRule {
  /** Why it cannot have that much more of a position, where it cannot. */
  refusal(ledger: Ledger, entry: LedgerEntry): string | undefined
  /** What the account is worth, and what its positions need. */
  standing(ledger: Ledger): Standing
  /** What such a position needs. */
  needOf: (position: MarginPosition) => Decimal
}

interface Standing {
  readonly has: Decimal
  readonly needs: Decimal
}

/**
 * What an account is worth, cash and positions at their last prices, must cover the margins of all positions after the
 * trade. Whatever makes a position smaller is always allowed.
 *
 * @param option - how the margins are called where they make no sense
 * @param others - the share of the value that is needed where no percentage is given, but for futures
 */
export function createMarginRule(
  margins: Margins,
  currency: string,
  getLast: (instrument: InstrumentId) => number | undefined,
  option = 'margins',
  others = 1,
): MarginRule {
  const needOf = typeof margins === 'function' ? readModel(margins, option) : readTable(margins, option, others)

  function standing(ledger: Ledger, entry?: LedgerEntry): Standing {
    let has = entry === undefined ? ledger.cash : ledger.cash.plus(ledger.cashOf(entry))
    let needs = new Decimal(0)
    const held = ledger.listHeld()
    for (const { instrument, position } of entry === undefined ? held : withEntry(held, ledger, entry)) {
      const { product, quantity, averagePrice } = position
      if (quantity.isZero()) continue
      const price = instrument.id === entry?.instrument.id ? entry.price : getLast(instrument.id)
      const at = new Decimal(price ?? averagePrice)
      const paid = instrument.kind === 'future' ? averagePrice : 0
      has = has.plus(at.minus(paid).times(quantity).times(instrument.multiplier))
      needs = needs.plus(needOf({ instrument, product, quantity, price: at }))
    }
    return { has, needs }
  }

  return {
    needOf,
    standing,
    refusal(ledger, entry) {
      const before = ledger.getQuantity(entry.instrument.id, entry.product)
      const { quantity } = ledger.after(entry).position
      const isSmaller =
        quantity.isZero() || (quantity.isNegative() === before.isNegative() && quantity.abs().lt(before.abs()))
      if (isSmaller) return undefined
      const { has, needs } = standing(ledger, entry)
      return has.gte(needs) ? undefined : lacking(needs, has, currency)
    },
  }
}

export function lacking(needs: Decimal, has: Decimal, currency: string): string {
  return `Needs a margin of ${text(needs)} ${currency} and has ${text(has)}.`
}

function readTable(
  margins: Exclude<Margins, MarginModel>,
  option: string,
  others: number,
): (position: MarginPosition) => Decimal {
  const shares = new Map<string, Decimal>()
  for (const [product, percent] of Object.entries(margins)) {
    const expected = 'a percentage of 0 or more'
    shares.set(product, parseAmount(`${option}.${product}`, percent, expected, (it) => it.gte(0)).div(100))
  }
  return ({ instrument: { kind, multiplier }, product, quantity, price }) => {
    const share = shares.get(product) ?? (kind === 'future' ? 0 : others)
    return price.times(quantity).times(multiplier).abs().times(share)
  }
}

function readModel(model: MarginModel, option: string): (position: MarginPosition) => Decimal {
  return (position) => parseAmount(option, model(position), 'an amount of 0 or more', (it) => it.gte(0))
}

function withEntry(held: readonly Held[], ledger: Ledger, entry: LedgerEntry): readonly Held[] {
  const { instrument, product } = entry
  const isOther = ({ position }: Held): boolean => position.instrument !== instrument.id || position.product !== product
  return [...held.filter(isOther), ledger.after(entry)]
}

function text(amount: Decimal): string {
  return amount.toDecimalPlaces(2).toFixed()
}
