import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { listPackages } from '../scripts/packages.ts'

/** The names that an entry gives away, types marked; an entry is nothing but a list of re-exports. */
function namesOf(path: string): readonly string[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest)
  return source.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.exportClause === undefined)
      throw new Error(`${path} holds more than named re-exports`)
    if (!ts.isNamedExports(statement.exportClause)) throw new Error(`${path} re-exports everything of a file`)
    return statement.exportClause.elements.map(({ name, isTypeOnly }) =>
      isTypeOnly || statement.isTypeOnly ? `type ${name.text}` : name.text,
    )
  })
}

describe('public exports', () => {
  for (const { folder, manifest } of listPackages())
    for (const [entry, { '@shagun/source': source }] of Object.entries(manifest.exports)) {
      const name = `${manifest.name}${entry.slice(1)}`
      it(`of ${name} change only on purpose`, async () => {
        const names = [...namesOf(`${folder}/${source}`)].sort()
        const file = name.replace('@shagun/', '').replace('/', '-')
        await expect(`${names.join('\n')}\n`).toMatchFileSnapshot(`exports/${file}.txt`)
      })
    }
})
