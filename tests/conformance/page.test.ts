import { readFileSync } from 'node:fs'
import { mock, mockSupports } from '@shagun/broker-mock'
import { brokerCases, type ConformanceCase, dataProviderCases, storageCases } from '@shagun/conformance'
import { memory } from '@shagun/core'
import { createFakeProvider } from '@shagun/core/testing'
import { expect, it } from 'vitest'

const cases: Readonly<Record<string, readonly ConformanceCase[]>> = {
  'a data provider': dataProviderCases({
    create: (environment) => createFakeProvider({}, environment),
    instruments: ['NSE:INFY'],
    unknownInstrument: 'NSE:NOSUCH',
    ranges: {},
  }),
  'a broker': brokerCases(
    (environment) => {
      const broker = mock({}, environment)
      return { broker, venue: broker.venue }
    },
    { supports: mockSupports },
  ),
  'a storage': storageCases(() => memory()),
}

it.each(Object.entries(cases))(
  'tells of every case for %s on the page about them, in order, by its id and its claim',
  (what, all) => {
    const page = readFileSync('docs/conformance.md', 'utf8')
    const [, section] = page.split(`## What is claimed of ${what}\n`)
    const rows = section!.split('\n## ')[0]!.match(/^\| `.*$/gm)
    expect(rows).toEqual(all.map(({ id, claim }) => `| \`${id}\` | ${claim} |`))
  },
)
