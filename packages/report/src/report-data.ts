import { type Bars, type Column, type RunResult, ShagunError, symbolOf, type Timestamp } from '@shagun/core'
import { type DeepestDrawdown, deepestDrawdown } from './figures/deepest-drawdown.ts'
import { buyAndHold } from './figures/holding.ts'
import { type Performance, performance } from './figures/performance.ts'
import { periodsPerYear } from './figures/periods-per-year.ts'
import { type PositionSummary, summarizePositions } from './figures/positions.ts'
import { medianSpacing } from './figures/spacing.ts'
import { tradingDay } from './figures/trading-day.ts'
import type { ReportOptions } from './options.ts'
import { createFormat, type Format } from './page/format.ts'

/** What every section reads, worked out once. */
export interface ReportData {
  readonly result: RunResult
  readonly format: Format
  readonly title: string
  readonly performance: Performance
  readonly deepest: DeepestDrawdown | undefined
  readonly positions: PositionSummary
  /** `undefined` where no bar of it closes in the run. */
  readonly benchmark: Benchmark | undefined
  readonly periodsPerYear: number | null
  readonly riskFree: number
  /** Where the moments stand on an axis: days at the day they belong to, so that it agrees with what is written. */
  readonly drawnAt: Column
  /** The day to which a moment of the run belongs. */
  dayOf(moment: Timestamp): Timestamp
  /** A moment at which equity was taken: its day, and the time where a run has several moments a day. */
  writeMoment(moment: Timestamp): string
  /** A moment at which something happened, likewise. */
  writeTime(time: Timestamp): string
}

/** A benchmark bought at the start of the run, for all its equity, and held. */
interface Benchmark {
  readonly name: string
  /** Where it is one of several instruments that the run traded on, how many. */
  readonly oneOf: number
  /** As long as the run's equity. */
  readonly equity: Column
  readonly performance: Performance
}

/**
 * @throws ShagunError `invalid-data` where the run's columns differ in length, `invalid-options` where an option has no
 * meaning
 */
export function readRun(result: RunResult, options: ReportOptions): ReportData {
  checkColumns(result)
  checkNumbers(options)
  const { time, equity, drawdown, bars } = result
  const deepest = deepestDrawdown(time, drawdown)
  const format = createFormat(options)
  const dayOf = tradingDay(bars)
  const intraday = time.length > 1 && medianSpacing(time) < 20 * 3_600_000
  const periods = options.periodsPerYear ?? periodsPerYear(time)
  const riskFree = options.riskFree ?? 0
  const start = result.initialEquity.toNumber()
  const measure = (curve: Column): Performance => performance(start, curve, { periodsPerYear: periods, riskFree })
  return {
    result,
    format,
    title: options.title ?? result.strategy,
    // The run says how deep it fell; what is drawn and what is written are then the same.
    performance: { ...measure(equity), maxDrawdown: time.length > 0 ? (deepest?.depth ?? 0) : null },
    deepest,
    positions: summarizePositions(result.fills, time[0] ?? 0, time.at(-1) ?? 0),
    benchmark: readBenchmark(result, options.benchmark, measure),
    periodsPerYear: periods,
    riskFree,
    drawnAt: intraday ? time : time.map(dayOf),
    dayOf,
    writeMoment: (moment) => (intraday ? format.dateAndTime(moment) : format.date(dayOf(moment))),
    writeTime: intraday ? format.dateAndTime : format.date,
  }
}

function readBenchmark(
  result: RunResult,
  given: Bars | undefined,
  measure: (curve: Column) => Performance,
): Benchmark | undefined {
  const bars = given ?? result.bars[0]
  const equity = bars && buyAndHold(result.initialEquity.toNumber(), result.time, bars)
  if (bars === undefined || equity === undefined) return undefined
  const oneOf = given === undefined ? new Set(result.bars.map(({ instrument }) => instrument)).size : 1
  return { name: symbolOf(bars.instrument), oneOf, equity, performance: measure(equity) }
}

function checkColumns({ time, equity, drawdown }: RunResult): void {
  for (const [field, { length }] of Object.entries({ equity, drawdown })) {
    if (length === time.length) continue
    const value = `${length} rows`
    const expected = `${time.length}, as many as time has`
    throw new ShagunError('invalid-data', `The run has ${field} of ${value}; expected ${expected}.`, {
      details: { source: 'run result', field, value, expected },
    })
  }
}

function checkNumbers({ periodsPerYear, riskFree }: ReportOptions): void {
  if (periodsPerYear !== undefined && !(periodsPerYear > 0 && periodsPerYear < Infinity))
    throw invalid('periodsPerYear', periodsPerYear, 'a finite number above 0, such as 252 for trading days')
  if (riskFree !== undefined && !(riskFree > -1 && riskFree < Infinity))
    throw invalid('riskFree', riskFree, 'a fraction a year above -1, such as 0.05 for 5 %')
}

function invalid(option: string, value: number, expected: string): ShagunError {
  return new ShagunError('invalid-options', `The report's ${option} is ${value}; expected ${expected}.`, {
    details: { option, value: String(value), expected },
  })
}
