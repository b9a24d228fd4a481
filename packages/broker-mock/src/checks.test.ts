import { createInstrument, Decimal } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { objectionTo } from './checks.ts'
import { openSession } from './testing/session.ts'

const instrument = createInstrument({
  id: 'X:A',
  currency: 'USD',
  tickSize: '0.05',
  lotSize: 65,
  freezeQuantity: 1_800,
})
const none = { checks: [], bands: undefined }
const of = (quantity: number, limitPrice?: string) => ({
  quantity: new Decimal(quantity),
  ...(limitPrice !== undefined && { limitPrice: new Decimal(limitPrice) }),
})

describe('a venue that looks at orders itself', () => {
  it.each([
    ['tick', of(65, '100.03'), 'The price 100.03 is not on the tick 0.05 of X:A.'],
    ['lot', of(64), 'The quantity 64 is not in lots of 65 of X:A.'],
    ['freeze', of(1_820), 'The quantity 1820 is above the freeze quantity 1800 of X:A.'],
  ] as const)('rejects what breaks its %s, and takes it where that is not looked at', (check, order, reason) => {
    expect(objectionTo(order, instrument, { ...none, checks: [check] })).toBe(reason)
    expect(objectionTo(order, instrument, none)).toBeUndefined()
    expect(objectionTo(of(65, '100.05'), instrument, { ...none, checks: [check] })).toBeUndefined()
  })

  it('rejects limits and stops outside of the band, new ones of a working order too', async () => {
    const { ask, place, modify, row } = await openSession({ bands: () => ({ low: 90, high: '110.5' }) })
    const reason = 'The price 110.51 lies outside of 90 to 110.5, the band of X:A.'
    const reply = { outcome: 'rejected', evidence: { reason } }
    expect(ask({ side: 'buy', type: 'limit', limitPrice: '110.51' })).toEqual(reply)
    expect(ask({ side: 'buy', type: 'stop', stopPrice: '110.51' })).toEqual(reply)
    const order = place({ side: 'buy', type: 'limit', limitPrice: 90 })
    expect(modify(order, { limitPrice: '110.51' })).toEqual(reply)
    expect((await row(order)).limitPrice?.toFixed()).toBe('90')
  })

  it('takes a band from its host only where it is one', async () => {
    const { ask } = await openSession({ bands: () => ({ low: 'low', high: 5 }) })
    expect(() => ask({ side: 'buy', type: 'limit', limitPrice: 1 })).toThrow('bands.low is low; expected a price of 0')
  })
})

describe('market protection', () => {
  const rich = { cash: 1e9, shortSelling: true, marketProtection: 1 }

  // 1 % of 100 is 1: a market order to buy goes up to 101, and rests there.
  it('makes a market order a limit order at the end of its band', async () => {
    const { place, depth, print, traded, row } = await openSession(rich)
    print(100, 1)
    depth(
      [[99, 5]],
      [
        [100.5, 10],
        [101, 10],
        [101.5, 10],
      ],
    )
    const order = place({ side: 'buy', type: 'market', quantity: 25 })
    expect(traded()).toEqual(['M1 10 at 100.5', 'M1 10 at 101'])
    depth([[99, 5]], [[101.5, 10]])
    expect(await row(order)).toMatchObject({ lifecycle: 'working' })
    depth([[99, 5]], [[100.9, 10]])
    expect(traded().at(-1)).toBe('M1 5 at 101')
  })

  it('is worked out from the price that triggered a stop', async () => {
    const { place, print, quote, traded } = await openSession(rich)
    place({ side: 'sell', type: 'stop', stopPrice: 95, quantity: 10 })
    print(95, 1)
    quote(90, 50, 91, 50, 90)
    expect(traded()).toEqual(['M1 1 at 95'])
    quote(94.05, 50, 96, 50, 95)
    expect(traded()).toEqual(['M1 1 at 95', 'M1 9 at 94.05'])
  })

  it('holds at the open of a bar, slippage included', async () => {
    const { place, play, traded } = await openSession({ ...rich, slippage: (_, price) => price + 5 })
    play([100, 100, 100, 100])
    place({ side: 'buy', type: 'market', timeInForce: 'gtc' })
    play([102, 103, 101.5, 103])
    expect(traded()).toEqual([])
    play([100.5, 101, 100, 101])
    expect(traded()).toEqual(['M1 1 at 101'])
  })

  it('may depend on instrument and last price', async () => {
    const { place, depth, print, traded } = await openSession({
      ...rich,
      marketProtection: ({ kind }, last) => (kind === 'equity' && last < 100 ? 2 : 0.5),
    })
    print(50, 1)
    depth(
      [],
      [
        [51, 5],
        [51.01, 5],
      ],
    )
    place({ side: 'buy', type: 'market', quantity: 10 })
    expect(traded()).toEqual(['M1 5 at 51'])
  })
})
