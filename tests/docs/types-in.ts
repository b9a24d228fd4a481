import ts from 'typescript'
import { aliasedBy } from './public-names.ts'

/**
 * The types of ours that a name is declared with, what happens inside of functions aside.
 *
 * A type that is not exported even from its own file does not count: it is a part of what it is used in.
 */
export function typesIn(symbol: ts.Symbol, checker: ts.TypeChecker): readonly ts.Symbol[] {
  const types: ts.Symbol[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isBlock(node) || ts.isArrowFunction(node)) return
    const name = nameIn(node)
    const type = name && aliasedBy(checker.getSymbolAtLocation(name), checker)
    if (type?.declarations?.some(isExportedByUs)) types.push(type)
    ts.forEachChild(node, visit)
  }
  symbol.declarations!.forEach(visit)
  return types
}

function nameIn(node: ts.Node): ts.Node | undefined {
  if (ts.isTypeReferenceNode(node)) return node.typeName
  return ts.isExpressionWithTypeArguments(node) ? node.expression : undefined
}

function isExportedByUs(declaration: ts.Declaration): boolean {
  const isOurs = /\/packages\/[^/]+\/src\//.test(declaration.getSourceFile().fileName)
  return isOurs && (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export) !== 0
}
