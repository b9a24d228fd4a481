import { Decimal, type Fill, type InstrumentId, type RoundTrip, type Timestamp } from '@shagun/core'

/**
 * Pairs fills, in order of time, into round trips: one runs from a flat position to the next flat one.
 *
 * A fill that turns a position over ends one trip and begins the next; its fees are shared by quantity.
 * What is still open at the end is left out.
 *
 * @param multiplier - money moved by a price change of 1 on a quantity of 1; default 1 for every instrument
 * @example
 * ```ts
 * import type { Fill } from '@shagun/core'
 * import { roundTrips } from '@shagun/risk'
 *
 * function countWinners(fills: readonly Fill[]): number {
 *   return roundTrips(fills).filter(({ profit }) => profit.gt(0)).length
 * }
 * ```
 */
export function roundTrips(
  fills: readonly Fill[],
  multiplier: (instrument: InstrumentId) => Decimal = () => new Decimal(1),
): readonly RoundTrip[] {
  const open = new Map<InstrumentId, Leg>()
  const trips: RoundTrip[] = []
  for (const fill of fills) {
    let rest = fill.side === 'buy' ? fill.quantity : fill.quantity.neg()
    let { fees } = fill
    while (!rest.isZero()) {
      const leg = open.get(fill.instrument) ?? begin(fill, rest)
      const crosses = leg.position.times(rest).lt(0) && rest.abs().gt(leg.position.abs())
      const part = crosses ? leg.position.neg() : rest
      // Cut off where money ends, so that what is left for the next trip adds up with it to the fees exactly.
      const share = crosses ? fees.times(part.abs()).div(fill.quantity).toDecimalPlaces(20) : fees
      take(leg, part, fill.price, share)
      rest = rest.minus(part)
      fees = fees.minus(share)
      if (leg.position.isZero()) {
        open.delete(fill.instrument)
        trips.push(finish(leg, fill, multiplier(fill.instrument)))
      } else open.set(fill.instrument, leg)
    }
  }
  return trips
}

const zero = new Decimal(0)

interface Leg {
  readonly sign: 1 | -1
  readonly entryTime: Timestamp
  position: Decimal
  largest: Decimal
  entered: Decimal
  entryValue: Decimal
  exitValue: Decimal
  fees: Decimal
}

function begin(fill: Fill, quantity: Decimal): Leg {
  const empty = { position: zero, largest: zero, entered: zero, entryValue: zero, exitValue: zero, fees: zero }
  return { sign: quantity.gt(0) ? 1 : -1, entryTime: fill.time, ...empty }
}

function take(leg: Leg, signed: Decimal, price: Decimal, fees: Decimal): void {
  const quantity = signed.abs()
  const value = quantity.times(price)
  if (signed.gt(0) === (leg.sign === 1)) {
    leg.entered = leg.entered.plus(quantity)
    leg.entryValue = leg.entryValue.plus(value)
  } else leg.exitValue = leg.exitValue.plus(value)
  leg.fees = leg.fees.plus(fees)
  leg.position = leg.position.plus(signed)
  leg.largest = Decimal.max(leg.largest, leg.position.abs())
}

function finish(leg: Leg, last: Fill, multiplier: Decimal): RoundTrip {
  return {
    instrument: last.instrument,
    direction: leg.sign === 1 ? 'long' : 'short',
    quantity: leg.largest,
    entryPrice: leg.entryValue.div(leg.entered),
    exitPrice: leg.exitValue.div(leg.entered),
    entryTime: leg.entryTime,
    exitTime: last.time,
    fees: leg.fees,
    profit: leg.exitValue.minus(leg.entryValue).times(leg.sign).times(multiplier).minus(leg.fees),
  }
}
