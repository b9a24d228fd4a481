import type { Decimal, DecimalInput, Instrument, InstrumentId } from '@shagun/core'
import { parseAmount } from './amount.ts'

/** What a venue looks at itself, whatever a broker has let pass. */
export type Check = 'tick' | 'lot' | 'freeze'

/** The lowest and the highest price that orders may have. */
export interface PriceBand {
  readonly low: DecimalInput
  readonly high: DecimalInput
}

export interface Checks {
  readonly checks: readonly Check[]
  readonly bands: ((instrument: InstrumentId) => PriceBand | undefined) | undefined
}

/** What matters of an order here. */
export interface Checked {
  readonly quantity: Decimal
  readonly limitPrice?: Decimal
  readonly stopPrice?: Decimal
}

/**
 * Why the venue does not take an order, where it does not.
 *
 * @throws ShagunError `invalid-options` where a band is no price
 */
export function objectionTo(order: Checked, instrument: Instrument, { checks, bands }: Checks): string | undefined {
  const { id, lotSize, freezeQuantity } = instrument
  const { quantity, limitPrice, stopPrice } = order
  if (checks.includes('lot') && !quantity.mod(lotSize).isZero())
    return `The quantity ${quantity.toFixed()} is not in lots of ${lotSize.toFixed()} of ${id}.`
  if (checks.includes('freeze') && freezeQuantity !== undefined && quantity.gt(freezeQuantity))
    return `The quantity ${quantity.toFixed()} is above the freeze quantity ${freezeQuantity.toFixed()} of ${id}.`
  const band = bands?.(id)
  for (const price of [limitPrice, stopPrice]) {
    if (price === undefined) continue
    const tick = instrument.tickAt(price)
    if (checks.includes('tick') && !price.mod(tick).isZero())
      return `The price ${price.toFixed()} is not on the tick ${tick.toFixed()} of ${id}.`
    if (band === undefined) continue
    const [low, high] = [readBound('low', band.low), readBound('high', band.high)]
    if (price.lt(low) || price.gt(high))
      return `The price ${price.toFixed()} lies outside of ${low.toFixed()} to ${high.toFixed()}, the band of ${id}.`
  }
  return undefined
}

function readBound(which: 'low' | 'high', input: DecimalInput): Decimal {
  return parseAmount(`bands.${which}`, input, 'a price of 0 or more', (it) => it.gte(0))
}
