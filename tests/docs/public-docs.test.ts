import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { type Documented, placeOf, readPublicNames } from './public-names.ts'
import { thrownBy } from './thrown.ts'
import { typesIn } from './types-in.ts'

const { checker, entries, names, members } = readPublicNames()
const functions = names.filter(isCalled)
const codes = checker
  .getDeclaredTypeOfSymbol(names.find(({ name }) => name === 'ErrorDetails')!.symbol)
  .getProperties()
  .map(({ name }) => name)

describe('the documentation in the sources', () => {
  it('says of every entry what it is for', () => {
    const silent = entries.filter(({ name, source }) => {
      const [comment] = ts.getLeadingCommentRanges(source.text, 0) ?? []
      const text = comment && source.text.slice(comment.pos, comment.end)
      const [, module] = /^\/\*\*\n \* [A-Z].*\.\n \*\n \* @module (.*)\n \*\/$/.exec(text ?? '') ?? []
      return module !== name
    })
    expect(silent.map(({ name }) => name)).toEqual([])
  })

  it('begins with a sentence for every public name', () => {
    expect(names.filter((name) => !beginsWithSentence(name)).map(placeOf)).toEqual([])
  })

  it('holds every type that a public name speaks of', () => {
    const known = new Set(names.map(({ symbol }) => symbol))
    const unknown = names.flatMap((name) =>
      typesIn(name.symbol, checker)
        .filter((type) => !known.has(type))
        .map((type) => `${placeOf(name)} speaks of ${type.name}`),
    )
    expect(unknown).toEqual([])
  })

  it('says what every method of a public type does', () => {
    expect(members.filter(isCalled).filter(isSilent).map(placeOf)).toEqual([])
  })

  it('tells the unit of every number whose name does not', () => {
    expect(members.filter(isNumber).filter(isUnitUntold).map(placeOf)).toEqual([])
  })

  it('shows every function in an example with its imports', () => {
    const unseen = functions.filter((name) => {
      const examples = tagsOf(name, 'example')
      return examples.length === 0 || !examples.every((text) => /^```ts\nimport .*'@shagun\//s.test(text))
    })
    expect(unseen.map(placeOf)).toEqual([])
  })

  it('names every error that a function can throw', () => {
    const unnamed = functions.flatMap((name) => {
      const text = tagsOf(name, 'throws').join('\n')
      return [...thrownBy(name.symbol.declarations!, checker)]
        .filter((error) => !text.includes(error))
        .map((error) => `${placeOf(name)} throws ${error}`)
    })
    expect(unnamed).toEqual([])
  })

  // `@throws {@link ShagunError}` reads as a type in braces to the compiler, so editors would show none of it.
  it('names an error of ours with its code', () => {
    const odd = [...names, ...members].filter((name) =>
      tagsOf(name, 'throws').some((text) => {
        const [, error, code = ''] = /^(\w+)(?: `([a-z-]+)`)?/.exec(text) ?? []
        return error === 'ShagunError' ? !codes.includes(code) : error !== 'IndicatorError'
      }),
    )
    expect(odd.map(placeOf)).toEqual([])
  })
})

function textOf({ symbol }: Documented): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker))
}

function tagsOf({ symbol }: Documented, tag: string): string[] {
  const found = symbol.getJsDocTags(checker).filter(({ name }) => name === tag)
  return found.map(({ text }) => ts.displayPartsToString(text))
}

function beginsWithSentence(name: Documented): boolean {
  const [first = ''] = textOf(name).split(/\n\s*\n/)
  return /^[A-Z0-9`{].*\.$/s.test(first) && first.split(/\s+/).length > 2
}

function isSilent(name: Documented): boolean {
  return textOf(name) === ''
}

/** Whether users call it, with `new` or without. */
function isCalled({ symbol, declaration }: Documented): boolean {
  if (symbol.valueDeclaration === undefined) return false
  const type = checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(symbol, declaration))
  return type.getCallSignatures().length + type.getConstructSignatures().length > 0
}

function isNumber({ declaration }: Documented): boolean {
  return ts.isPropertySignature(declaration) && declaration.type?.kind === ts.SyntaxKind.NumberKeyword
}

/** Names that carry their unit, and words of the field whose unit nobody asks for. */
const tellsUnit =
  /(?:Ms|Sec|Bps|Fraction|Bytes|Lots|Price|Status)$|^(?:open|high|low|close|price|quantity|volume|lots|length|version|seed)$/

/** A member of a member is told by that one's words, too. */
function isUnitUntold({ symbol, declaration }: Documented): boolean {
  if (tellsUnit.test(symbol.name)) return false
  for (let node: ts.Node = declaration; !ts.isSourceFile(node); node = node.parent)
    if (ts.isPropertySignature(node) && ts.getJSDocCommentsAndTags(node).length > 0) return false
  return true
}
