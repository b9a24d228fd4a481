import { Decimal } from '@shagun/core'
import type { ChargedFill } from '../fees.ts'
import type { ChargedMarket } from './charge-rate.ts'
import type { DatedRates, RateInForce } from './dated-rates.ts'
import { taxedValue } from './taxed-value.ts'

/** What was done in one security on one day, as far as charges go by it. */
export interface Dealings {
  readonly market: ChargedMarket
  readonly buy: Dealt
  readonly sell: Dealt
  /** Of orders that are for the day, or for derivatives. */
  readonly brokerage: Decimal
  /** Of orders for delivery: what they pay as such, and what as intraday ones. */
  readonly asDelivery: Decimal
  readonly asIntraday: Decimal
  readonly clearing: Decimal
  readonly exchange: Decimal
  readonly sebi: Decimal
  /** What of the last three GST is due on. */
  readonly taxed: Decimal
}

export interface Dealt {
  readonly quantity: Decimal
  readonly value: Decimal
  /** How much of the quantity was ordered for delivery. */
  readonly forDelivery: Decimal
}

const none = new Decimal(0)
const nothing: Dealt = { quantity: none, value: none, forDelivery: none }

export function noDealings(market: ChargedMarket): Dealings {
  const amounts = { brokerage: none, asDelivery: none, asIntraday: none }
  return { market, buy: nothing, sell: nothing, ...amounts, clearing: none, exchange: none, sebi: none, taxed: none }
}

/**
 * The dealings with one more fill.
 *
 * @param ordered - the value that its order has traded before, that day; `undefined` where this is its first fill
 */
export function deal(
  before: Dealings,
  market: ChargedMarket,
  fill: ChargedFill,
  ordered: Decimal | undefined,
  { rateOf }: DatedRates,
): Dealings {
  const { side, quantity } = fill
  // Some commodities have cost less than nothing; who traded them was charged nonetheless.
  const value = fill.value.abs()
  const isDelivery = market.segment === 'delivery'
  const brokerage = (as: ChargedMarket): Decimal => moreBrokerage(rateOf('brokerage', as, side), ordered, value)
  const part = (name: 'clearing' | 'exchange' | 'investor-fund' | 'sebi'): Part =>
    partOf(rateOf(name, market, side), value)
  const [clearing, exchange, fund, sebi] = [part('clearing'), part('exchange'), part('investor-fund'), part('sebi')]
  const dealt = before[side]
  return {
    ...before,
    [side]: {
      quantity: dealt.quantity.plus(quantity),
      value: dealt.value.plus(taxedValue(fill, market, rateOf)),
      forDelivery: isDelivery ? dealt.forDelivery.plus(quantity) : dealt.forDelivery,
    },
    ...(isDelivery
      ? {
          asDelivery: before.asDelivery.plus(brokerage(market)),
          asIntraday: before.asIntraday.plus(brokerage({ ...market, segment: 'intraday' })),
        }
      : { brokerage: before.brokerage.plus(brokerage(market)) }),
    clearing: before.clearing.plus(clearing.due),
    exchange: before.exchange.plus(exchange.due).plus(fund.due),
    sebi: before.sebi.plus(sebi.due),
    taxed: before.taxed.plus(clearing.taxed).plus(exchange.taxed).plus(fund.taxed).plus(sebi.taxed),
  }
}

interface Part {
  readonly due: Decimal
  readonly taxed: Decimal
}

function partOf({ share, untaxed }: RateInForce, value: Decimal): Part {
  const due = share === undefined ? none : value.times(share)
  return { due, taxed: untaxed ? none : due }
}

/** An order pays for what it traded together, so a fill pays what that is more than before. */
function moreBrokerage(rate: RateInForce, ordered: Decimal | undefined, value: Decimal): Decimal {
  if (ordered === undefined) return brokerageOf(rate, value)
  return brokerageOf(rate, ordered.plus(value)).minus(brokerageOf(rate, ordered))
}

function brokerageOf({ share, rupees }: RateInForce, value: Decimal): Decimal {
  if (share === undefined) return rupees ?? none
  return rupees === undefined ? value.times(share) : Decimal.min(rupees, value.times(share))
}
