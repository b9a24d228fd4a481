import { invalidOption } from '../invalid.ts'
import type { Series } from '../statistics/series.ts'
import type { SeriesOptions } from './read-returns.ts'

/** How returns are taken to a year. */
export interface AnnualOptions extends SeriesOptions {
  /** How many returns make a year: 252 for trading days, 52 for weeks, 12 for months, 365 for days of crypto. */
  readonly periodsPerYear: number
}

/** How returns are taken to a year, and what they must exceed. */
export interface RatioOptions extends AnnualOptions {
  /**
   * What money earns without risk: a fraction a year, where 0.065 is 6.5 %, or a series with the return of every
   * period. Default: 0.
   */
  readonly riskFree?: number | Series
}

export function readPeriodsPerYear(measure: string, { periodsPerYear }: AnnualOptions): number {
  if (periodsPerYear > 0 && periodsPerYear < Infinity) return periodsPerYear
  throw invalidOption(measure, 'periodsPerYear', periodsPerYear, 'a finite number above 0, such as 252')
}

/** A yearly rate as the return of one period that compounds to it: (1 + rate)^(1 / periodsPerYear) - 1. */
export function ratePerPeriod(measure: string, option: string, yearly: number, periodsPerYear: number): number {
  if (yearly > -1 && yearly < Infinity) return Math.expm1(Math.log1p(yearly) / periodsPerYear)
  throw invalidOption(measure, option, yearly, 'a yearly rate as a fraction above -1, such as 0.065')
}

/** The yearly rate at which returns of -1 or more compound; Infinity where it is beyond any number. */
export function compoundedRate(returns: Series, periodsPerYear: number): number {
  // Logarithms neither overflow nor lose what is small beside 1.
  let growth = 0
  for (let i = 0; i < returns.length; i++) growth += Math.log1p(returns[i]!)
  return Math.expm1((growth * periodsPerYear) / returns.length)
}
