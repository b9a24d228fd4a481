import type { AccountView, Decimal, DecimalInput, Denial, Instrument, OrderTerms, RiskRule } from '@shagun/core'
import { readFunction, toDecimal } from '../options.ts'
import { onlyReduces } from './reach.ts'

/** The prices that a venue takes today. Money, above 0; a `lower` of 0 is no bound. */
export interface PriceBand {
  readonly lower: DecimalInput
  readonly upper: DecimalInput
}

const rule = 'price-band'

/**
 * Denies an order whose limit or stop price is outside of the day's price band, which a venue would reject.
 *
 * Those that reduce a position as well, and a modification by the prices it would leave. Exactly a bound passes. An order
 * without a price of its own passes. Where no band is known, or what is told is none, only what can reduce a position does.
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
      const bounds = band && readBand(band)
      if (bounds !== undefined) return judge(terms, bounds)
      if (onlyReduces(intent, view)) return undefined
      const what =
        band === undefined
          ? `No price band is known for ${terms.instrument}`
          : `The price band of ${terms.instrument} is given as ${band.lower} to ${band.upper}, which is none`
      return { rule, reason: `${what}, so only orders that reduce a position pass.` }
    },
  }
}

interface Bounds {
  readonly lower: Decimal
  readonly upper: Decimal
}

/** Nothing where what the venue published, or what came of it on the way here, is no band. */
function readBand(band: PriceBand): Bounds | undefined {
  const [lower, upper] = [toDecimal(band.lower), toDecimal(band.upper)]
  if (!lower?.isFinite() || !upper?.isFinite() || lower.lt(0) || upper.lte(0) || lower.gt(upper)) return undefined
  return { lower, upper }
}

function judge(terms: OrderTerms, { lower, upper }: Bounds): Denial | undefined {
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
