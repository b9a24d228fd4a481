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
  { lotSize, id }: Pick<Instrument, 'lotSize' | 'id'>,
  least = 1,
): number | undefined {
  if (quantity === undefined) return undefined
  const lots = readDecimal(quantity)?.div(lotSize).toNumber()
  if (lots !== undefined && Number.isSafeInteger(lots) && lots >= least) return lots
  const size = `the lot of ${lotSize.toFixed()} of ${id}`
  throw invalid(option, quantity, `a multiple of ${size}${least > 0 ? ', above 0' : ', or 0'}`)
}

/** A quantity that has been checked, in lots. */
export function lotsIn(quantity: DecimalInput, { lotSize }: Pick<Instrument, 'lotSize'>): number {
  return new Decimal(quantity).div(lotSize).toNumber()
}

/** A finite number, or nothing: what a caller without types may pass reaches this, too. */
export function readDecimal(input: DecimalInput): Decimal | undefined {
  if (typeof input === 'bigint') return undefined
  try {
    const exact = new Decimal(input)
    return exact.isFinite() ? exact : undefined
  } catch {
    return undefined
  }
}
