import { Decimal, type RealizedSpread, type SpreadCost, type TcaFill } from '@shagun/core'
import type { Market, Touch } from './market.ts'
import type { Parent } from './read-parent.ts'
import { weightedMean } from './sums.ts'

/**
 * What crossing the spread cost, by the quotes at each fill and after it.
 *
 * Source: R. Huang and H. Stoll, Dealer versus Auction Markets, 1996.
 */
export function spreadCost(
  { fills, sign, multiplier }: Parent,
  market: Market,
  horizonsMs: readonly number[],
): SpreadCost {
  const quoted = fills.flatMap((fill): readonly QuotedFill[] => {
    const touch = market.touchAt(fill.time)
    if (touch === undefined) return []
    const notional = fill.price.times(fill.quantity).times(multiplier)
    return [{ fill, touch, notional, price: fill.price.toNumber(), weight: notional.toNumber() }]
  })
  const above = (price: number, other: number): number => (sign === 1 ? price - other : other - price)
  const mean = (parts: readonly QuotedFill[], read: (each: QuotedFill) => number): number | null =>
    weightedMean(parts.map((each) => ({ value: read(each), weight: each.weight })))

  return {
    captured: mean(quoted, ({ touch, price }) => above(touch.mid, price) / touch.halfSpread),
    quotedBps: mean(quoted, ({ touch }) => (2 * touch.halfSpread * 10_000) / touch.mid),
    effectiveBps: mean(quoted, ({ touch, price }) => (2 * above(price, touch.mid) * 10_000) / touch.mid),
    notional: notionalOf(quoted),
    realized: horizonsMs.map((afterMs): RealizedSpread => {
      const later = new Map<QuotedFill, number>()
      for (const each of quoted) {
        const moment = each.fill.time + afterMs
        const touch = market.quotesReach(moment) ? market.touchAt(moment) : undefined
        if (touch !== undefined) later.set(each, touch.mid)
      }
      const known = [...later.keys()]
      return {
        afterMs,
        bps: mean(known, (each) => (2 * above(each.price, later.get(each)!) * 10_000) / each.touch.mid),
        notional: notionalOf(known),
      }
    }),
  }
}

/** Of which fills the spread is known, and why not of others. */
export function noteSpread(
  { traded, multiplier, fills }: Parent,
  { notional, realized }: SpreadCost,
  note: (about: string, text: string) => void,
): void {
  const all = traded.times(multiplier)
  const known = `${notional.div(all).times(100).toFixed(1)} % of what was traded`
  if (fills.length === 0) note('spread', 'Nothing was filled.')
  else if (notional.isZero()) note('spread', 'No quote with bid and ask is known at any fill.')
  else if (notional.lt(all)) note('spread', `Bid and ask are known of ${known}; the figures are about that part.`)
  for (const { afterMs, bps } of realized)
    if (bps === null)
      note(
        `spread.realized.${afterMs}`,
        fills.length === 0
          ? 'Nothing was filled.'
          : 'No quotes reach so far beyond a fill at which bid and ask are known.',
      )
}

interface QuotedFill {
  readonly fill: TcaFill
  readonly touch: Touch
  readonly notional: Decimal
  readonly price: number
  readonly weight: number
}

function notionalOf(fills: readonly QuotedFill[]): Decimal {
  return fills.reduce((sum, { notional }) => sum.plus(notional), new Decimal(0))
}
