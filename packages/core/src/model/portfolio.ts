import { type Decimal, zero } from './decimal.ts'
import type { Position } from './position.ts'

/** Everything an account has, at the last prices. */
export interface Portfolio {
  /** One for each instrument and product that was ever held; flat ones keep what they earned. */
  readonly positions: readonly PortfolioPosition[]
  /**
   * Those of them that are owned: long, under product `delivery`. A broker moves what was bought today from its
   * positions to its holdings once it is settled; here one row is both, so that nothing is counted twice.
   */
  readonly holdings: readonly PortfolioPosition[]
  /** By ISO 4217 currency. Currencies are never added up. */
  readonly totals: ReadonlyMap<string, CurrencyTotal>
}

/** A position with what it is worth. All money is in its currency; what is float64 is observed. */
export interface PortfolioPosition extends Position {
  /** ISO 4217. */
  readonly currency: string
  /** Paid on its fills; `realizedProfit` is before them. */
  readonly fees: Decimal
  /** The last seen; before the first, that of its first fill or the broker's average. */
  readonly lastPrice: number
  /** In its currency: at the last price, against the cost. */
  readonly unrealizedProfit: number
  /** In its currency: what it adds to equity. A future is not paid for, so it adds its unrealized profit. */
  readonly marketValue: number
}

/** What there is in one currency. */
export interface CurrencyTotal {
  readonly cash: Decimal
  /** Of all positions, before fees. */
  readonly realizedProfit: Decimal
  readonly fees: Decimal
  /** In this currency. */
  readonly unrealizedProfit: number
  /** In this currency: what the positions add to cash. */
  readonly marketValue: number
  /** In this currency: cash and market value. */
  readonly equity: number
}

export function createPortfolio(
  positions: readonly PortfolioPosition[],
  cash: ReadonlyMap<string, Decimal>,
): Portfolio {
  const totals = new Map<string, CurrencyTotal>()
  for (const [currency, amount] of cash) totals.set(currency, { ...nothing, cash: amount, equity: amount.toNumber() })
  for (const { currency, realizedProfit, fees, unrealizedProfit, marketValue } of positions) {
    const part = { cash: zero, realizedProfit, fees, unrealizedProfit, marketValue, equity: marketValue }
    totals.set(currency, add(totals.get(currency) ?? nothing, part))
  }
  const holdings = positions.filter(({ product, quantity }) => product === 'delivery' && quantity.gt(0))
  return { positions, holdings, totals }
}

/** Several accounts seen as one. */
export function joinPortfolios(portfolios: readonly Portfolio[]): Portfolio {
  const totals = new Map<string, CurrencyTotal>()
  for (const portfolio of portfolios)
    for (const [currency, total] of portfolio.totals) totals.set(currency, add(totals.get(currency) ?? nothing, total))
  return {
    positions: portfolios.flatMap(({ positions }) => positions),
    holdings: portfolios.flatMap(({ holdings }) => holdings),
    totals,
  }
}

const nothing: CurrencyTotal = {
  cash: zero,
  realizedProfit: zero,
  fees: zero,
  unrealizedProfit: 0,
  marketValue: 0,
  equity: 0,
}

function add(a: CurrencyTotal, b: CurrencyTotal): CurrencyTotal {
  return {
    cash: a.cash.plus(b.cash),
    realizedProfit: a.realizedProfit.plus(b.realizedProfit),
    fees: a.fees.plus(b.fees),
    unrealizedProfit: a.unrealizedProfit + b.unrealizedProfit,
    marketValue: a.marketValue + b.marketValue,
    equity: a.equity + b.equity,
  }
}
