import { describe, expect, it } from 'vitest'
import { historyOf } from './history-of.ts'

/** Each batch runs beside the others. */
const [batches, size] = [8, 250]

describe('2,000 histories of orders, faults, crashes and restarts', () => {
  it.concurrent.each(Array.from({ length: batches }, (_, i) => i * size + 1))(
    'keep every promise, from seed %i on',
    async (first) => {
      for (let seed = first; seed < first + size; seed++) {
        const { violation, trace } = await historyOf(seed)
        expect(violation, [`npm run soak -- --seed ${seed}`, ...trace].join('\n')).toBeUndefined()
      }
    },
    120_000,
  )
})

describe('a history', () => {
  it('is the same for the same seed', async () => {
    for (const seed of [3, 77, 1005]) expect(await historyOf(seed)).toEqual(await historyOf(seed))
  })

  it('meets every fault there is', async () => {
    const met = new Set<string>()
    for (let seed = 1; seed <= 400 && met.size < 29; seed++)
      for (const fault of (await historyOf(seed)).faults.keys()) met.add(fault)
    expect(met.size).toBe(29)
  })
})
