import type { Bars } from '@shagun/core'

/** How a report is written; everything has a default. */
export interface ReportOptions {
  /** What stands at the top; default the strategy's name. */
  readonly title?: string
  /** What the run is compared with, bought at its start and held; default the first of the run's own bars. */
  readonly benchmark?: Bars
  /** The currency of all amounts by ISO 4217, such as `INR`; default none, so that amounts are plain numbers. */
  readonly currency?: string
  /** How numbers and dates are written, as a BCP 47 tag such as `en-IN`; words stay English. Default `en`. */
  readonly locale?: string
  /** Whose days, months and hours are shown, as an IANA name such as `Asia/Kolkata`; default `UTC`. */
  readonly timeZone?: string
  /** How many moments of the run make a year; default what their spacing says. */
  readonly periodsPerYear?: number
  /** What could have been earned without risk, a fraction a year, for the Sharpe ratio; default 0. */
  readonly riskFree?: number
}
