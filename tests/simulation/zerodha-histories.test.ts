import { describe, expect, it } from 'vitest'
import { zerodhaHistory } from './zerodha-history.ts'

/** Each batch runs beside the others. */
const [batches, size] = [5, 100]

describe('500 histories over the adapter of Zerodha', () => {
  it.concurrent.each(Array.from({ length: batches }, (_, i) => i * size + 1))(
    'keep every promise, from seed %i on',
    async (first) => {
      for (let seed = first; seed < first + size; seed++) {
        const { violation, trace } = await zerodhaHistory(seed)
        expect(violation, [`npm run soak -- --broker zerodha --seed ${seed}`, ...trace].join('\n')).toBeUndefined()
      }
    },
    300_000,
  )

  it('are the same for the same seed', async () => {
    for (const seed of [2, 30, 47]) expect(await zerodhaHistory(seed)).toEqual(await zerodhaHistory(seed))
  }, 120_000)
})
