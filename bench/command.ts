/** What the command line asks for. */
export type Command =
  | { readonly kind: 'help' | 'list' }
  | { readonly kind: 'run'; readonly names: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: string }

export const help = `Measures Shagun beside other packages, prints the figures and writes them to
docs/benchmarks.md.

  npm run bench              everything
  npm run bench NAME ...     only this; other sections of the page stay
  npm run bench -- --list    what there is to measure
  npm run bench -- --help    this text
`

/** @param known - the names of all entries */
export function readCommand(args: readonly string[], known: readonly string[]): Command {
  if (args.includes('--help')) return { kind: 'help' }
  if (args.includes('--list')) return { kind: 'list' }
  const unknown = args.find((name) => !known.includes(name))
  if (unknown !== undefined)
    return { kind: 'refused', reason: `There is nothing to measure under ${unknown}; there are: ${known.join(', ')}.` }
  return { kind: 'run', names: args.length === 0 ? known : known.filter((name) => args.includes(name)) }
}
