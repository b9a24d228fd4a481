import { readFileSync } from 'node:fs'
import { dataProviderCases } from '@shagun/conformance'
import { createFakeProvider } from '@shagun/core/testing'
import { expect, it } from 'vitest'

it('tells of every case for data providers on the page about them, in order, by its id and its claim', () => {
  const cases = dataProviderCases({
    create: (environment) => createFakeProvider({}, environment),
    instruments: ['NSE:INFY'],
    unknownInstrument: 'NSE:NOSUCH',
    ranges: {},
  })
  const rows = readFileSync('docs/conformance.md', 'utf8').match(/^\| `[a-z]+\/.*$/gm)
  expect(rows).toEqual(cases.map(({ id, claim }) => `| \`${id}\` | ${claim} |`))
})
