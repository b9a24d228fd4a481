import { Decimal, roundToTick } from '@shagun/core'
import type { Line } from '../exchange/line.ts'
import type { KiteSide } from './order.ts'

/**
 * How far from the last price an order at the market may go, in percent, where that is left to Kite: less for what costs
 * more, and more for options.
 */
function automaticPercent({ listed }: Line, last: Decimal): number {
  if (listed.instrument.kind === 'option') return last.lt(10) ? 5 : last.lt(100) ? 3 : last.lt(500) ? 2 : 1
  return last.lt(100) ? 2 : last.lt(500) ? 1 : 0.5
}

/** The edge of the band: the limit that a protected order at the market becomes. */
export function protect(
  line: Line,
  side: KiteSide,
  protection: number,
  last: Decimal,
): { readonly price: Decimal; readonly percent: number } {
  const percent = protection === -1 ? automaticPercent(line, last) : protection
  const factor = new Decimal(percent)
    .div(100)
    .times(side === 'BUY' ? 1 : -1)
    .plus(1)
  const edge = roundToTick(line.listed.instrument, last.times(factor), side === 'BUY' ? 'down' : 'up')
  return { price: Decimal.max(edge, line.listed.instrument.tickAt(edge)), percent }
}

/** What Kite adds to the tags of an order that it protects. */
export function protectionTags(percent: number): string[] {
  return ['mktp', `mktp:${percent.toFixed(2)}`]
}
