import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { storageCases } from '@shagun/conformance'
import { memory } from '@shagun/core'
import { sqlite } from '@shagun/storage-sqlite'
import { afterAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'shagun-storages-'))
afterAll(() => rmSync(folder, { recursive: true }))

const storages = {
  'memory()': storageCases(() => memory(), { lasts: false }),
  'memory({ chained: true })': storageCases(() => memory({ chained: true }), { lasts: false }),
  "sqlite(':memory:')": storageCases(() => sqlite(':memory:'), { lasts: false }),
  'sqlite in a file': storageCases((where) => sqlite(join(folder, `${where}.db`))),
}

describe.each(Object.entries(storages))('%s, as every storage,', (name, cases) => {
  for (const { id, claim, skipped, run } of cases)
    it.concurrent(`${claim} (${id})`, ({ skip }) => {
      skip(skipped !== undefined, skipped)
      return run()
    })

  it('skips what does not outlive a process, where it does not, and nothing else', () => {
    const skipped = cases.filter((each) => each.skipped !== undefined).map(({ id }) => id)
    const lasting = ['journal/survives', 'journal/let-go', 'stored-bars/survives']
    expect(skipped).toEqual(name.includes('file') ? [] : lasting)
  })
})
