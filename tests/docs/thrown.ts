import ts from 'typescript'
import { aliasedBy } from './public-names.ts'

/**
 * The errors that a function can throw when it is called, as far as reading it tells: those of `throw` statements in its
 * own body and in the bodies of functions of its package that it calls by name.
 *
 * What functions inside it throw later, when somebody calls them, is not its own, and what a `try` with a `catch` holds
 * is caught. An error of ours goes by its code, one of the indicators by its name.
 */
export function thrownBy(declarations: readonly ts.Declaration[], checker: ts.TypeChecker): ReadonlySet<string> {
  const thrown = new Set<string>()
  const seen = new Set<string>()
  const home = packageOf(declarations[0]!)

  function enter(declaration: ts.Declaration, throwing: boolean): void {
    const body = bodyOf(declaration)
    const key = `${declaration.getSourceFile().fileName} ${declaration.pos} ${throwing}`
    if (body === undefined || packageOf(declaration) !== home || seen.has(key)) return
    seen.add(key)
    visit(body, throwing)
  }

  function visit(node: ts.Node, throwing: boolean): void {
    if (ts.isFunctionLike(node)) return
    if (ts.isTryStatement(node) && node.catchClause !== undefined) {
      visit(node.catchClause, throwing)
      return
    }
    if (ts.isCallExpression(node)) {
      if (throwing && checker.getTypeAtLocation(node).symbol?.name === 'IndicatorError') thrown.add('IndicatorError')
      for (const declaration of calledBy(node, checker)) enter(declaration, throwing)
    }
    if (throwing && ts.isNewExpression(node) && node.expression.getText() === 'ShagunError') {
      const code = node.arguments?.[0]
      if (code !== undefined && ts.isStringLiteral(code)) thrown.add(code.text)
    }
    ts.forEachChild(node, (child) => visit(child, throwing || ts.isThrowStatement(node)))
  }

  for (const declaration of declarations) enter(declaration, false)
  return thrown
}

/** The functions behind a call by name. */
function calledBy({ expression }: ts.CallExpression, checker: ts.TypeChecker): readonly ts.Declaration[] {
  const symbol = ts.isIdentifier(expression) ? checker.getSymbolAtLocation(expression) : undefined
  return aliasedBy(symbol, checker)?.declarations ?? []
}

function packageOf(declaration: ts.Declaration): string | undefined {
  return declaration.getSourceFile().fileName.split('/src/')[0]
}

function bodyOf(declaration: ts.Declaration): ts.Node | undefined {
  const written = ts.isVariableDeclaration(declaration) ? declaration.initializer : declaration
  return written !== undefined && ts.isFunctionLike(written) && 'body' in written ? written.body : undefined
}
