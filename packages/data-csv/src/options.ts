import { type InstrumentId, parseInstrumentId, ShagunError, type Timeframe } from '@shagun/core'
import { createZone, type DataSupports, isTimeframe } from '@shagun/core/adapter'
import type { CsvColumns } from './layout.ts'

/** How a file is written. What is left out is found out where that takes no guess. */
export interface CsvFormat {
  /** Where the usual names do not fit: the header's word for a column, or its position from 0. */
  readonly columns?: CsvColumns
  /** Whether the first row names the columns. Default: it does if no cell of it is a number. */
  readonly header?: boolean
  /** One character. Default: whichever of `,` `;` `|` and tab the first row holds most. */
  readonly delimiter?: string
  /** IANA zone of stamps that carry no offset, as in `Asia/Kolkata`. Default: `UTC`. */
  readonly timeZone?: string
  /** What `01/02/2024` means. Without it such a date is refused. */
  readonly dateOrder?: 'dmy' | 'mdy'
  /** Default: `oldest-first`. */
  readonly order?: 'oldest-first' | 'newest-first'
  /** What the prices are adjusted for. Default: `none`; with `columns.adjustedClose`, `splits-and-dividends`. */
  readonly adjusted?: DataSupports['adjusted'][number]
}

/** One file: the bars of one instrument in one timeframe. */
export interface CsvFile extends CsvFormat {
  readonly path: string
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
}

/** One file, or several that share a format except where they say otherwise. */
export type CsvOptions = CsvFile | (CsvFormat & { readonly files: readonly CsvFile[] })

/** The files one by one, each with its whole format, checked. */
export function listFiles(options: CsvOptions): readonly CsvFile[] {
  const files = 'files' in options ? options.files.map((file) => ({ ...options, ...file })) : [options]
  if (files.length === 0) throw invalidOption('files', '[]', 'at least one file')
  const seen = new Set<string>()
  for (const file of files) {
    check(file)
    const name = nameOf(file)
    if (seen.has(name)) throw invalidOption('files', name, 'one file for each instrument and timeframe')
    seen.add(name)
  }
  const adjusted = [...new Set(files.map(adjustmentOf))]
  if (adjusted.length > 1)
    throw invalidOption('adjusted', adjusted.join(', '), 'one for all files; make a csv() for each')
  return files
}

/** What the prices of a file are adjusted for. */
export function adjustmentOf({ adjusted, columns }: CsvFile): DataSupports['adjusted'][number] {
  return adjusted ?? (columns?.adjustedClose === undefined ? 'none' : 'splits-and-dividends')
}

function check({ instrument, timeframe, delimiter, timeZone = 'UTC' }: CsvFile): void {
  if (!isTimeframe(timeframe)) throw invalidOption('timeframe', timeframe, 'a timeframe such as 5m, 1h or 1d')
  if (delimiter !== undefined && delimiter.length !== 1)
    throw invalidOption('delimiter', delimiter, 'a single character')
  createZone(timeZone)
  try {
    parseInstrumentId(instrument)
  } catch {
    throw invalidOption('instrument', instrument, 'EXCHANGE:SYMBOL, such as NSE:INFY')
  }
}

/** What a file holds, as one word to look it up by. */
export function nameOf({ instrument, timeframe }: Pick<CsvFile, 'instrument' | 'timeframe'>): string {
  return `${instrument} ${timeframe}`
}

function invalidOption(option: string, value: string, expected: string): ShagunError {
  const message = `The CSV option ${option} is ${JSON.stringify(value)}; expected ${expected}.`
  return new ShagunError('invalid-options', message, { details: { option, value, expected } })
}
