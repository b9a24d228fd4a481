import {
  type Bars,
  type Calendar,
  createBars,
  isShagunError,
  resample,
  ShagunError,
  type Strategy,
  type Timestamp,
  type Watch,
} from '@shagun/core'

/**
 * When the clock starts: at the first bar, or where the longest warm-up ends.
 *
 * @throws ShagunError `invalid-options` where a series is empty, is given twice or is shorter than a warm-up;
 * `unsupported` where the strategy watches what is not given; `invalid-data` where bars are not what `createBars` lets through
 */
export function beginOf(series: readonly Bars[], strategy: Strategy, calendar?: Calendar): Timestamp {
  checkSeries(series)
  let begin = Math.min(...series.map(({ time }) => time[0]!))
  for (const watch of strategy.watch) {
    const bars = findSeries(series, watch, strategy.name, calendar)
    const { warmUpBars = 0 } = watch
    if (!(Number.isInteger(warmUpBars) && warmUpBars >= 0 && warmUpBars < bars.length))
      throw invalid(
        'warmUpBars',
        String(warmUpBars),
        `a whole number below ${bars.length}, the number of ${nameOf(bars)}`,
      )
    // The bar after the warm-up is the first one that the strategy is called with.
    if (warmUpBars > 0) begin = Math.max(begin, bars.time[warmUpBars]!)
  }
  return begin
}

function checkSeries(series: readonly Bars[]): void {
  if (series.length === 0) throw invalid('bars', 'empty', 'at least one series')
  const names = new Set<string>()
  for (const bars of series) {
    if (bars.length === 0) throw invalid('bars', `without any ${nameOf(bars)}`, 'at least one bar in each series')
    if (names.has(nameOf(bars)))
      throw invalid('bars', `two series of ${nameOf(bars)}`, 'one; join them with createBars first')
    names.add(nameOf(bars))
    // Bars that somebody put together by hand are no better than rows of a file.
    createBars(bars.instrument, bars.timeframe, bars)
  }
}

/** For a watch without a timeframe any series of the instrument will do, for a longer timeframe one that makes it up. */
function findSeries(
  series: readonly Bars[],
  { instrument, timeframe }: Watch,
  strategy: string,
  calendar: Calendar | undefined,
): Bars {
  const own = series.filter((bars) => bars.instrument === instrument)
  const found = timeframe === undefined ? own[0] : own.find((bars) => bars.timeframe === timeframe)
  if (found !== undefined) return found
  for (const bars of own)
    try {
      if (timeframe !== undefined) return resample(bars, timeframe, calendar)
    } catch (error) {
      // Another series may make it up.
      if (!isShagunError(error, 'invalid-options')) throw error
    }
  const feature = timeframe === undefined ? instrument : nameOf({ instrument, timeframe })
  const by = series.map(nameOf).join(', ')
  const message = `The strategy ${strategy} watches ${feature}; given are ${by}. Add them to \`bars\`.`
  throw new ShagunError('unsupported', message, { details: { feature, by } })
}

function nameOf({ timeframe, instrument }: Pick<Bars, 'timeframe' | 'instrument'>): string {
  return `${timeframe} bars of ${instrument}`
}

function invalid(option: string, value: string, expected: string): ShagunError {
  return new ShagunError('invalid-options', `${option} is ${value}; expected ${expected}.`, {
    details: { option, value, expected },
  })
}
