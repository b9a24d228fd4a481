/**
 * What a run came to, or an order cost, as one HTML page; and prices with indicators as one drawing.
 *
 * @module @shagun/report
 */
export { periodsPerYear } from './figures/periods-per-year.ts'
export type { ReportOptions } from './options.ts'
export {
  type ChartLine,
  type ChartMark,
  type ChartPanel,
  type PriceChartOptions,
  renderPriceChart,
} from './render-price-chart.ts'
export { renderReport } from './render-report.ts'
export { renderTransactionCost } from './render-transaction-cost.ts'
