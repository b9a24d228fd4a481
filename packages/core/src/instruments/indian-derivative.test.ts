import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal } from '../model/decimal.ts'
import { formatIndianDerivative, type IndianDerivative, parseIndianDerivative } from './indian-derivative.ts'

/** As text, so that it can be compared. */
function told(contract: IndianDerivative | undefined): string | undefined {
  if (contract === undefined) return undefined
  const { underlying, year, month } = contract
  if (contract.kind === 'future') return `${underlying} ${year}-${month} future`
  const { day, strike, optionType } = contract
  return `${underlying} ${year}-${month}${day === undefined ? '' : `-${day}`} ${strike} ${optionType}`
}

describe('the symbol of an Indian future or option', () => {
  it.each([
    ['NIFTY26AUGFUT', 'NIFTY 2026-8 future'],
    ['NIFTY26AUG25000CE', 'NIFTY 2026-8 25000 call'],
    ['GOLDPETAL23JULFUT', 'GOLDPETAL 2023-7 future'],
    ['BANKNIFTY2020630900CE', 'BANKNIFTY 2020-2-6 30900 call'],
    ['NIFTY2371317900PE', 'NIFTY 2023-7-13 17900 put'],
    ['NIFTY20D1713600CE', 'NIFTY 2020-12-17 13600 call'],
    ['BANKNIFTY23N2243600PE', 'BANKNIFTY 2023-11-22 43600 put'],
    ['BANKNIFTY2413147000CE', 'BANKNIFTY 2024-1-31 47000 call'],
    ['SENSEX2680681500PE', 'SENSEX 2026-8-6 81500 put'],
    ['M&M26NOV3500CE', 'M&M 2026-11 3500 call'],
    ['BAJAJ-AUTO26DECFUT', 'BAJAJ-AUTO 2026-12 future'],
    ['360ONE26DEC1100PE', '360ONE 2026-12 1100 put'],
    ['NIFTYNXT5026NOV65000CE', 'NIFTYNXT50 2026-11 65000 call'],
    ['USDINR26DEC84.25CE', 'USDINR 2026-12 84.25 call'],
  ])('%s is %s, and is written so', (symbol, contract) => {
    const read = parseIndianDerivative(symbol)
    expect(told(read)).toBe(contract)
    expect(formatIndianDerivative(read!)).toBe(symbol)
  })

  it.each([
    'INFY',
    'NIFTY 50',
    'NIFTY26ABCFUT',
    'NIFTY2693125000CE',
    'NIFTY26O3225000CE',
    '26AUGFUT',
    'NIFTY26AUGCE',
    '',
  ])('%j is none', (symbol) => {
    expect(parseIndianDerivative(symbol)).toBeUndefined()
  })

  it('is read by the underlyings that are known, where digits of a name could be a date', () => {
    const symbol = formatIndianDerivative({
      kind: 'option',
      underlying: 'SENSEX50',
      year: 2021,
      month: 1,
      day: 14,
      strike: 15_000,
      optionType: 'call',
    })
    expect(symbol).toBe('SENSEX502111415000CE')
    expect(told(parseIndianDerivative(symbol))).toBe('SENSEX 2050-2-11 1415000 call')
    expect(told(parseIndianDerivative(symbol, ['SENSEX', 'SENSEX50']))).toBe('SENSEX50 2021-1-14 15000 call')
  })

  it('is read as what was written, whatever that is', () => {
    const underlying = fc.constantFrom('NIFTY', 'BANKNIFTY', 'SENSEX', 'M&M', 'BAJAJ-AUTO', 'INFY', '360ONE')
    const date = fc.date({ min: new Date('2001-01-01'), max: new Date('2098-12-31'), noInvalidDate: true })
    const strike = fc.tuple(fc.integer({ min: 1, max: 999_999 }), fc.constantFrom(1, 10, 100)).map(([n, by]) => n / by)
    const optionType = fc.constantFrom('call', 'put')
    fc.assert(
      fc.property(
        underlying,
        date,
        strike,
        optionType,
        fc.constantFrom('future', 'monthly', 'weekly'),
        (name, at, price, type, form) => {
          const start = { underlying: name, year: at.getUTCFullYear(), month: at.getUTCMonth() + 1 } as const
          const contract: IndianDerivative =
            form === 'future'
              ? { kind: 'future', ...start }
              : {
                  kind: 'option',
                  ...start,
                  ...(form === 'weekly' && { day: at.getUTCDate() }),
                  strike: new Decimal(price),
                  optionType: type,
                }
          expect(parseIndianDerivative(formatIndianDerivative(contract))).toEqual(contract)
        },
      ),
      { numRuns: 500 },
    )
  })

  it.each([
    ['underlying', { underlying: 'nifty' }],
    ['underlying', { underlying: '' }],
    ['year', { year: 26 }],
    ['month', { month: 13 }],
    ['day', { day: 31, month: 11 }],
    ['strike', { strike: 0 }],
    ['strike', { strike: 'much' }],
  ])('is not written with a wrong %s', (option, wrong) => {
    const right = {
      kind: 'option',
      underlying: 'NIFTY',
      year: 2026,
      month: 11,
      strike: 25_000,
      optionType: 'call',
    } as const
    expect(() => formatIndianDerivative({ ...right, ...wrong })).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })
})
