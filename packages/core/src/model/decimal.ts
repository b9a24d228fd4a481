import { Decimal as DecimalJs } from 'decimal.js'

/**
 * Exact decimal numbers: order prices, quantities, fees and cash.
 *
 * Core's own clone of decimal.js with 40 significant digits, rounding half to even, and text always in plain digits.
 * The global decimal.js configuration is never touched.
 *
 * @example
 * ```ts
 * import { Decimal } from '@shagun/core'
 *
 * new Decimal('0.1').plus('0.2').toString() // '0.3'
 * ```
 */
export const Decimal: typeof DecimalJs = /* @__PURE__ */ DecimalJs.clone({
  precision: 40,
  rounding: DecimalJs.ROUND_HALF_EVEN,
  toExpNeg: -9e15,
  toExpPos: 9e15,
  defaults: true,
})
export type Decimal = DecimalJs

/** What callers may write where a price or quantity is meant. Ports, events and state only ever hold `Decimal`. */
export type DecimalInput = Decimal | string | number

export const zero: Decimal = /* @__PURE__ */ new Decimal(0)
export const one: Decimal = /* @__PURE__ */ new Decimal(1)

/** `value` times a multiplier, which is nearly always `one` itself, and then costs nothing. */
export function scale(value: Decimal, multiplier: Decimal): Decimal {
  return multiplier === one ? value : value.times(multiplier)
}

/** The finite number that was written, as one of core's own; `undefined` where it is none. */
export function readDecimal(input: DecimalInput): Decimal | undefined {
  // All clones share a prototype, so `instanceof` would let one pass that counts with other digits.
  if (input?.constructor === Decimal) return input.isFinite() ? input : undefined
  try {
    const value = new Decimal(input)
    return value.isFinite() ? value : undefined
  } catch {
    return undefined
  }
}
