import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exchangeOf, parseClientOrderId, parseInstrumentId, symbolOf } from './ids.ts'

const exchange = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,9}$/)
const symbol = fc.stringMatching(/^[A-Z0-9&.^_-]{1,20}$/)

describe('instrument ids', () => {
  it.each([
    'NSE:INFY',
    'BSE:500325',
    'NSE:M&M',
    'NSE_INDEX:NIFTY 50',
    'NASDAQ:AAPL',
    'X:^GSPC',
    'NFO:NIFTY26DECFUT',
    'CRYPTO:BTC/USD',
    'A:B',
  ])('takes %s', (text) => {
    expect(parseInstrumentId(text)).toBe(text)
  })

  it.each([
    '',
    ':',
    'INFY',
    'NSE:',
    ':INFY',
    'nse:INFY',
    '1NSE:INFY',
    'NSE: INFY',
    'NSE:INFY ',
    'NSE:INFY\n',
    ' NSE:INFY',
    'NSE:IN:FY',
    'NSE::INFY',
    'NSE :INFY',
  ])('refuses %j and says what an id looks like', (text) => {
    expect(() => parseInstrumentId(text)).toThrow(
      expect.objectContaining({
        code: 'invalid-order',
        message: `instrument is ${JSON.stringify(text)}; expected EXCHANGE:SYMBOL, the exchange in capitals, such as NSE:INFY.`,
        details: {
          field: 'instrument',
          value: text,
          expected: 'EXCHANGE:SYMBOL, the exchange in capitals, such as NSE:INFY',
        },
      }),
    )
  })

  it('come apart into the exchange and the symbol they were put together from', () => {
    fc.assert(
      fc.property(exchange, symbol, (left, right) => {
        const id = parseInstrumentId(`${left}:${right}`)
        expect([exchangeOf(id), symbolOf(id)]).toEqual([left, right])
      }),
    )
  })
})

describe('client order ids', () => {
  it.each(['a', '0', 'k3v9x0q2m7d1p'])('takes %s', (text) => {
    expect(parseClientOrderId(text)).toBe(text)
  })

  it.each(['', 'K3V9', 'a-b', 'a b', 'a\n', 'ä', 'a:b'])('refuses %j', (text) => {
    expect(() => parseClientOrderId(text)).toThrow(
      expect.objectContaining({
        code: 'invalid-order',
        details: { field: 'clientOrderId', value: text, expected: 'one or more characters of [a-z0-9]' },
      }),
    )
  })
})
