import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SweepRoute, sweep } from './sweep.ts'

type Levels = readonly (readonly [price: number, lots: number])[]

function route(levels: Levels, more: Partial<SweepRoute> = {}, book = ''): SweepRoute {
  return {
    levels: levels.map(([price, lots]) => ({ price, lots })),
    book,
    takerBps: 0,
    perLot: 0,
    perOrder: 0,
    mostLots: Number.POSITIVE_INFINITY,
    ...more,
  }
}
const routes = (...all: SweepRoute[]) => all.map((each, i) => ({ ...each, book: String(i) }))
const texts = (slices: ReturnType<typeof sweep>) =>
  slices.map(({ route: at, lots, limitPrice }) => `${lots} to ${at} at ${limitPrice}`)

describe('sweep', () => {
  const nse = route([
    [100, 10],
    [100.05, 20],
    [100.1, 30],
  ])
  const bse = route([
    [100.05, 5],
    [100.15, 50],
  ])

  it('takes the cheapest levels of all routes, ties from the earlier route', () => {
    expect(texts(sweep('buy', 12, routes(nse, bse), 1, 1))).toEqual(['12 to 0 at 100.05'])
    expect(texts(sweep('buy', 12, routes(bse, nse), 1, 1))).toEqual(['2 to 0 at 100.05', '10 to 1 at 100'])
    expect(texts(sweep('buy', 70, routes(nse, bse), 1, 1))).toEqual(['60 to 0 at 100.1', '10 to 1 at 100.15'])
  })

  it('takes no more than there is', () => {
    expect(texts(sweep('buy', 1000, routes(nse, bse), 1, 1))).toEqual(['60 to 0 at 100.1', '55 to 1 at 100.15'])
    expect(sweep('buy', 10, [], 1, 1)).toEqual([])
  })

  it('sells from the highest price down', () => {
    const bids = routes(
      route([
        [99.95, 10],
        [99.9, 10],
      ]),
      route([[99.92, 4]]),
    )
    expect(texts(sweep('sell', 15, bids, 1, 1))).toEqual(['11 to 0 at 99.9', '4 to 1 at 99.92'])
  })

  // Of 1,000 the NSE takes 0.0297 and the BSE 0.0375, as exchanges charge shares: 0.297 and 0.375 basis points.
  it('weighs what the exchanges charge', () => {
    const charged = routes(
      route([[1000.02, 10]], { takerBps: 0.297 }),
      // 0.01 dearer before charges: 1000.01 + 0.0375 = 1000.0475 against 1000.02 + 0.0297 = 1000.0497.
      route([[1000.01, 10]], { takerBps: 0.375 }),
    )
    expect(texts(sweep('buy', 10, charged, 1, 1))).toEqual(['10 to 1 at 1000.01'])
    // At one price the charges alone decide.
    const even = routes(route([[1000, 10]], { takerBps: 0.375 }), route([[1000, 10]], { takerBps: 0.297 }))
    expect(texts(sweep('buy', 10, even, 1, 1))).toEqual(['10 to 1 at 1000'])
    expect(texts(sweep('sell', 10, even, 1, 1))).toEqual(['10 to 1 at 1000'])
    // 0.005 of price is less than the 0.0078 that the charges differ by.
    const close = routes(route([[1000.005, 10]], { takerBps: 0.297 }), route([[1000, 10]], { takerBps: 0.375 }))
    expect(texts(sweep('buy', 10, close, 1, 1))).toEqual(['10 to 0 at 1000.005'])
    // A sale brings 1000.01 - 0.0375 = 999.9725 at the BSE, and 1000 - 0.0297 = 999.9703 at the NSE.
    const bids = routes(route([[1000, 10]], { takerBps: 0.297 }), route([[1000.01, 10]], { takerBps: 0.375 }))
    expect(texts(sweep('sell', 10, bids, 1, 1))).toEqual(['10 to 1 at 1000.01'])
  })

  it('goes to another route only where that is worth what an order costs there', () => {
    // Five lots of 5 at 0.05 less save 1.25.
    const from = (perOrder: number) => routes(route([[100.05, 100]], { perOrder }), route([[100, 5]], { perOrder }))
    expect(texts(sweep('buy', 10, from(1.2), 1, 5))).toEqual(['5 to 0 at 100.05', '5 to 1 at 100'])
    expect(texts(sweep('buy', 10, from(1.3), 1, 5))).toEqual(['10 to 0 at 100.05'])
  })

  it('sends nothing below the smallest order, save all that is left', () => {
    const some = routes(route([[100, 2]]), route([[100.05, 100]]))
    expect(texts(sweep('buy', 10, some, 3, 1))).toEqual(['10 to 1 at 100.05'])
    expect(texts(sweep('buy', 2, some, 3, 1))).toEqual(['2 to 0 at 100'])
    expect(texts(sweep('buy', 10, routes(route([[100, 2]]), route([[100, 1]])), 3, 1))).toEqual([])
  })

  it('takes what two accounts see at one venue once', () => {
    const shared = [
      route([[100, 10]], { takerBps: 2 }, 'NSE:INFY'),
      route([[100, 10]], { takerBps: 1 }, 'NSE:INFY'),
      route([[101, 10]], {}, 'BSE:INFY'),
    ]
    expect(texts(sweep('buy', 15, shared, 1, 1))).toEqual(['10 to 1 at 100', '5 to 2 at 101'])
  })

  it('sends no more to a route than it may', () => {
    expect(texts(sweep('buy', 10, routes({ ...nse, mostLots: 2 }, bse), 1, 1))).toEqual([
      '2 to 0 at 100',
      '8 to 1 at 100.15',
    ])
  })

  const book = fc
    .array(fc.record({ step: fc.integer({ min: 1, max: 4 }), lots: fc.integer({ min: 1, max: 3 }) }), { maxLength: 3 })
    .map((steps) => {
      let price = 100
      return steps.map(({ step, lots }): [number, number] => [(price += step * 0.05), lots])
    })
  const someRoutes = (perOrder: fc.Arbitrary<number>) =>
    fc.array(
      fc.record({
        levels: book,
        takerBps: fc.double({ min: -5, max: 20, noNaN: true }),
        perLot: fc.double({ min: 0, max: 0.2, noNaN: true }),
        perOrder,
      }),
      { minLength: 1, maxLength: 3 },
    )

  it.each<[string, fc.Arbitrary<number>]>([
    ['linear costs', fc.constant(0)],
    ['costs per order', fc.double({ min: 0, max: 1, noNaN: true })],
  ])('costs as little as the best of all splits, with %s', (_, perOrder) => {
    fc.assert(
      fc.property(
        fc.constantFrom('buy', 'sell'),
        fc.integer({ min: 1, max: 12 }),
        someRoutes(perOrder),
        (side, lots, given) => {
          const all = routes(
            ...given.map(({ levels, ...costs }) =>
              // Of a seller's side the best is the highest.
              route(side === 'buy' ? levels : levels.map(([price, size]) => [200 - price, size]), costs),
            ),
          )
          const slices = sweep(side, lots, all, 1, 1)
          const available = all.map(({ levels }) => levels.reduce((sum, level) => sum + level.lots, 0))
          const total = Math.min(
            lots,
            available.reduce((sum, each) => sum + each, 0),
          )
          expect(slices.reduce((sum, slice) => sum + slice.lots, 0)).toBe(total)
          const sizes = all.map((__, i) => slices.find(({ route: at }) => at === i)?.lots ?? 0)
          const cheapest = Math.min(...splitsOf(total, available).map((split) => costOf(side, split, all)))
          expect(costOf(side, sizes, all)).toBeCloseTo(cheapest, 6)
          // The limit reaches exactly as far as the lots need.
          for (const { route: at, lots: size, limitPrice } of slices) {
            const reach = all[at]!.levels.filter(({ price }) =>
              side === 'buy' ? price <= limitPrice : price >= limitPrice,
            )
            const within = reach.reduce((sum, level) => sum + level.lots, 0)
            expect(within).toBeGreaterThanOrEqual(size)
            expect(within - reach.at(-1)!.lots).toBeLessThan(size)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})

/** All ways to split lots over routes. */
function splitsOf(lots: number, [first, ...rest]: readonly number[]): number[][] {
  if (first === undefined) return lots === 0 ? [[]] : []
  return Array.from({ length: Math.min(lots, first) + 1 }, (_, part) =>
    splitsOf(lots - part, rest).map((others) => [part, ...others]),
  ).flat()
}

/** Of a split, each route from its best level on. */
function costOf(side: string, split: readonly number[], routes: readonly SweepRoute[]): number {
  return split.reduce((sum, lots, i) => {
    const { levels, takerBps, perLot, perOrder } = routes[i]!
    let left = lots
    let cost = lots > 0 ? perOrder : 0
    for (const { price, lots: offered } of levels) {
      const part = Math.min(left, offered)
      cost += part * (price * ((side === 'buy' ? 1 : -1) + takerBps / 10_000) + perLot)
      left -= part
    }
    return sum + cost
  }, 0)
}
