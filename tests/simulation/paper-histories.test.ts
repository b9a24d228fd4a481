import { describe, expect, it } from 'vitest'
import { paperHistoryOf } from './paper-history.ts'

describe('simulated histories on paper', () => {
  it('keep every promise although the venue ends and begins again with the trader', async () => {
    let [orders, fills, lives] = [0, 0, 0]
    for (let seed = 1; seed <= 60; seed++) {
      const history = await paperHistoryOf(seed)
      expect({ seed, ...history.violation, trace: history.violation && history.trace.slice(-40) }).toEqual({
        seed,
        trace: undefined,
      })
      orders += history.orders
      fills += history.fills
      lives += history.lives
    }
    expect(orders).toBeGreaterThan(300)
    expect(fills).toBeGreaterThan(100)
    expect(lives).toBeGreaterThan(200)
  })
})
