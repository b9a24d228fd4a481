import { createInstrument } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { viewHolding } from '../testing/holdings.ts'
import { applyScenario } from './apply-scenario.ts'
import { reverseStress } from './reverse-stress.ts'

const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR' })
const straddle = createInstrument({ id: 'NFO:STRADDLE', currency: 'INR', kind: 'option' })
const long = viewHolding([{ instrument: infy, quantity: 100, last: 1500 }])
const betas = { 'NSE:INFY': { market: 0.8 }, 'NSE:NIFTY': { market: 1 } } as const

describe('reverseStress', () => {
  it('finds the fall that loses so much', () => {
    // 150,000 x 0.8 x 0.1 = 12,000.
    const { shock, result, reason } = reverseStress(long, { factor: 'market', loss: 12_000, betas })
    expect(shock).toBeCloseTo(-0.1, 12)
    expect(result.profit).toBeLessThanOrEqual(-12_000)
    expect(result.profit).toBeCloseTo(-12_000, 6)
    expect(reason).toBeUndefined()
  })

  it('finds the rise that hurts a short', () => {
    const short = viewHolding([{ instrument: infy, quantity: -100, last: 1500 }])
    expect(reverseStress(short, { factor: 'market', loss: 12_000, betas }).shock).toBeCloseTo(0.1, 12)
    // A rise may be larger than a total loss is deep.
    expect(reverseStress(short, { factor: 'market', loss: 180_000, betas, maxShock: 2 }).shock).toBeCloseTo(1.5, 9)
  })

  it('finds the nearer side of a position that is curved', () => {
    // Sold at 100 with gamma 0.01 and delta 0.1 at 1,000: loses 0.1 x + 0.005 x^2, and 6 at x = 26.06 or -46.06.
    const view = viewHolding([{ instrument: straddle, quantity: -1, last: 100 }], { 'NSE:NIFTY': 1000 })
    const derivatives = { 'NFO:STRADDLE': { underlying: 'NSE:NIFTY', delta: 0.1, gamma: 0.01 } } as const
    const { shock } = reverseStress(view, { factor: 'market', loss: 6, betas, derivatives })
    expect(shock).toBeCloseTo((-0.1 + Math.sqrt(0.01 + 4 * 0.005 * 6)) / 0.01 / 1000, 9)
  })

  it('agrees with the scenario that it finds', () => {
    const { shock, result } = reverseStress(long, { factor: 'market', loss: 777, betas })
    const scenario = { name: 'again', factors: { market: shock! } }
    expect(applyScenario(long, scenario, { betas }).profit).toBe(result.profit)
  })

  it('says why where there is none', () => {
    const out = reverseStress(long, { factor: 'market', loss: 200_000, betas })
    expect(out).toMatchObject({ shock: null, reason: 'No move of market by up to 1 loses 200000.' })
    const unmapped = reverseStress(long, { factor: 'oil', loss: 1, betas })
    expect(unmapped).toMatchObject({ shock: null, reason: 'NSE:INFY has no beta to oil.' })
    const view = viewHolding([{ instrument: straddle, quantity: 1, last: 100 }], { 'NSE:NIFTY': 1000 })
    const reprice = (price: number): number => (price < 900 ? Number.NaN : 100)
    const derivatives = { 'NFO:STRADDLE': { underlying: 'NSE:NIFTY', reprice } } as const
    const { shock, reason } = reverseStress(view, { factor: 'market', loss: 50, betas, derivatives })
    expect(shock).toBeNull()
    expect(reason).toMatch(/^Its reprice gives NaN at 895/)
  })

  it('needs no move where volatility alone loses so much', () => {
    const view = viewHolding([{ instrument: straddle, quantity: -1, last: 100 }], { 'NSE:NIFTY': 1000 })
    const derivatives = { 'NFO:STRADDLE': { underlying: 'NSE:NIFTY', delta: 0, vega: 2 } } as const
    expect(reverseStress(view, { factor: 'market', loss: 6, betas, derivatives, volatilityPoints: 3 }).shock).toBe(0)
  })

  it.each([
    ['loss', { loss: 0 }],
    ['loss', { loss: Number.NaN }],
    ['maxShock', { maxShock: -1 }],
  ])('refuses a %s without meaning', (option, odd) => {
    expect(() => reverseStress(long, { factor: 'market', loss: 1, betas, ...odd })).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })
})
