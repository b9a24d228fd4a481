import { resolve } from 'node:path'
import {
  bracket,
  iceberg,
  implementationShortfall,
  oco,
  pov,
  smartOrderRoute,
  trailingStop,
  twap,
  vwap,
} from '@shagun/algos'
import ts from 'typescript'

/** By the names of their functions; `twap` has no parameters but those that all schedules share. */
const algos = { vwap, implementationShortfall, pov, iceberg, bracket, oco, trailingStop, smartOrderRoute }

/** What every algo is told, which has its own table. */
const common = new Set(['instrument', 'side', 'quantity', 'product', 'limitPrice', 'seed', 'routes'])

/** A table of the parameters of each algo, from their types; `schedule` has what the three that follow one share. */
export function renderParameters(): Readonly<Record<string, string>> {
  const file = resolve('packages/algos/src/index.ts')
  const program = ts.createProgram([file], {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    customConditions: ['@shagun/source'],
    skipLibCheck: true,
  })
  const checker = program.getTypeChecker()
  const symbols = new Map(
    checker
      .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)!)!)
      .map((symbol) => [symbol.name, symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol]),
  )
  const membersOf = (type: string): readonly ts.Symbol[] =>
    checker.getDeclaredTypeOfSymbol(symbols.get(type)!).getProperties()
  const row = (member: ts.Symbol, amendable: readonly string[]): string => {
    const isRequired = (member.flags & ts.SymbolFlags.Optional) === 0
    const text = ts
      .displayPartsToString(member.getDocumentationComment(checker))
      .replaceAll(/\s+/g, ' ')
      .replaceAll('|', '\\|')
    const name = `\`${member.name}\`${isRequired ? ', required' : ''}`
    return `| ${name} | ${text} | ${amendable.includes(member.name) ? 'yes' : ''} |`
  }
  const table = (members: readonly ts.Symbol[], amendable: readonly string[]): string =>
    ['| parameter | | amend |', '|---|---|---|', ...members.map((member) => row(member, amendable))].join('\n')

  const schedule = membersOf('ScheduleParams').filter(({ name }) => !common.has(name))
  const shared = new Set(schedule.map(({ name }) => name))
  const followers = ['vwap', 'implementationShortfall']
  const tables = Object.entries(algos).map(([name, { algo }]) => {
    const members = membersOf(`${name[0]!.toUpperCase()}${name.slice(1)}Params`).filter(
      (member) =>
        (!common.has(member.name) || ownWords(member)) && !(followers.includes(name) && shared.has(member.name)),
    )
    return [name, table(members, [...(algo.amendable ?? []), 'quantity', 'limitPrice'])] as const
  })
  return Object.fromEntries([['schedule', table(schedule, twap.algo.amendable ?? [])], ...tables])

  /** What an algo says anew of a parameter that all have. */
  function ownWords({ declarations = [] }: ts.Symbol): boolean {
    return declarations.some((declaration) => !declaration.getSourceFile().fileName.includes('/core/'))
  }
}

/** The page with each table between its markers. */
export function withParameters(page: string, tables: Readonly<Record<string, string>>): string {
  let text = page
  for (const [name, table] of Object.entries(tables)) {
    const [begin, end] = [`<!-- parameters of ${name}: npm run draw -->`, `<!-- end of ${name} -->`]
    const [from, to] = [text.indexOf(begin), text.indexOf(end)]
    if (from === -1 || to < from) throw new Error(`The page has no place for a table: "${begin}" and then "${end}".`)
    text = `${text.slice(0, from + begin.length)}\n\n${table}\n\n${text.slice(to)}`
  }
  return text
}
