import { Decimal, exchangeOf, symbolOf } from '@shagun/core'
import { type KiteTerms, kiteProduct, kiteSide } from '../orders/words.ts'

/** What the official client takes for a trigger. */
export interface TriggerParams {
  readonly trigger_type: 'single' | 'two-leg'
  readonly exchange: string
  readonly tradingsymbol: string
  readonly trigger_values: readonly number[]
  readonly last_price: number
  readonly orders: readonly TriggerOrder[]
}

interface TriggerOrder {
  readonly transaction_type: string
  readonly order_type: 'LIMIT'
  readonly product: string
  readonly quantity: string
  readonly price: string
}

/** An order that waits for a price: a limit for its own, a stop for the one where it turns into a limit. */
export type Waiting = Extract<KiteTerms, { readonly type: 'limit' | 'stop-limit' }>

/** Why Kite cannot keep these orders for a price; `undefined` where it can. */
export function whyNotKept(legs: readonly KiteTerms[]): string | undefined {
  if (!legs.every(({ timeInForce }) => timeInForce === 'gtc'))
    return 'Kite keeps orders in step beyond the day; expected gtc for each of them.'
  if (!legs.every(isWaiting)) return 'Kite keeps limit and stop-limit orders alone for a price.'
  if (legs.some(({ displayQuantity }) => displayQuantity !== undefined))
    return 'Kite shows all of what it keeps for a price; leave out displayQuantity.'
  const [first, second, ...others] = legs
  if (second === undefined) return undefined
  if (others.length > 0 || first!.instrument !== second.instrument)
    return 'Kite keeps two orders in step, of one instrument.'
  return isBelow(first!) === isBelow(second)
    ? 'Kite keeps two orders in step of which one waits below the last price and one above it.'
    : undefined
}

function isWaiting(leg: KiteTerms): leg is Waiting {
  return leg.type === 'limit' || leg.type === 'stop-limit'
}

/** Whether the price has to fall to it. */
function isBelow({ side, type }: Pick<KiteTerms, 'side' | 'type'>): boolean {
  return (side === 'sell') === (type === 'stop-limit')
}

/** The price that it waits for. */
function triggerPriceOf(leg: Waiting): Decimal {
  return leg.type === 'stop-limit' ? leg.stopPrice : leg.limitPrice
}

/** The lower one first, as Kite wants it. */
export function inOrder(legs: readonly Waiting[]): readonly Waiting[] {
  return legs.toSorted((a, b) => triggerPriceOf(a).cmp(triggerPriceOf(b)))
}

/**
 * What Kite is sent, or why it would not wait: what has been reached already is an order for now.
 *
 * @param legs - one or two, in order
 * @param last - the last price, where it is known: it tells Kite from which side the price comes
 */
export function triggerParams(legs: readonly Waiting[], last: Decimal | undefined): TriggerParams | string {
  const reached =
    last && legs.find((leg) => (isBelow(leg) ? triggerPriceOf(leg).gte(last) : triggerPriceOf(leg).lte(last)))
  if (reached !== undefined) {
    const price = triggerPriceOf(reached).toFixed()
    return `The last price is ${last}, so that ${price} is reached and nothing would wait; place it for the day.`
  }
  const { instrument } = legs[0]!
  return {
    trigger_type: legs.length === 1 ? 'single' : 'two-leg',
    exchange: exchangeOf(instrument),
    tradingsymbol: symbolOf(instrument),
    trigger_values: legs.map((leg) => triggerPriceOf(leg).toNumber()),
    last_price: (last ?? between(legs)).toNumber(),
    orders: legs.map((leg) => ({
      transaction_type: kiteSide[leg.side],
      order_type: 'LIMIT',
      product: kiteProduct[leg.product],
      quantity: leg.quantity.toFixed(),
      price: leg.limitPrice.toFixed(),
    })),
  }
}

/** Where nobody tells the last price: one on the side from which it has to come. */
function between(legs: readonly Waiting[]): Decimal {
  const [first, second] = legs.map(triggerPriceOf)
  const price = second === undefined ? first!.times(isBelow(legs[0]!) ? 1.01 : 0.99) : first!.plus(second).div(2)
  return price.toDecimalPlaces(4, Decimal.ROUND_HALF_UP)
}
