/**
 * What a run came to, as one HTML page.
 *
 * @module @shagun/report
 */
export { periodsPerYear } from './figures/periods-per-year.ts'
export type { ReportOptions } from './options.ts'
export { renderReport } from './render-report.ts'
