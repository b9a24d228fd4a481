/** Rows of text under a head; the first column names what the row is about. */
export interface Table {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export function markdownTable({ head, rows }: Table): string {
  const rule = head.map((_, column) => (isNumeric(rows, column) ? '---:' : '---'))
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('')
}

/** The same in columns of equal width. */
export function terminalTable({ head, rows }: Table): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((cells) => cells[column]!.length)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (isNumeric(rows, column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '-'.repeat(width))
  return [head, rule, ...rows].map((cells) => `${line(cells)}\n`).join('')
}

/** Whether figures stand in a column, to the right then. */
function isNumeric(rows: Table['rows'], column: number): boolean {
  return rows.some((cells) => /^\d/.test(cells[column]!))
}

/** Three significant digits, and every digit before the point. */
export function figure(value: number): string {
  if (value === 0) return '0'
  if (Math.abs(value) < 1e-3) return value.toExponential(1)
  const rounded = Number(value.toPrecision(3))
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded))))
  return rounded.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** How far apart the rounds were. */
export function spread(values: readonly number[]): string {
  return `${figure(Math.min(...values))} to ${figure(Math.max(...values))}`
}
