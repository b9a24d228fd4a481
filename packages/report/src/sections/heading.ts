import { counted } from '../page/counted.ts'
import { html, type Markup } from '../page/html.ts'
import type { ReportData } from '../report-data.ts'

/** Whose run this is, over what and when. */
export function heading({ result, title, format, writeMoment }: ReportData): Markup {
  const { strategy, time, bars, initialEquity, finalEquity } = result
  const from = time[0]
  const to = time.at(-1)
  const when =
    from === undefined || to === undefined
      ? 'No equity was taken in this run.'
      : html`${format.money(initialEquity)} became ${format.money(finalEquity)} between ${writeMoment(from)} and ${writeMoment(to)}.`
  const instruments = bars.map(
    (series) =>
      html`<li>${series.instrument}, ${series.timeframe}, ${counted(series.length, 'bar', format.count)}</li>`,
  )
  return html`<header>
<h1>${title}</h1>
<p class="lead">${title === strategy ? undefined : html`${strategy}: `}${when}</p>
<ul class="instruments">${instruments.slice(0, 12)}${
    instruments.length > 12 ? html`<li>and ${instruments.length - 12} more</li>` : undefined
  }</ul>
</header>`
}
