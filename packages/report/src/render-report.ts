import type { RunResult } from '@shagun/core'
import { shapes } from './charts/marks.ts'
import type { ReportOptions } from './options.ts'
import { renderDocument } from './page/document.ts'
import { html } from './page/html.ts'
import { readRun } from './report-data.ts'
import { drawdownSection } from './sections/drawdown.ts'
import { equitySection } from './sections/equity.ts'
import { footing } from './sections/footing.ts'
import { heading } from './sections/heading.ts'
import { headline } from './sections/headline.ts'
import { measuresSection } from './sections/measures.ts'
import { monthlySection } from './sections/monthly.ts'
import { pricesSection } from './sections/prices.ts'
import { roundTripsSection } from './sections/round-trips.ts'

/**
 * Writes what a run came to as one HTML page that needs nothing else: no script, no font, no network.
 *
 * Equity beside buying and holding, drawdown, monthly returns, measures, fills on the price, round trips and the order
 * hash. Long columns are thinned to what a screen can show, extremes kept; a million moments make a page well under 1 MB.
 * Unless `periodsPerYear` says otherwise, a year has 252 times the usual number of moments on a day that has any (365 times
 * where every day has some), or as many as their distance says where they are days apart.
 *
 * @returns the page; write it to a file or send it as `text/html`
 * @throws ShagunError `invalid-options` for an unknown locale, currency or time zone, or a number without meaning;
 * `invalid-data` where the run's columns differ in length
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises'
 * import type { RunResult } from '@shagun/core'
 * import { renderReport } from '@shagun/report'
 *
 * async function save(result: RunResult): Promise<void> {
 *   await writeFile('report.html', renderReport(result, { currency: 'INR', locale: 'en-IN', timeZone: 'Asia/Kolkata' }))
 * }
 * ```
 */
export function renderReport(result: RunResult, options: ReportOptions = {}): string {
  const data = readRun(result, options)
  return renderDocument(
    data.title,
    shapes(),
    heading(data),
    html`<main>
${headline(data)}
${equitySection(data)}
${drawdownSection(data)}
${monthlySection(data)}
${measuresSection(data)}
${pricesSection(data)}
${roundTripsSection(data)}
</main>`,
    footing(data),
  )
}
