import { createRequire } from 'node:module'
import { Decimal as GlobalDecimal } from 'decimal.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal, readDecimal } from './decimal.ts'

/** Digits as a person writes them, without exponent, and the exponent that scales them. */
const digits = fc.tuple(fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), fc.integer({ min: -60, max: 60 }))

describe('Decimal', () => {
  it('is exact where floats are not', () => {
    expect(new Decimal('0.1').plus('0.2').toString()).toBe('0.3')
    expect(new Decimal(2).pow(64).plus(1).toString()).toBe('18446744073709551617')
  })

  it('leaves the global configuration of decimal.js as it is', () => {
    expect(GlobalDecimal.precision).toBe(20)
    expect(GlobalDecimal.rounding).toBe(GlobalDecimal.ROUND_HALF_UP)
    expect(new GlobalDecimal('1e-9').toString()).toBe('1e-9')
    expect(new GlobalDecimal(1).div(3).toString()).toBe('0.33333333333333333333')
  })

  it('does not follow when somebody changes the global configuration', () => {
    const { precision, toExpNeg } = GlobalDecimal
    try {
      GlobalDecimal.set({ precision: 3, toExpNeg: -1 })
      expect(new Decimal(1).div(3).toString()).toBe(`0.${'3'.repeat(40)}`)
      expect(new Decimal('0.001').toString()).toBe('0.001')
    } finally {
      GlobalDecimal.set({ precision, toExpNeg })
    }
  })

  it('divides to 40 digits, a half to the even neighbour', () => {
    expect(new Decimal(1).div(3).toString()).toBe(`0.${'3'.repeat(40)}`)
    // 0.1…15 and 0.1…25 in the 41st digit: both go to 0.1…2.
    expect(new Decimal(`0.1${'0'.repeat(38)}15`).times(1).toString()).toBe(`0.1${'0'.repeat(38)}2`)
    expect(new Decimal(`0.1${'0'.repeat(38)}25`).times(1).toString()).toBe(`0.1${'0'.repeat(38)}2`)
  })

  it('writes plain digits, however small or large the number', () => {
    expect(String(new Decimal('1e-30'))).toBe(`0.${'0'.repeat(29)}1`)
    expect(String(new Decimal('1e30'))).toBe(`1${'0'.repeat(30)}`)
    expect(JSON.stringify(new Decimal('1.5e-8'))).toBe('"0.000000015"')
    fc.assert(
      fc.property(digits, ([coefficient, exponent]) => {
        expect(new Decimal(`${coefficient}e${exponent}`).toString()).toMatch(/^-?\d+(?:\.\d+)?$/)
      }),
    )
  })
})

describe('readDecimal', () => {
  it.each([
    ['1520.05', '1520.05'],
    [' 7 ', undefined],
    ['-0.5', '-0.5'],
    ['.5', '0.5'],
    ['1e3', '1000'],
    ['0x10', '16'],
    [1520.05, '1520.05'],
    [0, '0'],
    [1e-9, '0.000000001'],
    [1e21, '1000000000000000000000'],
    [new Decimal('0.05'), '0.05'],
    ['', undefined],
    ['ten', undefined],
    ['1,520', undefined],
    ['NaN', undefined],
    ['Infinity', undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [Number.NEGATIVE_INFINITY, undefined],
    [new Decimal(Number.NaN), undefined],
    [new Decimal(Number.NEGATIVE_INFINITY), undefined],
  ])('reads %j as %j', (input, text) => {
    expect(readDecimal(input)?.toString()).toBe(text)
  })

  it.each([undefined, null, true, {}, [], () => 1, Symbol('1')])(
    'finds no number in what no type allows: %s',
    (input) => {
      expect(readDecimal(input as unknown as string)).toBeUndefined()
    },
  )

  it('reads a number as the shortest text that means it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(readDecimal(number)!.toNumber() === number).toBe(true)
        expect(readDecimal(number)!.eq(readDecimal(String(number))!)).toBe(true)
      }),
    )
  })

  const required = createRequire(import.meta.url)('decimal.js') as { readonly Decimal: typeof Decimal }
  it.each([
    ['clone', GlobalDecimal.clone({ precision: 5, toExpNeg: -2, defaults: true })],
    ['install', required.Decimal.clone({ precision: 5, toExpNeg: -2, defaults: true })],
  ])("takes another %s's number over into core's own, so that it counts with our digits", (_, Foreign) => {
    const read = readDecimal(new Foreign('0.001'))!
    expect(read.toString()).toBe('0.001')
    expect(read.div(3).toString()).toBe(`0.000${'3'.repeat(40)}`)
    expect(readDecimal(new Foreign(Number.NaN))).toBeUndefined()
  })
})
