/**
 * Bars from CSV files, as a data provider.
 *
 * @module @shagun/data-csv
 */
export { csv } from './csv.ts'
export type { CsvColumns } from './layout.ts'
export type { CsvFile, CsvFormat, CsvOptions } from './options.ts'
