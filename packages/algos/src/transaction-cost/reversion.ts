import type { Reversion } from '@shagun/core'
import type { Market } from './market.ts'
import { costOf, type Parent } from './read-parent.ts'

/**
 * What became of the price after the last fill. It is told only where the market data reach so far: else nobody knows
 * whether the price stood still or the data ended.
 */
export function reversionAfter(
  parent: Parent,
  market: Market,
  horizonsMs: readonly number[],
  note: (about: string, text: string) => void,
): readonly Reversion[] {
  const { fills, averagePrice } = parent
  const last = fills.at(-1)
  return horizonsMs.map((afterMs): Reversion => {
    const seen = last && market.atCertainly(last.time + afterMs)
    if (seen === undefined || averagePrice === null) {
      note(
        `reversion.${afterMs}`,
        averagePrice === null ? 'Nothing was filled.' : 'No market data reach so far beyond the last fill.',
      )
      return { afterMs, price: null, source: null, bps: null }
    }
    const { price, source } = seen
    const bps = costOf(parent, averagePrice, price).div(averagePrice).times(10_000).toNumber()
    return { afterMs, price, source, bps }
  })
}
