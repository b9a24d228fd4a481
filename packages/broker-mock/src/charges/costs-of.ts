import { Decimal, type Side } from '@shagun/core'
import type { ChargeName } from './charge-rate.ts'
import type { ChargeParts } from './charges.ts'
import type { DatedRates } from './dated-rates.ts'
import type { Dealings, Dealt } from './dealings.ts'

/**
 * What a day's dealings in one security cost, before anything is rounded but the depository's charge, a posting of its own.
 *
 * Transaction tax and stamp duty go by what is delivered in the end. Of orders for delivery what was bought and sold on
 * the same day is not, and counts as intraday; the rest does at the day's average price of its side. Orders for the day
 * are taken to be closed within it. (NSE/CMTR/5588 of 2004-11-10; stamp duty likewise.)
 */
export function costsOf(dealings: Dealings, { rateOf }: DatedRates): ChargeParts {
  const { market, buy, sell, clearing, exchange, sebi, taxed } = dealings
  const kept = buy.forDelivery.minus(sell.forDelivery)
  const delivered = { buy: atAverage(buy, Decimal.max(kept, 0)), sell: atAverage(sell, Decimal.max(kept.neg(), 0)) }
  const isShare = market.exchange === 'NSE' || market.exchange === 'BSE'
  const delivery = { ...market, segment: 'delivery' } as const
  const other = isShare ? ({ ...market, segment: 'intraday' } as const) : market

  function taxOf(charge: ChargeName): Decimal {
    const of = (side: Side): Decimal => {
      const rest = dealings[side].value.minus(delivered[side])
      return part(rateOf(charge, delivery, side).share, delivered[side]).plus(
        part(rateOf(charge, other, side).share, rest),
      )
    }
    return of('buy').plus(of('sell'))
  }

  // Who buys and sells the same share pays as for intraday on all orders in it, whatever the quantities.
  const turned = !buy.forDelivery.isZero() && !sell.forDelivery.isZero()
  const brokerage = dealings.brokerage.plus(turned ? dealings.asIntraday : dealings.asDelivery)
  const gst = rateOf('gst', market, 'buy').share ?? none
  const leaves = kept.isNegative() && !kept.isZero()
  const charge = leaves ? (rateOf('depository', delivery, 'sell').rupees ?? none) : none
  return {
    brokerage,
    clearing,
    exchange,
    sebi,
    stt: taxOf('stt'),
    ctt: taxOf('ctt'),
    stamp: taxOf('stamp'),
    gst: brokerage.plus(taxed).times(gst),
    depository: charge.plus(charge.times(gst)).toDecimalPlaces(2, Decimal.ROUND_HALF_UP),
  }
}

const none = new Decimal(0)

/** What a part comes to at the average price of the day. Cut off far behind the smallest coin, so that sums are exact. */
function atAverage({ quantity, value }: Dealt, part: Decimal): Decimal {
  if (part.isZero()) return none
  return part.eq(quantity) ? value : value.times(part).div(quantity).toDecimalPlaces(20)
}

function part(share: Decimal | undefined, value: Decimal): Decimal {
  return share === undefined || value.isZero() ? none : value.times(share)
}
