import { Decimal } from '@shagun/core'

/** How the venue breaks up orders that are too large for it. */
export interface SlicingOptions {
  /** The largest quantity of one order; none where everything is taken whole. */
  readonly sliceAbove: Decimal | undefined
  /** How many orders it makes of one at most; none where there may be any number. */
  readonly maxSlices: number | undefined
}

/** The quantities that an order is taken in, as large as may be, and what of it is not taken. */
export interface Slices {
  readonly taken: readonly [Decimal, ...Decimal[]]
  readonly refused: Decimal | undefined
}

/** Breaks a quantity up in whole lots. */
export function slice(quantity: Decimal, lotSize: Decimal, { sliceAbove, maxSlices }: SlicingOptions): Slices {
  if (sliceAbove === undefined || quantity.lte(sliceAbove)) return { taken: [quantity], refused: undefined }
  const size = Decimal.max(sliceAbove.minus(sliceAbove.mod(lotSize)), lotSize)
  const taken: [Decimal, ...Decimal[]] = [size]
  let rest = quantity.minus(size)
  while (rest.gt(0) && taken.length !== maxSlices) {
    const next = Decimal.min(rest, size)
    taken.push(next)
    rest = rest.minus(next)
  }
  return { taken, refused: rest.gt(0) ? rest : undefined }
}
