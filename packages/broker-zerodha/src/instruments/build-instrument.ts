import { createInstrument, type Instrument } from '@shagun/core'
import type { Contracts } from './contract-terms.ts'
import type { Row, RowTerms } from './read-row.ts'

/**
 * Makes what builds instruments of rows. Those of one sort share what they have in common, above all their ticks: so many
 * are kept for so long.
 *
 * @returns what gives `undefined` where terms cannot be, or nobody says how much money a contract moves
 */
export function createBuilder(contracts: Contracts): (row: Row) => Instrument | undefined {
  const sorts = new Map<string, Instrument>()

  function sortOf(terms: RowTerms, { id }: Row): Instrument | undefined {
    const { sort, kind, tickSize, lotSize, underlying } = terms
    const isContract = kind === 'future' || kind === 'option'
    const { multiplier, freezeQuantity } = isContract ? contracts.termsOf(id, underlying) : noTerms
    if (isContract && multiplier === undefined) return undefined
    const known = sorts.get(sort)
    // One contract may have terms of its own.
    if (known !== undefined && (!isContract || isLike(known, multiplier, freezeQuantity))) return known
    const made = createInstrument({
      id,
      kind,
      currency: 'INR',
      ...(tickSize !== undefined && { tickSize }),
      ...(lotSize !== undefined && { lotSize }),
      ...(underlying !== undefined && { underlying }),
      ...(multiplier !== undefined && { multiplier }),
      ...(freezeQuantity !== undefined && { freezeQuantity }),
    })
    if (known === undefined) sorts.set(sort, made)
    return made
  }

  return (row) => {
    const sort = row.terms && sortOf(row.terms, row)
    if (row.terms === undefined || sort === undefined) return undefined
    const { name, expiry, strike, optionType } = row.terms
    return Object.freeze({
      ...sort,
      id: row.id,
      ...(name !== undefined && { name }),
      ...(expiry !== undefined && { expiry }),
      ...(strike !== undefined && { strike }),
      ...(optionType !== undefined && { optionType }),
    })
  }
}

const noTerms = { multiplier: undefined, freezeQuantity: undefined }

function isLike(known: Instrument, multiplier: Instrument['multiplier'] | undefined, freeze: unknown): boolean {
  return known.multiplier === multiplier && known.freezeQuantity === freeze
}
