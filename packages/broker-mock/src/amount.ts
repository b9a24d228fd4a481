import { Decimal, type DecimalInput, ShagunError } from '@shagun/core'

/**
 * A number that an option or a model of the host gave, exact.
 *
 * @throws ShagunError `invalid-options` where it is no finite number, or not one that is accepted
 */
export function parseAmount(
  option: string,
  input: DecimalInput,
  expected: string,
  accepts: (amount: Decimal) => boolean,
): Decimal {
  const amount = read(input)
  if (amount?.isFinite() && accepts(amount)) return amount
  throw new ShagunError('invalid-options', `${option} is ${String(input)}; expected ${expected}.`, {
    details: { option, value: String(input), expected },
  })
}

/** 0 or more and below 100, as a fraction. */
export function parsePercent(percent: DecimalInput, option = 'percent'): Decimal {
  return parseAmount(option, percent, 'a percentage from 0 to below 100', (it) => it.gte(0) && it.lt(100)).div(100)
}

function read(input: DecimalInput): Decimal | undefined {
  if (input instanceof Decimal) return input
  try {
    return new Decimal(input)
  } catch {
    return undefined
  }
}
