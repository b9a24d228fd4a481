import type { AccountView, DecimalInput, Json, RiskRule } from '@shagun/core'
import { invalidOption } from '../invalid.ts'
import { shown } from '../numbers.ts'
import { readPositive } from '../options.ts'
import { onlyReduces } from './reach.ts'

/** What else {@link maxDrawdownFromPeak} is told. */
export interface DrawdownOptions {
  /** What the limit is: `money`, or a `percent`age of the highest equity. Default: `money`. */
  readonly unit?: 'money' | 'percent'
  /** Needed where a trader has two rules of one kind. Default: `max-drawdown-from-peak`. */
  readonly name?: string
}

/**
 * Once profit has fallen by `limit` from the highest that it ever was, denies whatever is not sure to reduce a position.
 *
 * The high-water mark is of profit, realized and unrealized, so that money paid in or out is no gain and no drawdown; it
 * begins at 0. A percentage is of what equity was at the mark, with the capital of now. The mark is raised at each order and
 * at the end of each trading day, not at each price: for one that follows every tick, and that halts for good, there is the
 * risk monitor. It survives a restart with the account's snapshot; where none serves and the journal is replayed, the ends
 * of the days are what is known of it. Where profit recovers, orders pass again. A profit that is not a number denies too.
 *
 * @param limit - above 0: money, or a percentage of at most 100
 * @throws ShagunError `invalid-options` where the limit is not a finite number above 0, or a percentage above 100
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { maxDrawdownFromPeak } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [maxDrawdownFromPeak(10, { unit: 'percent' })]
 * ```
 */
export function maxDrawdownFromPeak(limit: DecimalInput, options: DrawdownOptions = {}): RiskRule {
  const { unit = 'money', name = 'max-drawdown-from-peak' } = options
  const most = readPositive('maxDrawdownFromPeak', 'limit', limit).toNumber()
  if (unit === 'percent' && most > 100)
    throw invalidOption('maxDrawdownFromPeak', 'limit', limit, 'at most 100 percent')
  const sign = unit === 'percent' ? ' %' : ''
  /** Of profit, in money. */
  let peak = 0

  function drawdown(view: AccountView): number {
    const { realized, unrealized } = view.getProfit()
    const profit = realized + unrealized
    if (profit > peak) peak = profit
    if (unit === 'money') return peak - profit
    const highest = view.getEquity() - profit + peak
    return peak === profit ? 0 : highest > 0 ? (100 * (peak - profit)) / highest : Number.NaN
  }

  return {
    name,
    check(intent, view) {
      const fallen = drawdown(view)
      if (fallen < most || onlyReduces(intent, view)) return undefined
      const reason = Number.isNaN(fallen)
        ? 'The drawdown is not known, so only orders that reduce a position pass.'
        : `Profit is ${shown(fallen)}${sign} below its peak and the limit ${most}${sign}, so only orders that reduce a position pass.`
      return { rule: name, reason, limit: most, ...(!Number.isNaN(fallen) && { actual: fallen }) }
    },
    observe(event) {
      if (event.type === 'day.turned' && event.profit > peak) peak = event.profit
    },
    reset() {
      peak = 0
    },
    save: () => peak,
    restore(saved: Json) {
      peak = Number(saved)
    },
  }
}
