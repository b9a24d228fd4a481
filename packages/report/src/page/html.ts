const content: unique symbol = Symbol('markup')

/** A piece of a page. Only {@link html} makes one: it is keyed by a symbol, so no text and no parsed JSON can pass for it. */
export interface Markup {
  readonly [content]: string
}

export type Part = Markup | string | number | undefined | readonly Part[]

/** Markup as it is written, with every value in it escaped; lists are joined, `undefined` is left out. */
export function html(literals: TemplateStringsArray, ...values: readonly Part[]): Markup {
  let text = literals[0]!
  for (let i = 0; i < values.length; i++) text += write(values[i]) + literals[i + 1]!
  return { [content]: text }
}

export function textOf(markup: Markup): string {
  return markup[content]
}

function write(part: Part): string {
  if (part === undefined) return ''
  if (Array.isArray(part)) return part.map(write).join('')
  if (typeof part === 'object' && content in part) return part[content]
  return escapeText(String(part))
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!)
}
