import { type AccountView, type Bars, Decimal, type Fill, type RunResult } from '@shagun/core'
import { roundTrips } from '@shagun/risk'
import type { EquityCurve } from './equity-curve.ts'
import { orderHash } from './order-hash.ts'

export function runResult(run: {
  readonly strategy: string
  readonly cash: Decimal
  readonly view: AccountView
  readonly fills: readonly Fill[]
  /** These, and whatever else was traded in the account. */
  readonly traded: readonly Fill[]
  readonly curve: EquityCurve
  readonly series: readonly Bars[]
}): RunResult {
  const { strategy, cash, view, fills, traded, curve, series } = run
  const orders = [...view.orders.values()]
  return {
    strategy,
    initialEquity: cash,
    finalEquity: exactEquity(view),
    ...curve.columns(),
    orders,
    fills,
    roundTrips: roundTrips(traded, (instrument) => view.getInstrument(instrument).multiplier),
    bars: series,
    orderHash: orderHash(orders, fills),
  }
}

/** Cash, and what is held at the last prices; a future counts with its profit alone. */
function exactEquity(view: AccountView): Decimal {
  let equity = [...view.cash.values()].reduce((sum, amount) => sum.plus(amount), new Decimal(0))
  for (const { instrument, quantity, averagePrice } of [...view.positions.values()].flat()) {
    if (quantity.isZero()) continue
    const { kind, multiplier } = view.getInstrument(instrument)
    const last = new Decimal(view.getQuote(instrument)!.last)
    const worth = kind === 'future' ? last.minus(averagePrice) : last
    equity = equity.plus(worth.times(quantity).times(multiplier))
  }
  return equity
}
