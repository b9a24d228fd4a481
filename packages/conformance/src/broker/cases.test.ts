import type { Supports } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { everything } from '../testing/brokers/acme-venue.ts'
import { brokenBrokers } from '../testing/brokers/all-broken.ts'
import { acmeCases } from '../testing/brokers/honest.ts'

/** What is declared decides which cases there are; together these leave none out. */
const declared: Readonly<Record<string, Supports>> = {
  everything,
  'ids that count once': { ...everything, idempotency: 'by-id' },
  'some changes and no groups': { ...everything, modify: ['quantity', 'limitPrice'], groups: [] },
}

describe.each(Object.entries(declared))('a broker that keeps to everything, and declares %s,', (_, supports) => {
  for (const { id, claim, skipped, run } of acmeCases(undefined, supports))
    it.skipIf(skipped !== undefined)(`passes ${id}: ${claim}`, run)
})

describe('a broker that', () => {
  it.concurrent.each(brokenBrokers)('$how fails $fails and no other case', async ({ fails, supports, breaks }) => {
    const failures: [string, string][] = []
    for (const { id, claim, skipped, run } of acmeCases(breaks, { ...everything, ...supports })) {
      if (skipped !== undefined) continue
      await run().catch(({ message }: Error) => {
        failures.push([id, message])
        expect(message).toMatch(/^acme does not keep to .+\.$/s)
        expect(message).toContain(`${id}: it ${claim}. `)
      })
    }
    expect(failures).toEqual([[fails, expect.any(String)]])
  })

  it('breaks it is there for every case', () => {
    expect([...new Set(brokenBrokers.map(({ fails }) => fails))].sort()).toEqual(
      acmeCases()
        .map(({ id }) => id)
        .sort(),
    )
  })
})

describe('a case for brokers', () => {
  it('is held against one that keeps to it', () => {
    const skipped = Object.values(declared).map((supports) =>
      acmeCases(undefined, supports).flatMap((each) => (each.skipped === undefined ? [] : [each.id])),
    )
    expect(skipped.reduce((common, ids) => common.filter((id) => ids.includes(id)))).toEqual([])
  })
})
