import type { AccountView, Decimal, DecimalInput, Denial, OrderTerms, RiskRule } from '@shagun/core'
import { toNumber } from '../numbers.ts'
import { readPositive } from '../options.ts'

const rule = 'max-order-value'

/**
 * Denies an order that is worth more than `limit`.
 *
 * An order is worth quantity x multiplier x price, in its instrument's own currency; nothing is converted. The price is
 * the limit of a buy; for a sale, a stop and a market order it is the last quote or the order's own price, whichever is
 * more, because the market may be far beyond what such an order names. Without a quote those are denied. A modification
 * is measured by the whole order it would leave, what is filled included. Exactly the limit passes.
 *
 * @param limit - money, above 0
 * @throws ShagunError `invalid-options` where the limit is not a finite number above 0
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { maxDailyLoss, maxOrderValue } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [maxOrderValue('500000'), maxDailyLoss('20000')]
 * ```
 */
export function maxOrderValue(limit: DecimalInput): RiskRule {
  const most = readPositive('maxOrderValue', 'limit', limit)
  const clearlyLess = most.toNumber() * (1 - 1e-12)
  return {
    name: rule,
    check({ terms }, view) {
      const price = priceOf(terms, view)
      if (price === undefined) return unpriced(terms, most)
      const { quantity } = terms
      const { multiplier, currency } = view.getInstrument(terms.instrument)
      // Floats err by a part in 1e15, so only an order near the limit needs to be worth an exact sum.
      const each = typeof price === 'number' ? price : toNumber(price)
      if (toNumber(quantity) * toNumber(multiplier) * each < clearlyLess) return undefined
      const value = quantity.times(multiplier).times(price)
      if (value.lte(most)) return undefined
      return {
        rule,
        reason: `The order is worth ${value.toFixed()} ${currency}, above the limit of ${most.toFixed()}.`,
        limit: most.toNumber(),
        actual: value.toNumber(),
      }
    },
  }
}

/**
 * The price that the order could be filled at and that makes it worth most. A buy limit caps it; a sell limit and a stop
 * only say how it begins, and the market may be far beyond.
 */
function priceOf(terms: OrderTerms, view: AccountView): Decimal | number | undefined {
  if ('limitPrice' in terms && terms.side === 'buy') return terms.limitPrice
  const last = view.getQuote(terms.instrument)?.last
  // Some feeds send 0 before the first trade of the day.
  if (last === undefined || !(last > 0 && last < Infinity)) return undefined
  const own = 'limitPrice' in terms ? terms.limitPrice : 'stopPrice' in terms ? terms.stopPrice : undefined
  return own?.gt(last) ? own : last
}

function unpriced({ instrument, type }: OrderTerms, most: Decimal): Denial {
  const reason = `${instrument} has no last price, so a ${type} order cannot be held against the limit of ${most.toFixed()}.`
  return { rule, reason, limit: most.toNumber() }
}
