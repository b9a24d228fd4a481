import { Decimal, type DecimalInput, type Instrument } from '@shagun/core'
import { invalid } from './invalid.ts'

/**
 * A quantity of a parameter as whole lots.
 *
 * @returns `undefined` where it is not given
 * @throws ShagunError `invalid-options` for what is no multiple of the lot, or below `least` lots
 */
export function readLots(
  option: string,
  quantity: DecimalInput | undefined,
  { lotSize }: Pick<Instrument, 'lotSize'>,
  least = 1,
): number | undefined {
  if (quantity === undefined) return undefined
  const lots = numberOf(quantity)?.div(lotSize)
  if (lots?.isInteger() && lots.gte(least)) return lots.toNumber()
  const size = lotSize.toFixed()
  throw invalid(option, quantity, `a multiple of the lot of ${size}${least > 0 ? ', above 0' : ' of 0 or more'}`)
}

/** A finite number, or nothing: what a caller without types may pass reaches this, too. */
function numberOf(quantity: DecimalInput): Decimal | undefined {
  try {
    const exact = new Decimal(quantity)
    return exact.isFinite() ? exact : undefined
  } catch {
    return undefined
  }
}
