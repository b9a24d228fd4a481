import { Decimal, type Lifecycle, type RunResult } from '@shagun/core'

/** What trading came to. A measure is `null` where there is nothing to measure it on. */
export interface TradeStatistics {
  readonly orders: number
  readonly denied: number
  readonly rejected: number
  readonly fills: number
  /** Over all fills. */
  readonly fees: Decimal
  readonly roundTrips: number
  /** The share of round trips with a profit above 0, after fees. */
  readonly winRate: number | null
  /** What was won over what was lost; `null` without a loss. */
  readonly profitFactor: number | null
  readonly averageWin: Decimal | null
  /** Below 0. */
  readonly averageLoss: Decimal | null
}

export function tradeStatistics({ orders, fills, roundTrips }: RunResult): TradeStatistics {
  const count = (lifecycle: Lifecycle): number => orders.filter((order) => order.lifecycle === lifecycle).length
  const wins = roundTrips.filter(({ profit }) => profit.gt(0))
  const losses = roundTrips.filter(({ profit }) => profit.lt(0))
  const won = sum(wins.map(({ profit }) => profit))
  const lost = sum(losses.map(({ profit }) => profit))
  return {
    orders: orders.length,
    denied: count('denied'),
    rejected: count('rejected'),
    fills: fills.length,
    fees: sum(fills.map((fill) => fill.fees)),
    roundTrips: roundTrips.length,
    winRate: roundTrips.length > 0 ? wins.length / roundTrips.length : null,
    profitFactor: losses.length > 0 ? won.div(lost.neg()).toNumber() : null,
    averageWin: wins.length > 0 ? won.div(wins.length) : null,
    averageLoss: losses.length > 0 ? lost.div(losses.length) : null,
  }
}

function sum(values: readonly Decimal[]): Decimal {
  return values.reduce((total, value) => total.plus(value), new Decimal(0))
}
