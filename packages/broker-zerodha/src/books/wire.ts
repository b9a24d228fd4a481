/** What came over the wire, before anybody has looked at it. */
export type Wire = unknown

export function isRow(value: Wire): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function text(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

export function amount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

/** An empty book is `[]` or `null`. */
export function rowsOf(data: Wire): readonly Wire[] | undefined {
  if (data === null) return []
  return Array.isArray(data) ? data : undefined
}
