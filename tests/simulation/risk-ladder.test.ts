import { describe, expect, it } from 'vitest'
import { ladderHistoryOf } from './risk-ladder-history.ts'

const [batches, size] = [4, 8]

describe('histories of an account that is brought down the ladder', () => {
  it.concurrent.each(Array.from({ length: batches }, (_, i) => i * size + 1))(
    'never open anything after reduce-only, never overshoot flat, and end flat, from seed %i on',
    async (first) => {
      for (let seed = first; seed < first + size; seed++) {
        const { violations, trace } = await ladderHistoryOf(seed)
        expect(violations, [`seed ${seed}`, ...trace].join('\n')).toEqual([])
      }
    },
  )

  it('crash in the middle of it, and have fills that come late', async () => {
    const histories = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(ladderHistoryOf))
    const sum = (of: 'crashes' | 'exits' | 'fillsAfterReduceOnly') =>
      histories.reduce((total, history) => total + history[of], 0)
    expect(sum('crashes')).toBeGreaterThan(8)
    expect(sum('exits')).toBeGreaterThan(16)
    expect(sum('fillsAfterReduceOnly')).toBeGreaterThan(50)
  })
})
