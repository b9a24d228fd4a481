import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Match, matchOpen, matchWithin, type Prices, type Resting } from './match.ts'

const nothing = { limit: Number.NaN, stop: Number.NaN, triggered: false }
const bar: Prices = { open: 100, high: 105, low: 95, close: 102 }
const at = (price: number, aggressive: boolean): Match => ({ type: 'filled', price, aggressive })
const none: Match = { type: 'none' }
const triggered: Match = { type: 'triggered' }

describe('at the open', () => {
  it('fills market orders, taking liquidity', () => {
    expect(matchOpen({ ...nothing, side: 'buy', type: 'market' }, bar)).toEqual(at(100, true))
  })

  it('fills a limit at the open where the open is as good or better', () => {
    expect(matchOpen({ ...nothing, side: 'buy', type: 'limit', limit: 101 }, bar)).toEqual(at(100, false))
    expect(matchOpen({ ...nothing, side: 'buy', type: 'limit', limit: 100 }, bar)).toEqual(at(100, false))
    expect(matchOpen({ ...nothing, side: 'buy', type: 'limit', limit: 99 }, bar)).toEqual(none)
    expect(matchOpen({ ...nothing, side: 'sell', type: 'limit', limit: 99 }, bar)).toEqual(at(100, false))
    expect(matchOpen({ ...nothing, side: 'sell', type: 'limit', limit: 101 }, bar)).toEqual(none)
  })

  it('fills a stop that was jumped over at the open, which is worse', () => {
    expect(matchOpen({ ...nothing, side: 'sell', type: 'stop', stop: 103 }, bar)).toEqual(at(100, true))
    expect(matchOpen({ ...nothing, side: 'buy', type: 'stop', stop: 97 }, bar)).toEqual(at(100, true))
    expect(matchOpen({ ...nothing, side: 'buy', type: 'stop', stop: 101 }, bar)).toEqual(none)
  })

  it('triggers a stop-limit that was jumped over, and fills it where its limit allows the open', () => {
    const sell = { ...nothing, side: 'sell', type: 'stop-limit', stop: 103 } as const
    expect(matchOpen({ ...sell, limit: 99 }, bar)).toEqual(at(100, true))
    expect(matchOpen({ ...sell, limit: 101 }, bar)).toEqual(triggered)
    expect(matchOpen({ ...sell, stop: 99, limit: 98 }, bar)).toEqual(none)
  })

  it('treats a stop-limit that was triggered before as the limit order it became', () => {
    const sell = { ...nothing, side: 'sell', type: 'stop-limit', stop: 90, triggered: true } as const
    expect(matchOpen({ ...sell, limit: 99 }, bar)).toEqual(at(100, false))
    expect(matchOpen({ ...sell, limit: 101 }, bar)).toEqual(none)
  })
})

describe('within the bar', () => {
  it('leaves market orders for the next open', () => {
    expect(matchWithin({ ...nothing, side: 'buy', type: 'market' }, bar)).toEqual(none)
  })

  it('fills a limit at its price once high or low reach it', () => {
    expect(matchWithin({ ...nothing, side: 'buy', type: 'limit', limit: 95 }, bar)).toEqual(at(95, false))
    expect(matchWithin({ ...nothing, side: 'buy', type: 'limit', limit: 94.99 }, bar)).toEqual(none)
    expect(matchWithin({ ...nothing, side: 'sell', type: 'limit', limit: 105 }, bar)).toEqual(at(105, false))
    expect(matchWithin({ ...nothing, side: 'sell', type: 'limit', limit: 105.01 }, bar)).toEqual(none)
  })

  it('fills a stop at its price once high or low reach it', () => {
    expect(matchWithin({ ...nothing, side: 'buy', type: 'stop', stop: 105 }, bar)).toEqual(at(105, true))
    expect(matchWithin({ ...nothing, side: 'buy', type: 'stop', stop: 105.01 }, bar)).toEqual(none)
    expect(matchWithin({ ...nothing, side: 'sell', type: 'stop', stop: 95 }, bar)).toEqual(at(95, true))
    expect(matchWithin({ ...nothing, side: 'sell', type: 'stop', stop: 94.99 }, bar)).toEqual(none)
  })

  it('fills a stop-limit at its stop where the limit allows that price', () => {
    const buy = { ...nothing, side: 'buy', type: 'stop-limit', stop: 103 } as const
    expect(matchWithin({ ...buy, limit: 104 }, bar)).toEqual(at(103, true))
    expect(matchWithin({ ...buy, limit: 103 }, bar)).toEqual(at(103, true))
    expect(matchWithin({ ...buy, stop: 106, limit: 107 }, bar)).toEqual(none)
  })

  it('fills a stop-limit beyond its stop only where the close proves that prices came back', () => {
    const buy = { ...nothing, side: 'buy', type: 'stop-limit', stop: 104 } as const
    expect(matchWithin({ ...buy, limit: 102 }, bar)).toEqual(at(102, false))
    expect(matchWithin({ ...buy, limit: 101 }, bar)).toEqual(triggered)
  })
})

