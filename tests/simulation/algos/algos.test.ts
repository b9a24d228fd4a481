import { describe, expect, it } from 'vitest'
import { algoHistory } from './algo-history.ts'
import { type AlgoName, drawnAlgos } from './parent-orders.ts'

const names = Object.keys(drawnAlgos) as AlgoName[]
/** How many of an algo; the soak runs more. */
const size = 60

describe('histories of faults, crashes and restarts in which an algo trades', () => {
  it.concurrent.each(names)(
    '%s keeps every promise to its parents',
    async (name) => {
      const ended = new Map<string, number>()
      let [orders, fills, crashes] = [0, 0, 0]
      for (let seed = 1; seed <= size; seed++) {
        const history = await algoHistory(name, seed)
        const again = `npm run soak -- --algos ${name} --seed ${seed}`
        expect(history.violation, [again, ...history.trace].join('\n')).toBeUndefined()
        for (const [status, count] of history.executions) ended.set(status, (ended.get(status) ?? 0) + count)
        orders += history.orders
        fills += history.fills
        crashes += history.crashes
      }
      // They must have traded, and not only been there.
      expect(ended.get('done')).toBeGreaterThan(size / 6)
      expect(orders).toBeGreaterThan(2 * size)
      expect(fills).toBeGreaterThan(size)
      expect(crashes).toBeGreaterThan(size / 10)
    },
    240_000,
  )
})

describe('a history in which an algo trades', () => {
  it.each(names)('%s has the same children for the same seed', async (name) => {
    for (const seed of [3, 10]) expect(await algoHistory(name, seed)).toEqual(await algoHistory(name, seed))
  })

  it('meets what it is there for', async () => {
    const met = new Set<string>()
    for (let seed = 1; seed <= 60; seed++)
      for (const line of (await algoHistory('twap', seed)).trace)
        for (const what of happenings) if (line.includes(what)) met.add(what)
    expect(happenings.filter((what) => !met.has(what))).toEqual([])
  })

  it('of calm fills its parents', async () => {
    let done = 0
    for (let seed = 1; seed <= 20; seed++) {
      const { violation, executions } = await algoHistory('drip', seed, { faults: [] })
      expect(violation).toBeUndefined()
      done += executions.get('done') ?? 0
    }
    expect(done).toBeGreaterThan(20)
  })
})

const happenings = [
  'amend x',
  'asleep for',
  'cancel x',
  'execution.amended',
  'execution.finished',
  'execution.paused',
  'execution.resumed',
  'lost of it is heard',
  'nothing of it is heard',
  'order.absent',
  'order.canceled',
  'order.rejected',
  'order.unconfirmed',
  'the clock is set by',
  'the process has ended',
  'the trading day ends',
  'trading is allowed',
  'trading is halted',
  '! order-refused',
  '! crashed-after-append',
  '! crashed-before-append',
  '! report-delayed',
  '! report-duplicated',
  '! report-dropped',
] as const
