import { html, type Markup } from '../page/html.ts'
import type { ReportData } from '../report-data.ts'

/** What lets two readers tell that they hold the same run in hand. */
export function footing({ result, format }: ReportData): Markup {
  return html`<footer>
<p>Order hash <code>${result.orderHash}</code></p>
<p>SHA-256 over every order and fill of the run. Two runs with the same hash sent the same orders and got the same fills, to the last digit; a run that is repeated on the same data should show this hash again.</p>
<p>Times are those of ${format.zone.name}. Buying and holding is reckoned without fees.</p>
</footer>`
}
