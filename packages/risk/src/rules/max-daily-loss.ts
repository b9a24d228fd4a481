import type { DecimalInput, RiskRule } from '@shagun/core'
import { readPositive } from '../options.ts'
import { onlyReduces } from './reach.ts'

const rule = 'max-daily-loss'

/**
 * Once today's loss has reached `limit`, denies whatever is not sure to reduce a position.
 *
 * The loss is that of `view.getProfit().today`: realized and unrealized since the trading day began, after fees. It is
 * read anew for each order, so where the unrealized part recovers, orders pass again.
 *
 * An order reduces when it cannot take the position past flat, even if every other open order of its side filled first.
 * A modification is judged by the order it would leave, and one that only takes quantity away passes as well; one that
 * moves the price of an order that could increase the position does not. A profit that is not a number denies too.
 *
 * @param limit - money, above 0
 * @throws ShagunError `invalid-options` where the limit is not a finite number above 0
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { maxDailyLoss } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [maxDailyLoss('20000')]
 * ```
 */
export function maxDailyLoss(limit: DecimalInput): RiskRule {
  const most = readPositive('maxDailyLoss', 'limit', limit).toNumber()
  return {
    name: rule,
    check(intent, view) {
      const loss = -view.getProfit().today
      if (loss < most || onlyReduces(intent, view)) return undefined
      const reason = Number.isNaN(loss)
        ? `Today's profit is not known, so only orders that reduce a position pass.`
        : `Today's loss is ${loss} and the limit ${most}, so only orders that reduce a position pass.`
      return { rule, reason, limit: most, ...(!Number.isNaN(loss) && { actual: loss }) }
    },
  }
}
