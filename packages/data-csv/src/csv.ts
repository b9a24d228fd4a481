import { ShagunError } from '@shagun/core'
import {
  type DataProvider,
  type DataSupports,
  defineDataProvider,
  exchangeOf,
  type Factory,
} from '@shagun/core/adapter'
import { createBarFile } from './bar-file.ts'
import { type CsvFile, type CsvOptions, listFiles, nameOf } from './options.ts'

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
 * `not-found` for a missing file, `unsupported` for bars that no file holds, `unreachable` for a file that cannot be
 * read, and `invalid-data` with path, line, column, value and expectation for one that cannot be believed.
 *
 * @throws ShagunError `invalid-options` for an unknown time zone, a wrong instrument, timeframe or delimiter, or
 * two files of the same bars
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
  const readers = new Map(files.map((file) => [nameOf(file), createBarFile(file)]))
  return defineDataProvider({
    id: 'csv',
    supports: {
      timeframes: distinct(files.map(({ timeframe }) => timeframe)),
      exchanges: distinct(files.map(({ instrument }) => exchangeOf(instrument))),
      delayedBySec: 0,
      adjusted: distinct(files.map(adjustmentOf)),
    },
    create: () => ({
      async fetchBars(query, signal) {
        const read = readers.get(nameOf(query))
        if (read === undefined) throw unsupported(nameOf(query), files)
        signal?.throwIfAborted()
        const bars = await read()
        signal?.throwIfAborted()
        return bars.slice(firstAtOrAfter(bars.time, query.from), firstAtOrAfter(bars.time, query.to))
      },
    }),
  })({}, environment)
}

function adjustmentOf({ adjusted, columns }: CsvFile): DataSupports['adjusted'][number] {
  return adjusted ?? (columns?.adjustedClose === undefined ? 'none' : 'splits-and-dividends')
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)]
}

function firstAtOrAfter(times: Readonly<Float64Array>, time: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (times[middle]! < time) low = middle + 1
    else high = middle
  }
  return low
}

function unsupported(name: string, files: readonly CsvFile[]): ShagunError {
  const held = files.map((file) => `${nameOf(file)} (${file.path})`).join(', ')
  const message = `No CSV file holds ${name}; there is ${held}. Add a file for it, or resample longer bars from shorter ones.`
  return new ShagunError('unsupported', message, { details: { feature: name, by: 'csv' } })
}
