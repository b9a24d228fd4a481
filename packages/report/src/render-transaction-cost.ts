import type { TcaResult } from '@shagun/core'
import { shapes } from './charts/marks.ts'
import type { ReportOptions } from './options.ts'
import { renderDocument } from './page/document.ts'
import { html } from './page/html.ts'
import { benchmarksSection } from './transaction-cost/benchmarks-section.ts'
import { readCost } from './transaction-cost/cost-data.ts'
import { costHeading, costHeadline } from './transaction-cost/cost-heading.ts'
import { marketSection } from './transaction-cost/market-section.ts'
import { costFooting, notesSection } from './transaction-cost/notes-section.ts'
import { scheduleSection } from './transaction-cost/schedule-section.ts'
import { shortfallSection } from './transaction-cost/shortfall-section.ts'

/**
 * Writes what a parent order cost as one HTML page that needs nothing else: no script, no font, no network.
 *
 * The implementation shortfall in its parts with their sum, the schedule against the fills, the fills among the market's
 * prices, benchmarks with source and clock, spread, volume and reversion. Where a figure is not known, the page says why.
 *
 * @param options - how it is written; the currency is by default the result's own
 * @returns the page; write it to a file or send it as `text/html`
 * @throws ShagunError `invalid-options` for an unknown locale, currency or time zone
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises'
 * import type { TcaResult } from '@shagun/core'
 * import { renderTransactionCost } from '@shagun/report'
 *
 * async function save(cost: TcaResult): Promise<void> {
 *   await writeFile('cost.html', renderTransactionCost(cost, { locale: 'en-IN', timeZone: 'Asia/Kolkata' }))
 * }
 * ```
 */
export function renderTransactionCost(
  result: TcaResult,
  options: Pick<ReportOptions, 'title' | 'currency' | 'locale' | 'timeZone'> = {},
): string {
  const data = readCost(result, options)
  return renderDocument(
    data.title,
    shapes(),
    costHeading(data),
    html`<main>
${costHeadline(data)}
${shortfallSection(data)}
${scheduleSection(data)}
${benchmarksSection(data)}
${marketSection(data)}
${notesSection(data)}
</main>`,
    costFooting(data),
  )
}
