const plain = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
/** In threes, or the Indian way: 12,34,567.50. */
const grouped = /^[+-]?\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?$/

/** The number a cell holds, NaN where it holds none. Commas group digits; they are never a decimal point. */
export function readNumber(cell: string): number {
  const text = cell.trim()
  if (plain.test(text)) return Number(text)
  return grouped.test(text) ? Number(text.replaceAll(',', '')) : Number.NaN
}