/** Every outcome that some path of prices, a tick at a time from open to close by way of high and low, can have. */
function outcomesOf(order: Resting, { open, high, low, close }: Prices): Set<string> {
  const buy = order.side === 'buy'
  const within = (price: number): boolean => (buy ? price <= order.limit : price >= order.limit)
  const stopped = (price: number): boolean => (buy ? price >= order.stop : price <= order.stop)
  const outcomes = new Set<string>()
  const seen = new Set<string>()
  const waiting = [{ price: open, highest: false, lowest: false, live: order.triggered, filled: '' }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { price } = next
    const stop = order.type === 'stop' || order.type === 'stop-limit'
    const live = next.live || !stop || stopped(price)
    const fills = live && (order.type === 'stop' || within(price))
    const state = {
      price,
      highest: next.highest || price === high,
      lowest: next.lowest || price === low,
      live,
      filled: next.filled || (fills ? String(price) : ''),
    }
    const key = JSON.stringify(state)
    if (seen.has(key)) continue
    seen.add(key)
    if (state.highest && state.lowest && price === close) outcomes.add(state.filled || (live ? 'live' : 'asleep'))
    if (price > low) waiting.push({ ...state, price: price - 1 })
    if (price < high) waiting.push({ ...state, price: price + 1 })
  }
  return outcomes
}

const price = fc.integer({ min: 1, max: 9 })
const prices: fc.Arbitrary<Prices> = fc
  .tuple(price, price, price, price)
  .map(([a, b, open, close]) => ({ open, close, high: Math.max(a, open, close), low: Math.min(b, open, close) }))
const orders: fc.Arbitrary<Resting> = fc
  .record({
    side: fc.constantFrom('buy', 'sell'),
    type: fc.constantFrom('limit', 'stop', 'stop-limit'),
    limit: price,
    stop: price,
    triggered: fc.boolean(),
  })
  .map((order) => ({ ...order, triggered: order.triggered && order.type === 'stop-limit' }))

describe('of all paths that prices may have taken', () => {
  it('a bar does to an order the worst that any of them does', () => {
    fc.assert(
      fc.property(prices, orders, (bar, order) => {
        const outcomes = outcomesOf(order, bar)
        const first = matchOpen(order, bar)
        const live = order.triggered || first.type === 'triggered'
        const match = first.type === 'filled' ? first : matchWithin({ ...order, triggered: live }, bar)
        const filled = [...outcomes].filter((outcome) => Number(outcome) > 0).map(Number)
        const worst = order.side === 'buy' ? Math.max(...filled) : Math.min(...filled)
        if (match.type === 'filled') {
          expect(filled).toHaveLength(outcomes.size)
          expect(match.price).toBe(worst)
        } else {
          expect(filled.length).toBeLessThan(outcomes.size)
          if (order.type === 'stop-limit')
            expect(outcomes).toContain(live || match.type === 'triggered' ? 'live' : 'asleep')
        }
      }),
      { numRuns: 5_000 },
    )
  })

  it('an order that was not there at the open fares as one that was', () => {
    fc.assert(
      fc.property(prices, orders, (bar, order) => {
        const first = matchOpen(order, bar)
        const live = order.triggered || first.type === 'triggered'
        const met = first.type === 'filled' ? first : matchWithin({ ...order, triggered: live }, bar)
        const late = matchWithin(order, bar)
        const isTriggered = late.type === 'triggered' || (late.type === 'none' && order.triggered)
        if (met.type === 'filled') expect(late).toEqual(met)
        else expect(isTriggered).toBe(live || met.type === 'triggered')
      }),
    )
  })
})
