import {
  type Decimal,
  type Instrument,
  type OrderRequest,
  type OrderType,
  roundToTick,
  type Side,
  type Supports,
  type TimeInForce,
} from '@shagun/core'
import type { BrokerClaim } from './claim.ts'

/** The price that was last, to begin with. */
const last = 100

/** What most orders are for, in lots. */
export const lots = 10

/** An order of a type and a time in force, without the rest. */
export type Kind = readonly [type: OrderType, timeInForce: TimeInForce]

export function takes({ orderTypes, timeInForce, except }: Supports, [type, inForce]: Kind): boolean {
  return (
    orderTypes.includes(type) &&
    timeInForce.includes(inForce) &&
    !(except ?? []).some((pair) => pair[0] === type && pair[1] === inForce)
  )
}

/** All that are declared. */
export function kindsOf(supports: Supports): readonly Kind[] {
  const all = supports.orderTypes.flatMap((type) => supports.timeInForce.map((inForce): Kind => [type, inForce]))
  return all.filter((kind) => takes(supports, kind))
}

/** One of that type that is there until it fills, or its day ends. */
export function lastingKind(supports: Supports, type: OrderType): Kind | undefined {
  return kindsOf(supports).find(([each, inForce]) => each === type && lasting.includes(inForce))
}

const lasting: readonly TimeInForce[] = ['day', 'gtc', 'gtd']

/** Where no limit order can be left in the market, nothing can be seen of what becomes of one. */
export const needsResting: NonNullable<BrokerClaim['skipped']> = ({ supports }) =>
  lastingKind(supports, 'limit') === undefined ? 'it takes no limit order that rests' : undefined

export function needsType(type: OrderType): NonNullable<BrokerClaim['skipped']> {
  return ({ supports }) =>
    lastingKind(supports, type) === undefined ? `it takes no ${type} order that lasts` : undefined
}

/** Prices in percent of the last one, to begin with. */
export interface Asked {
  readonly kind: Kind
  readonly side?: Side
  readonly lots?: number
  readonly limit?: number
  readonly stop?: number
  readonly product?: Supports['products'][number]
}

/** What is asked for, on tick and lot. */
export function requestOf(instrument: Instrument, { kind, side = 'buy', ...asked }: Asked): OrderRequest {
  const [type, timeInForce] = kind
  const far = side === 'buy' ? 1 : -1
  const { limit = type === 'limit' ? 100 - 2 * far : 100 + 3 * far, stop = 100 + 2 * far } = asked
  const terms = {
    instrument: instrument.id,
    side,
    quantity: instrument.lotSize.times(asked.lots ?? lots),
    timeInForce,
    ...(asked.product !== undefined && { product: asked.product }),
  }
  const [limitPrice, stopPrice] = [priceAt(instrument, limit), priceAt(instrument, stop)]
  switch (type) {
    case 'market':
      return { ...terms, type }
    case 'limit':
      return { ...terms, type, limitPrice }
    case 'stop':
      return { ...terms, type, stopPrice }
    case 'stop-limit':
      return { ...terms, type, limitPrice, stopPrice }
  }
}

export function priceAt(instrument: Instrument, percent: number): Decimal {
  return roundToTick(instrument, (last * percent) / 100)
}
