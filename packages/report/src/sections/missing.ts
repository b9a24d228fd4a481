import { html, type Markup } from '../page/html.ts'

/** What stands in the place of a number that does not exist; pointing at it tells why. */
export function missing(why: string): Markup {
  return html`<abbr title="${why}">n/a</abbr>`
}
