import { html, type Markup, type Part } from '../page/html.ts'

/** What a line or a mark of a chart stands for. */
export type LegendEntry = readonly [key: Markup, meaning: Part]

export function legend(...entries: readonly LegendEntry[]): Markup {
  return html`<ul class="legend">${entries.map(([key, meaning]) => html`<li>${key}<span>${meaning}</span></li>`)}</ul>`
}

/** A short piece of a line, as the chart draws it. */
export function lineKey(className: string): Markup {
  return html`<i class="key ${className}"></i>`
}
