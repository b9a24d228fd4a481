import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const pages = ['*.md', 'docs/**/*.md', 'examples/*/*.ts', 'packages/*/README.md', 'scripts/*.ts']

it('names no script that there is not, in pages, in help and in errors', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly scripts: object }
  const missing = globSync(pages).flatMap((page) =>
    Array.from(readFileSync(page, 'utf8').matchAll(/npm run ([a-z:-]*[a-z])/g), ([, name]) => name!)
      .filter((name) => !(name in scripts))
      .map((name) => `${page}: npm run ${name}`),
  )
  expect(missing).toEqual([])
})
