import type { AccountView, DecimalInput, Denial, Instrument, OrderTerms, RiskRule } from '@shagun/core'
import { readFunction, readPositive } from '../options.ts'
import { onlyReduces } from './reach.ts'

/** The prices that a venue takes today. Money, above 0. */
export interface PriceBand {
  readonly lower: DecimalInput
  readonly upper: DecimalInput
}

const rule = 'price-band'

/**
 * Denies an order whose limit or stop price is outside of the day's price band, which a venue would reject.
 *
 * Those that reduce a position as well, and a modification by the prices it would leave. Exactly a bound passes. An order
 * without a price of its own passes. Where no band is known, only what can reduce a position does.
 *
 * @param bandOf - what the venue has published, asked for each order
 * @throws ShagunError `invalid-options` where `bandOf` is no function
 * @example
 * ```ts
 * import type { InstrumentId, RiskRule } from '@shagun/core'
 * import { priceBand } from '@shagun/risk'
 *
 * const published = new Map<InstrumentId, { lower: string; upper: string }>([['NSE:INFY', { lower: '1368', upper: '1672' }]])
 * const rules: RiskRule[] = [priceBand(({ id }) => published.get(id))]
 * ```
 */
export function priceBand(bandOf: (instrument: Instrument, view: AccountView) => PriceBand | undefined): RiskRule {
  readFunction('priceBand', 'bandOf', bandOf)
  return {
    name: rule,
    check(intent, view) {
      const { terms } = intent
      if (terms.type === 'market') return undefined
      const band = bandOf(view.getInstrument(terms.instrument), view)
      if (band !== undefined) return judge(terms, band)
      const reason = `No price band is known for ${terms.instrument}, so only orders that reduce a position pass.`
      return onlyReduces(intent, view) ? undefined : { rule, reason }
    },
  }
}

function judge(terms: OrderTerms, band: PriceBand): Denial | undefined {
  const lower = readPositive('priceBand', 'lower', band.lower)
  const upper = readPositive('priceBand', 'upper', band.upper)
  const prices = {
    limit: 'limitPrice' in terms ? terms.limitPrice : undefined,
    stop: 'stopPrice' in terms ? terms.stopPrice : undefined,
  }
  for (const [name, price] of Object.entries(prices)) {
    if (price === undefined || (price.gte(lower) && price.lte(upper))) continue
    const limit = price.lt(lower) ? lower : upper
    const reason = `The ${name} price ${price.toFixed()} is outside of the band of ${terms.instrument}, ${lower.toFixed()} to ${upper.toFixed()}.`
    return { rule, reason, limit: limit.toNumber(), actual: price.toNumber() }
  }
  return undefined
}
