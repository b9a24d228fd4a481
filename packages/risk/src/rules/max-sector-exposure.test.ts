import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, viewOf } from '../testing/account.ts'
import { maxSectorExposure } from './max-sector-exposure.ts'

describe('maxSectorExposure', () => {
  const sectors: Readonly<Record<string, string>> = { 'NSE:INFY': 'it', 'NSE:TCS': 'it', 'NFO:NIFTY26DECFUT': 'index' }
  const limit = () => maxSectorExposure(10_000, { sectorOf: ({ id }) => sectors[id], limits: { index: 200_000 } })
  const last = { 'NSE:INFY': 100, 'NSE:TCS': 200, 'NFO:NIFTY26DECFUT': 1000, 'NASDAQ:AAPL': 50 }

  it('passes up to exactly the limit of a sector, and denies one more', () => {
    const view = viewOf({ held: { 'NSE:TCS': -30, 'NFO:NIFTY26DECFUT': 65 }, last })
    expect(limit().check(placing({ quantity: 40 }), view)).toBeUndefined()
    expect(limit().check(placing({ quantity: 41 }), view)).toEqual({
      rule: 'max-sector-exposure',
      reason: 'Exposure in the sector it could reach 10100, past the limit of 10000.',
      limit: 10_000,
      actual: 10_100,
    })
  })

  it('has limits of single sectors', () => {
    const view = viewOf({ held: { 'NFO:NIFTY26DECFUT': 65 }, last })
    const future = { instrument: 'NFO:NIFTY26DECFUT' as const }
    expect(limit().check(placing({ ...future, quantity: 65 }), view)).toBeUndefined()
    expect(limit().check(placing({ ...future, quantity: 130 }), view)?.limit).toBe(200_000)
  })

  it('counts of a modification what it adds', () => {
    const order = openOrder({ quantity: 50 })
    const view = viewOf({ held: { 'NSE:TCS': 20 }, open: [order], last })
    expect(limit().check(modifying(order, { quantity: 60 }), view)).toBeUndefined()
    expect(limit().check(modifying(order, { quantity: 61 }), view)?.actual).toBe(10_100)
  })

  it('opens nothing without a sector, and reduces it all the same', () => {
    const apple = { instrument: 'NASDAQ:AAPL' as const }
    expect(limit().check(placing({ ...apple, quantity: 1 }), viewOf({ last }))?.reason).toBe(
      'No sector is known for NASDAQ:AAPL, so only orders that reduce a position pass.',
    )
    const held = { 'NASDAQ:AAPL': 5 }
    expect(limit().check(placing({ ...apple, side: 'sell', quantity: 5 }), viewOf({ held, last }))).toBeUndefined()
    // Who knows whether it is of the same sector?
    const all = maxSectorExposure(10_000, { sectorOf: ({ id }) => sectors[id], fx: () => 1 })
    expect(all.check(placing({ quantity: 1 }), viewOf({ held, last }))?.reason).toContain('NASDAQ:AAPL')
  })

  it('opens nothing without a price', () => {
    expect(limit().check(placing({ quantity: 1 }), viewOf())?.reason).toContain('NSE:INFY has no price')
  })

  it('cannot be made with a limit of 0, for one sector either, nor without sectors', () => {
    const code = { code: 'invalid-options' }
    expect(() => maxSectorExposure(0, { sectorOf: () => 'it' })).toThrow(expect.objectContaining(code))
    expect(() => maxSectorExposure(1, { sectorOf: () => 'it', limits: { it: 0 } })).toThrow(
      expect.objectContaining(code),
    )
    expect(() => maxSectorExposure(1, { sectorOf: 'it' as never })).toThrow(expect.objectContaining(code))
  })
})
