/** The rows of CSV text, its header first; blank lines are no rows. Lines may end as on any system. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = []
  for (const line of linesOf(text)) if (line.trim() !== '') rows.push(cellsOf(line))
  return rows
}

function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/)
}

function cellsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',')
  const cells: string[] = []
  // A quoted cell, where two quotes stand for one, or a plain one; each ends with a comma or the line.
  const cell = /(?:"((?:[^"]|"")*)"|([^",][^,]*|))(,|$)/y
  for (let match = cell.exec(line); match !== null; match = cell.exec(line)) {
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === '') return cells
  }
  // A quote that nothing closes: this is no row, whatever it holds.
  return []
}
