import { relative, resolve } from 'node:path'
import ts from 'typescript'
import { listPackages } from '../../scripts/packages.ts'
import { compilerOptions } from './compiler-options.ts'

/** What users import from, such as `@shagun/core/adapter`. */
export interface Entry {
  readonly name: string
  readonly source: ts.SourceFile
}

/** Something that an entry gives away, or a member of it. */
export interface Documented {
  /** As a reader of the documentation knows it: `Trader.place`. */
  readonly name: string
  readonly symbol: ts.Symbol
  readonly declaration: ts.Declaration
}

export interface PublicNames {
  readonly checker: ts.TypeChecker
  readonly entries: readonly Entry[]
  /** Each one once, also where several entries give it away. */
  readonly names: readonly Documented[]
  /** What stands in the public interfaces, classes and type literals, however deep. */
  readonly members: readonly Documented[]
}

export function readPublicNames(): PublicNames {
  const paths = listPackages().flatMap(({ folder, manifest }) =>
    Object.entries(manifest.exports).map(([path, { '@shagun/source': source }]) => ({
      name: `${manifest.name}${path.slice(1)}`,
      path: resolve(folder, source!),
    })),
  )
  const program = ts.createProgram(
    paths.map(({ path }) => path),
    compilerOptions(),
  )
  const checker = program.getTypeChecker()
  const entries = paths.map(({ name, path }) => ({ name, source: program.getSourceFile(path)! }))
  const symbols = entries
    .flatMap(({ source }) => checker.getExportsOfModule(checker.getSymbolAtLocation(source)!))
    .map((symbol) => aliasedBy(symbol, checker))
  const names = [...new Set(symbols)].map((symbol) => ({
    name: symbol.name,
    symbol,
    declaration: symbol.declarations![0]!,
  }))
  return { checker, entries, names, members: names.flatMap((name) => membersOf(name, checker)) }
}

function membersOf({ name, symbol }: Documented, checker: ts.TypeChecker): Documented[] {
  const members: Documented[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isPropertySignature(node) || ts.isMethodSignature(node) || ts.isPropertyDeclaration(node)) {
      const member = checker.getSymbolAtLocation(node.name)!
      members.push({ name: `${name}.${member.name}`, symbol: member, declaration: node })
    }
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit)
  }
  for (const declaration of symbol.declarations!) if (!ts.isVariableDeclaration(declaration)) visit(declaration)
  return members
}

/** What a name that was imported or exported again stands for; any other stands for itself. */
export function aliasedBy<S extends ts.Symbol | undefined>(symbol: S, checker: ts.TypeChecker): S | ts.Symbol {
  return symbol !== undefined && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

/** Where it is written, to click on. */
export function placeOf({ name, declaration }: Documented): string {
  const source = declaration.getSourceFile()
  const { line } = source.getLineAndCharacterOfPosition(declaration.getStart())
  return `${relative('.', source.fileName)}:${line + 1} ${name}`
}
