export type { ReportOptions } from './options.ts'
export { renderReport } from './render-report.ts'
