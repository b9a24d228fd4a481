import { describe, expect, it } from 'vitest'
import { parseInstruments } from './parse-instruments.ts'

describe('a file of instruments', () => {
  it('gives what createInstrument makes of each', () => {
    const [nifty] = parseInstruments(
      JSON.stringify([
        {
          id: 'NFO:NIFTY26DEC25000CE',
          kind: 'option',
          currency: 'INR',
          tickSize: '0.05',
          lotSize: 65,
          freezeQuantity: 1800,
          underlying: 'NIFTY',
          optionType: 'call',
          expiry: Date.UTC(2026, 11, 29, 10),
          strike: '25000',
          name: 'Nifty December 25000 call',
        },
      ]),
    )
    expect(nifty).toMatchObject({ kind: 'option', underlying: 'NIFTY', optionType: 'call' })
    expect([nifty!.lotSize, nifty!.strike, nifty!.tickAt(100)].map(String)).toEqual(['65', '25000', '0.05'])
  })

  it.each([
    ['no JSON', '[', 'file', undefined],
    ['no list', '{}', 'file', undefined],
    ['no instrument', '[1]', 'instrument', 0],
    ['no id', '[{ "currency": "INR" }]', 'id', 0],
    ['a wrong id', '[{ "id": "infy", "currency": "INR" }]', 'id', 0],
    ['no currency', '[{ "id": "NSE:INFY" }]', 'currency', 0],
    ['a wrong kind', '[{ "id": "NSE:INFY", "currency": "INR", "kind": "share" }]', 'kind', 0],
    ['a wrong lot', '[{ "id": "A:B", "currency": "X" }, { "id": "A:B", "currency": "X", "lotSize": 0 }]', 'lotSize', 1],
  ])('is refused with %s', (_, json, field, row) => {
    expect(() => parseInstruments(json)).toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        details: expect.objectContaining({ source: 'instruments', field, ...(row !== undefined && { row }) }),
      }),
    )
  })
})
