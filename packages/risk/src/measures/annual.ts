import { invalidOption } from '../invalid.ts'

/** How returns are taken to a year. */
export interface AnnualOptions {
  /** How many returns make a year: 252 for trading days, 52 for weeks, 12 for months, 365 for days of crypto. */
  readonly periodsPerYear: number
}

/** How returns are taken to a year, and what they must exceed. */
export interface RatioOptions extends AnnualOptions {
  /** What money earns without risk, as a fraction a year; 0.065 is 6.5 %. Default: 0. */
  readonly riskFree?: number
}

export function readPeriodsPerYear(measure: string, { periodsPerYear }: AnnualOptions): number {
  if (periodsPerYear > 0 && periodsPerYear < Infinity) return periodsPerYear
  throw invalidOption(measure, 'periodsPerYear', periodsPerYear, 'a finite number above 0, such as 252')
}

/** The yearly risk-free rate as the return of one period that compounds to it: (1 + rate)^(1 / periods) - 1. */
export function riskFreePerPeriod(measure: string, { riskFree = 0, periodsPerYear }: RatioOptions): number {
  if (riskFree > -1 && riskFree < Infinity) return Math.expm1(Math.log1p(riskFree) / periodsPerYear)
  throw invalidOption(measure, 'riskFree', riskFree, 'a yearly rate as a fraction above -1, such as 0.065')
}
