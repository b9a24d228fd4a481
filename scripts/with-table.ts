const [begin, end] = ['<!-- drawn from the code: npm run draw -->', '<!-- end of what is drawn -->']

/** The page with the table between its markers. */
export function withTable(page: string, table: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from === -1 || to < from) throw new Error(`The page has no place for the table: "${begin}" and then "${end}".`)
  return `${page.slice(0, from + begin.length)}\n\n${table}\n\n${page.slice(to)}`
}
