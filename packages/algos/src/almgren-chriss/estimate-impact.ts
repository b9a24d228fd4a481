import { type ImpactModel, requireNumber } from './impact-model.ts'

/** What is known of nearly every instrument. */
export interface ImpactFacts {
  /** In currency. */
  readonly price: number
  /** Standard deviation of yearly returns: 0.3 for 30 %. */
  readonly annualVolatility: number
  /** Between bid and ask, in currency. */
  readonly spread: number
  /** Units that the whole market trades on a day. */
  readonly dailyVolume: number
  /** Default: 252; the paper takes 250. */
  readonly tradingDaysPerYear?: number
}

/**
 * A first guess of the impact where none was measured, by the rules of thumb of Almgren and Chriss.
 *
 * Half the spread is paid at any speed; a rate of 1 % of the daily volume costs one spread while it lasts; 10 % of the
 * daily volume move the price by one spread for good; volatility is the price times that of returns.
 *
 * @throws ShagunError `invalid-options` for facts that are not above 0; a volatility may be 0
 * @see Almgren and Chriss, Optimal Execution of Portfolio Transactions, 2000, section 3.4
 * @example
 * ```ts
 * import { almgrenChriss, estimateImpact } from '@shagun/algos'
 *
 * const market = estimateImpact({ price: 50, annualVolatility: 0.3, spread: 0.125, dailyVolume: 5_000_000 })
 * almgrenChriss({ ...market, quantity: 1_000_000, horizonDays: 5, intervals: 5, riskAversion: 1e-6 })
 * ```
 */
export function estimateImpact(facts: ImpactFacts): Required<ImpactModel> {
  const { price, annualVolatility, spread, dailyVolume, tradingDaysPerYear = 252 } = facts
  requireNumber('price', price, price > 0, 'a price above 0')
  requireNumber('annualVolatility', annualVolatility, annualVolatility >= 0, 'a share of 0 or more, such as 0.3')
  requireNumber('spread', spread, spread > 0, 'a price above 0')
  requireNumber('dailyVolume', dailyVolume, dailyVolume > 0, 'a number of units above 0')
  requireNumber('tradingDaysPerYear', tradingDaysPerYear, tradingDaysPerYear > 0, 'a number of days above 0')
  return {
    volatility: (price * annualVolatility) / Math.sqrt(tradingDaysPerYear),
    permanentImpact: spread / (0.1 * dailyVolume),
    temporaryImpact: spread / (0.01 * dailyVolume),
    fixedCost: spread / 2,
  }
}
