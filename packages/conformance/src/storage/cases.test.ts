import { describe, expect, it } from 'vitest'
import { brokenBarStores } from '../testing/storages/broken-bar-stores.ts'
import { brokenJournals } from '../testing/storages/broken-journals.ts'
import { createPlaces } from '../testing/storages/honest.ts'
import { storageCases } from './cases.ts'

/** One for each case. */
const brokenStorages = [...brokenJournals, ...brokenBarStores]

describe('a storage that keeps to everything', () => {
  for (const { id, claim, skipped, run } of storageCases(createPlaces()))
    it(`passes ${id}: ${claim}`, async () => {
      expect(skipped).toBeUndefined()
      await run()
    })
})

describe('a storage that', () => {
  it.each(brokenStorages)('$how fails $fails and no other case', async ({ fails, breaks }) => {
    const places = new Map<string, Set<string>>()
    const open = createPlaces((storage, where) => {
      const place = places.get(where) ?? new Set<string>()
      places.set(where, place)
      return breaks(storage, place)
    })
    const failures: [string, string][] = []
    for (const { id, claim, run } of storageCases(open))
      await run().catch(({ message }: Error) => {
        failures.push([id, message])
        expect(message).toMatch(/^shelf does not keep to .+\.$/s)
        expect(message).toContain(`${id}: it ${claim}. `)
      })
    expect(failures).toEqual([[fails, expect.any(String)]])
  })

  it('breaks it is there for every case', () => {
    const ids = storageCases(createPlaces()).map(({ id }) => id)
    expect(brokenStorages.map(({ fails }) => fails).sort()).toEqual(ids.sort())
  })
})

describe('a case for storages', () => {
  it('is skipped where it is about what outlives a process, and the storage does not', () => {
    const skipped = storageCases(createPlaces(), { lasts: false }).filter((each) => each.skipped !== undefined)
    expect(skipped.map(({ id }) => id)).toEqual(['journal/survives', 'journal/let-go', 'stored-bars/survives'])
  })

  it('closes what it has opened, also where it fails', async () => {
    let open = 0
    const cases = storageCases(
      createPlaces((storage) => {
        open++
        const close = async (): Promise<void> => {
          open--
          await storage.close()
        }
        return { ...storage, openJournal: () => Promise.reject(new Error('no')), close }
      }),
    )
    for (const { run } of cases) await run().catch(() => {})
    expect(open).toBe(0)
  })
})
