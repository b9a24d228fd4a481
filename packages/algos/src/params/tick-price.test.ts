import { createInstrument, Decimal, roundToTick } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tickPrice } from './tick-price.ts'

const coarse = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })
const fine = createInstrument({ id: 'NSE:TCS', currency: 'INR', tickSize: '0.01' })
const direction = fc.constantFrom('down', 'up')

describe('a price on the tick', () => {
  it('is what the instrument rounds it to, whatever was asked before', () => {
    const asked = fc.record({
      of: fc.constantFrom(coarse, fine),
      hundredths: fc.integer({ min: 1, max: 5_000 }),
      direction,
    })
    fc.assert(
      fc.property(fc.array(asked, { minLength: 1, maxLength: 50 }), (all) => {
        for (const { of, hundredths, direction: way } of all) {
          const price = hundredths / 100 + 0.001
          for (const input of [price, String(price), new Decimal(price)])
            expect(tickPrice(of, input, way)).toBe(roundToTick(of, input, way).toNumber())
        }
      }),
    )
  })

  it('stays right once more prices were asked for than are remembered', () => {
    for (let i = 1; i <= 2_500; i++) expect(tickPrice(coarse, i + 0.02, 'down')).toBe(i)
    expect(tickPrice(coarse, 1.02, 'down')).toBe(1)
    expect(tickPrice(coarse, 1.02, 'up')).toBe(1.05)
  })

  it('is refused for what is no number, each time', () => {
    for (let i = 0; i < 2; i++)
      expect(() => tickPrice(coarse, Number.NaN, 'up')).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
