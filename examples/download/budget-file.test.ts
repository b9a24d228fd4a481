import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { budgetFile } from './budget-file.ts'

const key = 'day America/New_York'
const counts = (used: number, window = '2026-05-19') => ({ [key]: { window, used } })
let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'budget-'))
  path = join(folder, 'history.db.budget.json')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('the budget file', () => {
  it('keeps the count of a day, and of each name its own', async () => {
    expect(await budgetFile(path).load('a')).toBeUndefined()
    await budgetFile(path).save('a', counts(3))
    await budgetFile(path).save('b', counts(5))
    expect([await budgetFile(path).load('a'), await budgetFile(path).load('b')]).toEqual([counts(3), counts(5)])
  })

  it('never makes the count of a day smaller, and begins another day anew', async () => {
    const [first, second] = [budgetFile(path), budgetFile(path)]
    await first.save('a', counts(9))
    await second.save('a', counts(2))
    expect(await first.load('a')).toEqual(counts(9))
    await second.save('a', counts(1, '2026-05-20'))
    expect(await first.load('a')).toEqual(counts(1, '2026-05-20'))
  })

  it('is whole whoever writes it at the same time, and nothing is left beside it', async () => {
    for (let round = 0; round < 20; round++)
      await Promise.all([1, 2, 3, 4].map((used) => budgetFile(path).save('a', counts(round * 4 + used))))
    expect(await budgetFile(path).load('a')).toMatchObject({ [key]: { used: expect.any(Number) } })
    expect(await readdir(folder)).toEqual(['history.db.budget.json'])
  })

  it('that is broken says which it is and what to do', async () => {
    await writeFile(path, '{"alpha')
    await expect(budgetFile(path).load('a')).rejects.toThrow(/history\.db\.budget\.json cannot be read\. Delete it/)
  })
})
