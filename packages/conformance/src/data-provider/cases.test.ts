import { describe, expect, it } from 'vitest'
import type { ConformanceCase } from '../conformance-case.ts'
import { brokenProviders } from './broken-providers.fixture.ts'
import { dataProviderCases } from './cases.ts'
import { createFixtures } from './honest-provider.fixture.ts'

describe('a provider that keeps to everything', () => {
  for (const { id, claim, skipped, run } of dataProviderCases(createFixtures()))
    it(`passes ${id}: ${claim}`, async () => {
      expect(skipped).toBeUndefined()
      await run()
    })
})

/** The cases that fail, and what they say. */
async function failuresOf(cases: readonly ConformanceCase[]): Promise<ReadonlyMap<string, Error>> {
  const failures = new Map<string, Error>()
  for (const { id, skipped, run } of cases)
    if (skipped === undefined) await run().catch((error: Error) => failures.set(id, error))
  return failures
}

describe('a provider that', () => {
  it.each(brokenProviders)('$how fails $fails and no other case', async ({ fails, breaks }) => {
    const cases = dataProviderCases(createFixtures(breaks))
    const failures = await failuresOf(cases)
    expect(Object.fromEntries([...failures].map(([id, { message }]) => [id, message]))).toEqual(
      Object.fromEntries(fails.map((id) => [id, expect.any(String)])),
    )
    for (const [id, { message }] of failures) {
      const { claim } = cases.find((each) => each.id === id)!
      expect(message).toMatch(/^acme does not keep to .+ [^.]+\.$/s)
      expect(message).toContain(`${id}: it ${claim}. `)
    }
  })

  it('breaks it is there for every case', () => {
    const ids = dataProviderCases(createFixtures()).map(({ id }) => id)
    const alone = brokenProviders.filter(({ fails }) => fails.length === 1).flatMap(({ fails }) => fails)
    // Who is deaf can keep to nothing that is said of a stream.
    expect(ids.filter((id) => !alone.includes(id))).toEqual(['stream/reports'])
    expect(brokenProviders.flatMap(({ fails }) => fails).filter((id) => !ids.includes(id))).toEqual([])
  })
})
