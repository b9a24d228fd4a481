import { describe, expect, it } from 'vitest'
import { niftyFuture, traded } from '../testing/charged.ts'
import type { ChargeTable } from './charge-rate.ts'
import { chargesOf } from './charges-of.ts'
import { discountBrokerCharges } from './discount-broker-charges.ts'
import { parseChargeTable } from './parse-charge-table.ts'
import { zerodhaCharges } from './zerodha-charges.ts'

const rate = { charge: 'stt', from: '2027-04-01', on: ['NFO'], segments: ['futures'], side: 'sell', percent: '0.06' }
const table = (...rates: readonly object[]): string => JSON.stringify({ knownUntil: '2027-04-30', rates })

/** The tax on a lot that is sold, of 1,000,000, and what is not known about it. */
function taxOn(date: string, ...tables: readonly ChargeTable[]): readonly string[] {
  const fill = traded('sell', 50, 20_000, { instrument: niftyFuture, date })
  const [day] = chargesOf([fill], zerodhaCharges({ tables }))
  return [day!.charges.stt.toFixed(), ...day!.remarks]
}

describe('a newer table', () => {
  const newer = parseChargeTable(table(rate))

  it('holds from its day on, and moves the day until which all is known', () => {
    expect(taxOn('2027-03-31', newer)).toEqual(['500'])
    expect(taxOn('2027-04-01', newer)).toEqual(['600'])
    expect(taxOn('2027-05-01', newer)).toEqual([
      '600',
      'No change of charges after 2027-04-30 is known; what was in force then was taken.',
    ])
  })

  it('leaves what it does not speak of as it was', () => {
    const fill = traded('sell', 50, 20_000, { instrument: niftyFuture, date: '2027-04-01' })
    const [before, after] = [[], [newer]].map((tables) => chargesOf([fill], zerodhaCharges({ tables }))[0]!.charges)
    expect(after!.total.minus(before!.total).toFixed()).toBe('100')
  })

  it('corrects a rate of the same day, and an even newer one corrects it', () => {
    const correction = parseChargeTable(table({ ...rate, from: '2026-04-01', percent: '0.04' }))
    const second = parseChargeTable(table({ ...rate, from: '2026-04-01', percent: '0.03' }))
    expect(taxOn('2026-08-10', correction)).toEqual(['400'])
    expect(taxOn('2026-08-10', correction, second)).toEqual(['300'])
    expect(taxOn('2026-08-10', second, correction)).toEqual(['400'])
  })

  it('may change what a broker asks', () => {
    const dearer = parseChargeTable(
      table({ charge: 'brokerage', from: '2026-08-01', segments: ['futures'], percent: '0.05', rupees: '25' }),
    )
    const fill = traded('sell', 50, 20_000, { instrument: niftyFuture })
    for (const schedule of [zerodhaCharges, discountBrokerCharges])
      expect(chargesOf([fill], schedule({ tables: [dearer] }))[0]!.charges.brokerage.toFixed()).toBe('25')
  })
})

describe('a table that is none', () => {
  it.each([
    ['not JSON', '{', 'file', undefined],
    ['no object', '[]', 'file', undefined],
    ['a field too many', '{ "knownUntil": "2027-04-30", "rates": [], "name": "x" }', 'name', undefined],
    ['a date that is none', '{ "knownUntil": "2027-02-30", "rates": [] }', 'knownUntil', undefined],
    ['no rates', '{ "knownUntil": "2027-04-30" }', 'rates', undefined],
    ['a rate that is no object', table(rate, [] as object), 'rate', 1],
    ['a rate with a field too many', table({ ...rate, per: 1 }), 'per', 0],
    ['an unknown charge', table({ ...rate, charge: 'vat' }), 'charge', 0],
    ['a rate without a day', table({ ...rate, from: undefined }), 'from', 0],
    ['an unknown exchange', table(rate, { ...rate, on: ['NYSE'] }), 'on', 1],
    ['no exchange', table({ ...rate, on: [] }), 'on', 0],
    ['an unknown segment', table({ ...rate, segments: ['swaps'] }), 'segments', 0],
    ['an unknown side', table({ ...rate, side: 'both' }), 'side', 0],
    ['an underlying that is no text', table({ ...rate, only: [1] }), 'only', 0],
    ['a rate of nothing', table({ ...rate, percent: undefined }), 'percent', 0],
    ['a negative percentage', table({ ...rate, percent: '-0.05' }), 'percent', 0],
    ['a percentage of 100', table({ ...rate, percent: '100' }), 'percent', 0],
    ['a percentage that is a float', table({ ...rate, percent: 0.05 }), 'percent', 0],
    ['a tax in rupees', table({ ...rate, rupees: '20' }), 'rupees', 0],
    ['brokerage that is no amount', table({ ...rate, charge: 'brokerage', rupees: 'much' }), 'rupees', 0],
    ['a percentage of the depository', table({ ...rate, charge: 'depository' }), 'percent', 0],
    ['an untaxed that is neither', table({ ...rate, untaxed: 'no' }), 'untaxed', 0],
    ['an unknown base', table({ ...rate, base: 'premium' }), 'base', 0],
  ])('is refused for %s, which is named with what was expected', (_, json, field, row) => {
    expect(() => parseChargeTable(json)).toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        message: expect.stringMatching(/^The table of charges has .*; expected .+\.$/),
        details: expect.objectContaining({ source: 'table of charges', field, ...(row !== undefined && { row }) }),
      }),
    )
  })

  it('is refused also where nobody parsed it', () => {
    const tables = [
      { knownUntil: '2027-04-30', rates: [{ ...rate, percent: 'much' }] },
    ] as unknown as readonly ChargeTable[]
    expect(() => zerodhaCharges({ tables })).toThrow(expect.objectContaining({ code: 'invalid-data' }))
  })
})
