import { describe, expect, it } from 'vitest'
import { type HistoryLeak, zerodhaHistory } from './zerodha-history.ts'

/** Each batch runs beside the others. */
const [batches, size] = [5, 100]

describe('500 histories over the adapter of Zerodha', () => {
  it.concurrent.each(Array.from({ length: batches }, (_, i) => i * size + 1))(
    'keep every promise and every secret, from seed %i on',
    async (first) => {
      for (let seed = first; seed < first + size; seed++) {
        const { violation, trace } = await zerodhaHistory(seed)
        expect(violation, [`npm run soak -- --broker zerodha --seed ${seed}`, ...trace].join('\n')).toBeUndefined()
      }
    },
    300_000,
  )

  it('would not hide a secret', async () => {
    for (const leak of [
      ({ log }, token) => log.warn('asked', { headers: { authorization: `token key:${token}` } }),
      ({ note }, token) => note('thrown', new Error('no', { cause: new Error(token) })),
      ({ note }, token) => note('address', `https://api.kite.trade/orders?t=${token}`),
    ] satisfies HistoryLeak[])
      expect((await zerodhaHistory(5, leak)).violation).toMatchObject({ promise: 'no secret is shown' })
  })

  it('are the same for the same seed', async () => {
    for (const seed of [2, 30, 47]) expect(await zerodhaHistory(seed)).toEqual(await zerodhaHistory(seed))
  }, 120_000)
})
