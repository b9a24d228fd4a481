/** What came over the wire, before anybody has looked at it. */
export type Wire = unknown

export function isRow(value: Wire): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function text(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/** A number, also where it is written as text. */
export function amountOf(value: Wire): number | undefined {
  const number = typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** An id. Some were numbers once; today's have more digits than a number holds. */
export function idOf(value: Wire): string | undefined {
  return text(value) ? value : Number.isSafeInteger(value) ? String(value) : undefined
}

/** An empty book is `[]` or `null`. */
export function rowsOf(data: Wire): readonly Wire[] | undefined {
  if (data === null) return []
  return Array.isArray(data) ? data : undefined
}
