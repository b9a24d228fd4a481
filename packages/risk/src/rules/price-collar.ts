import type { AccountView, Decimal, DecimalInput, OrderIntent, OrderTerms, RiskRule } from '@shagun/core'
import { isWithin, shown, toNumber } from '../numbers.ts'
import { readNonNegative, readPositive } from '../options.ts'
import { onlyReduces } from './reach.ts'

/** What else {@link priceCollar} is told. */
export interface PriceCollarOptions {
  /**
   * Money: so far from the reference a price may always be, because a percentage of a cheap option is less than its
   * spread. Default: 0.
   */
  readonly floor?: DecimalInput
}

const rule = 'price-collar'

/**
 * Denies an order at a price that is more than `percent` away from the market, in either direction.
 *
 * A limit is held against the last price; the limit of a stop-limit order against its stop price, which is where the market
 * will be when it counts; a market order by the best price on the other side, where the quote shows one. A stop price by
 * itself is not judged, because it says when and not at what price. Those that reduce a position are held to it as well.
 * Without a last price only what can reduce a position passes. A modification is judged by the prices it would leave, and
 * one that leaves them as they are passes. Exactly the collar passes.
 *
 * @param percent - above 0
 * @throws ShagunError `invalid-options` where the percentage is not above 0, or the floor is below 0
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { onlyFor, priceCollar } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [
 *   onlyFor({ kinds: ['equity', 'future'] }, priceCollar(5)),
 *   onlyFor({ kinds: ['option'] }, priceCollar(40, { floor: 20 })),
 * ]
 * ```
 */
export function priceCollar(percent: DecimalInput, { floor = 0 }: PriceCollarOptions = {}): RiskRule {
  const share = readPositive('priceCollar', 'percent', percent).toNumber() / 100
  const least = readNonNegative('priceCollar', 'floor', floor).toNumber()
  return {
    name: rule,
    check(intent, view) {
      if (leavesPrices(intent)) return undefined
      const { terms } = intent
      const { instrument } = terms
      const judged = pricesOf(terms, view)
      if (judged === 'unknown') {
        const reason = `${instrument} has no last price, so only orders that reduce a position pass.`
        return onlyReduces(intent, view) ? undefined : { rule, reason }
      }
      if (judged === undefined) return undefined
      const { price, reference, what } = judged
      const away = Math.abs(price - reference)
      const width = Math.max(share * reference, least)
      if (isWithin(away, width)) return undefined
      const reason = `The ${what} ${shown(price)} of ${instrument} is ${shown(away)} away from ${shown(reference)}, more than ${shown(width)}.`
      return { rule, reason, limit: width, actual: away }
    },
  }
}

interface Judged {
  readonly price: number
  readonly reference: number
  readonly what: string
}

function pricesOf(terms: OrderTerms, view: AccountView): Judged | 'unknown' | undefined {
  if (terms.type === 'stop') return undefined
  if (terms.type === 'stop-limit')
    return { price: toNumber(terms.limitPrice), reference: toNumber(terms.stopPrice), what: 'limit price' }
  const quote = view.getQuote(terms.instrument)
  if (quote === undefined || !(quote.last > 0 && quote.last < Infinity)) return 'unknown'
  const reference = quote.last
  if (terms.type === 'limit') return { price: toNumber(terms.limitPrice), reference, what: 'limit price' }
  const touch = terms.side === 'buy' ? quote.ask : quote.bid
  return touch !== undefined && touch > 0 ? { price: touch, reference, what: 'best price' } : undefined
}

function leavesPrices(intent: OrderIntent): boolean {
  if (intent.type === 'place') return false
  const { terms } = intent
  const before = intent.order.terms
  return (
    isSame('limitPrice' in before && before.limitPrice, 'limitPrice' in terms && terms.limitPrice) &&
    isSame('stopPrice' in before && before.stopPrice, 'stopPrice' in terms && terms.stopPrice)
  )
}

function isSame(a: Decimal | false, b: Decimal | false): boolean {
  return a === b || (a !== false && b !== false && a.eq(b))
}
