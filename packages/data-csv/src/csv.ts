import { barsBetween, ShagunError } from '@shagun/core'
import { type BarQuery, type DataProvider, defineDataProvider, exchangeOf, type Factory } from '@shagun/core/adapter'
import { createBarFile } from './bar-file.ts'
import { adjustmentOf, type CsvFile, type CsvOptions, listFiles, nameOf } from './options.ts'

/**
 * Bars from CSV files, one instrument and timeframe a file.
 *
 * Columns are known by their usual names in any case: date, time, datetime or timestamp, open, high, low, close, volume;
 * a date beside a time is one stamp. Without a header they come in that order. A missing volume is 0.
 *
 * Stamps may be ISO 8601, `2024-01-31 09:15`, `20240131`, `31-Jan-2024`, epoch seconds (9 or 10 digits) or milliseconds
 * (13), and with `dateOrder` also `31-01-2024`. A local time that a zone has twice is the earlier one; one that it skips
 * is moved on by as much as the clocks are. Commas in quoted numbers group digits.
 *
 * A file is read when its bars are first asked for, then kept, and read again when it has changed. `fetchBars` throws
 * `not-found` for a missing file and for an instrument of which there is none, `unsupported` for a timeframe or an
 * adjustment that no file holds, `unreachable` for a file that cannot be read, `invalid-data` with path, line, column,
 * value and expectation for one that cannot be believed, and `invalid-options` for a range that ends before it begins.
 *
 * @throws ShagunError `invalid-options` for an unknown time zone, a wrong instrument, timeframe or delimiter, two
 * files of the same bars, or files whose prices are adjusted for different things
 * @example
 * ```ts
 * import { csv } from '@shagun/data-csv'
 *
 * const data = csv({ path: 'infy.csv', instrument: 'NSE:INFY', timeframe: '1d', timeZone: 'Asia/Kolkata' })
 * const bars = await data.fetchBars({
 *   instrument: 'NSE:INFY', timeframe: '1d', from: Date.UTC(2024, 0, 1), to: Date.UTC(2025, 0, 1),
 * })
 * ```
 */
export const csv: Factory<DataProvider, CsvOptions> = (options, environment) => {
  const files = listFiles(options)
  const adjusted = adjustmentOf(files[0]!)
  const readers = new Map(files.map((file) => [nameOf(file), createBarFile(file)]))
  return defineDataProvider({
    id: 'csv',
    supports: {
      timeframes: distinct(files.map(({ timeframe }) => timeframe)),
      exchanges: distinct(files.map(({ instrument }) => exchangeOf(instrument))),
      delayedBySec: 0,
      adjusted: [adjusted],
    },
    create: () => ({
      async fetchBars(query, signal) {
        const { from, to, adjustment = adjusted } = query
        if (!(from <= to)) throw reversed(query)
        const read = readers.get(nameOf(query))
        if (read === undefined) throw notHeld(query, files)
        if (adjustment !== adjusted) throw notAdjusted(adjustment, adjusted)
        signal?.throwIfAborted()
        const bars = await read()
        signal?.throwIfAborted()
        return barsBetween(bars, from, to)
      },
    }),
  })({}, environment)
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)]
}

function reversed({ from, to }: BarQuery): ShagunError {
  const expected = 'a range that begins before it ends'
  const message = `Bars were asked for from ${from} to ${to}; expected ${expected}. Exchange the two.`
  return new ShagunError('invalid-options', message, { details: { option: 'from', value: String(from), expected } })
}

function notHeld(query: BarQuery, files: readonly CsvFile[]): ShagunError {
  const name = nameOf(query)
  const held = files.map((file) => `${nameOf(file)} (${file.path})`).join(', ')
  const message = `No CSV file holds ${name}; there is ${held}. Add a file for it, or resample longer bars from shorter ones.`
  return files.some(({ instrument }) => instrument === query.instrument)
    ? new ShagunError('unsupported', message, { details: { feature: name, by: 'csv' } })
    : new ShagunError('not-found', message, { details: { source: 'csv', name: query.instrument } })
}

function notAdjusted(asked: string, there: string): ShagunError {
  const message = `The CSV files are adjusted for ${there}, not for ${asked}. Ask for ${there}, or adjust them with adjustBars.`
  return new ShagunError('unsupported', message, { details: { feature: `adjustment ${asked}`, by: 'csv' } })
}
