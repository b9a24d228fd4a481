/**
 * The cells of a line of CSV; those in quotes may hold commas, and a quote that is written twice.
 *
 * @returns `undefined` where a quote is left open, or something stands behind one
 */
export function splitLine(line: string): readonly string[] | undefined {
  if (!line.includes('"')) return line.split(',')
  const cells: string[] = []
  for (let from = 0; from <= line.length; ) {
    if (line[from] !== '"') {
      const comma = line.indexOf(',', from)
      const end = comma === -1 ? line.length : comma
      cells.push(line.slice(from, end))
      from = end + 1
      continue
    }
    const close = closingQuote(line, from + 1)
    if (close === -1 || (close + 1 < line.length && line[close + 1] !== ',')) return undefined
    cells.push(line.slice(from + 1, close).replaceAll('""', '"'))
    from = close + 2
  }
  return cells
}

function closingQuote(line: string, from: number): number {
  let at = line.indexOf('"', from)
  while (at !== -1 && line[at + 1] === '"') at = line.indexOf('"', at + 2)
  return at
}
