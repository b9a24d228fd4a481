import { html, type Markup, type Part } from '../page/html.ts'

/** A part of the page under its own heading. */
export function section(heading: string, ...content: readonly Part[]): Markup {
  return html`<section>
<h2>${heading}</h2>
${content.filter((part) => part !== undefined).map((part) => html`${part}\n`)}</section>`
}

/** A box in which a table may be wider than the page and is scrolled by itself. */
export function scrolling(label: string, table: Markup): Markup {
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${table}</div>`
}

export function note(text: Part): Markup {
  return html`<p class="note">${text}</p>`
}
