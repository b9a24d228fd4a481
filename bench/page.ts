import { markdownTable } from './table.ts'

const introduction = `# Benchmarks

How Shagun stands beside npm packages that do the same and beside a plain loop, and which of its own goals it reaches.
Goals that are missed stand here with their figures, too. \`npm run bench\` measures everything again and rewrites this
page, \`npm run bench sma\` one section of it.
`

const method = `## How it is measured

- In every round every contestant runs in a process of its own, so that none spoils how another one's code is compiled.
  They take turns, and each round begins with the next of them: a busy moment of the machine hits all alike.
- The first round warms up and does not count. In every round the results are compared before any figure is taken; a
  difference that is not named below ends the run.
- In its process a contestant prepares its input in the form that it is fastest in, warms up, and is timed then. Of
  short work the median of slices of a millisecond is taken, so that one in which the machine did something else does not
  count; nor do rare collections of garbage, which favours those that leave much of it.
- A figure is the median of the rounds, beside the smallest and the largest. "Times ours" is the median of the ratios
  within each round: 2x takes twice our time.
`

/**
 * The page with one section written anew; all others stay as they are.
 *
 * @param page - as it was; empty where there is none yet
 * @param order - the names of all sections; what the page has beside them is dropped
 */
export function withSection(page: string, order: readonly string[], name: string, section: string): string {
  const sections = new Map([...sectionsOf(page), [name, section]])
  const written = order.flatMap((each) => sections.get(each) ?? [])
  const glance = `## At a glance\n\n${markdownTable({ head: ['', 'goals met', 'missed'], rows: written.map(summaryOf) })}`
  return [introduction, glance, method, ...written].map((part) => `${part.trimEnd()}\n`).join('\n')
}

/** Sections by the name in their heading. */
function sectionsOf(page: string): Map<string, string> {
  const parts = page.split(/^(?=## )/m).filter((part) => part.startsWith('## '))
  return new Map(parts.map((part) => [/^## (.*)/.exec(part)![1]!, part]))
}

/** Read from the section's own table of goals, so that a section that was not measured now still counts. */
function summaryOf(section: string): readonly string[] {
  const name = /^## (.*)/.exec(section)![1]!
  const [, table = ''] = section.split(/^\| goal \|.*\n.*\n/m)
  const rows = table.split('\n\n')[0]!.matchAll(/^\| (.+) \| (.+) \| (.+) \|$/gm)
  const goals = Array.from(rows, ([, claim, measured, met]) => ({ claim, measured, met }))
  const missed = goals.filter(({ met }) => met === 'no').map(({ claim, measured }) => `${claim}: ${measured}`)
  const met = goals.filter(({ met }) => met === 'yes').length
  return [`[${name}](#${name})`, `${met} of ${goals.length}`, missed.join('; ')]
}
