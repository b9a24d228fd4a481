import { type DecimalInput, type Instrument, roundToTick } from '@shagun/core'

type Direction = 'down' | 'up'
type Known = Readonly<Record<Direction, Map<DecimalInput, number>>>

/**
 * A price on the tick, as a number.
 *
 * Rounded exactly, which takes longer than all else in a step that has nothing to do; so the prices of late, to which
 * market and orders come back again and again, are remembered for each instrument.
 *
 * @throws ShagunError `invalid-options` for what is no finite number
 */
export function tickPrice(instrument: Instrument, price: DecimalInput, direction: Direction): number {
  const round = (): number => roundToTick(instrument, price, direction).toNumber()
  if (typeof price === 'object') return round()
  let known = knownOf.get(instrument)
  if (known === undefined) knownOf.set(instrument, (known = { down: new Map(), up: new Map() }))
  const prices = known[direction]
  const before = prices.get(price)
  if (before !== undefined) return before
  const rounded = round()
  if (prices.size === most) prices.clear()
  prices.set(price, rounded)
  return rounded
}

const knownOf: WeakMap<Instrument, Known> = new WeakMap()
/** Some hundred KB at the very most, for an instrument whose prices never come back. */
const most = 1_000
