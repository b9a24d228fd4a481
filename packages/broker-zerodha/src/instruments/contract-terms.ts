import { createInstrument, Decimal, type DecimalInput, exchangeOf, type InstrumentId, symbolOf } from '@shagun/core'
import { parseIndianDerivative } from '@shagun/core/instruments'
import { amountOf, isRow, text, type Wire } from '../books/wire.ts'

/** What Kite does not list of futures and options. */
export interface ContractTerms {
  /**
   * Money moved by a price change of 1 on a quantity of 1. Kite counts what trades on MCX, CDS and BCD in lots, so there
   * it is what is in a lot, in the unit that prices are for: 100 barrels of CRUDEOIL, 100 times 10 g of GOLD.
   */
  readonly multiplier?: DecimalInput
  /** The largest quantity of one order; leave it out where Kite is to slice larger ones. */
  readonly freezeQuantity?: DecimalInput
}

/** What is known of contracts beside Kite's list of them. */
interface KnownTerms {
  /** `undefined` where nobody has said. */
  readonly multiplier: Decimal | undefined
  readonly freezeQuantity: Decimal | undefined
}

/** What the application has declared of contracts, and what Kite itself says once one is held. */
export interface Contracts {
  termsOf(contract: InstrumentId, underlying?: string): KnownTerms
  /**
   * Takes the multiplier in a row of positions for the truth.
   *
   * @returns what was believed before, where that was something else
   */
  learn(row: Wire): { readonly contract: InstrumentId; readonly told: Decimal; readonly believed?: Decimal } | undefined
}

/** Quantities are lots there, and units everywhere else. */
const countedInLots: readonly string[] = ['MCX', 'CDS', 'BCD']

const one = new Decimal(1)

/** @throws ShagunError `invalid-options` for terms that cannot be */
export function createContracts(declared: Readonly<Record<string, ContractTerms>> = {}): Contracts {
  const given = new Map(Object.entries(declared).map(([name, terms]) => [name, checked(terms)]))
  const told = new Map<InstrumentId, Decimal>()

  function termsOf(contract: InstrumentId, underlying = underlyingOf(contract)): KnownTerms {
    const [own, common] = [given.get(contract), given.get(underlying)]
    const unit = countedInLots.includes(exchangeOf(contract)) ? undefined : one
    return {
      multiplier: told.get(contract) ?? own?.multiplier ?? common?.multiplier ?? unit,
      freezeQuantity: own?.freezeQuantity ?? common?.freezeQuantity,
    }
  }

  return {
    termsOf,
    learn(row) {
      if (!isRow(row) || !text(row['exchange']) || !text(row['tradingsymbol'])) return undefined
      const multiplier = amountOf(row['multiplier'])
      const contract: InstrumentId = `${row['exchange']}:${row['tradingsymbol']}`
      if (multiplier === undefined || !(multiplier > 0)) return undefined
      const believed = termsOf(contract).multiplier
      if (believed?.eq(multiplier)) return undefined
      told.set(contract, new Decimal(multiplier))
      return { contract, told: told.get(contract)!, ...(believed !== undefined && { believed }) }
    },
  }
}

function checked({ multiplier, freezeQuantity }: ContractTerms): KnownTerms {
  const instrument = createInstrument({
    id: 'MCX:ANY',
    currency: 'INR',
    ...(multiplier !== undefined && { multiplier }),
    ...(freezeQuantity !== undefined && { freezeQuantity }),
  })
  return {
    multiplier: multiplier === undefined ? undefined : instrument.multiplier,
    freezeQuantity: instrument.freezeQuantity,
  }
}

/** Of a symbol that is no contract, itself. */
function underlyingOf(contract: InstrumentId): string {
  const symbol = symbolOf(contract)
  return parseIndianDerivative(symbol)?.underlying ?? symbol
}
