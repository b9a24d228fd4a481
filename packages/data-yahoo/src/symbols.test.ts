import { isShagunError } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSymbols } from './symbols.ts'

const symbols = createSymbols()

describe('the symbols of Yahoo', () => {
  it.each([
    ['NSE:RELIANCE', 'RELIANCE.NS', 'NSI'],
    ['NSE:M&M', 'M&M.NS', 'NSI'],
    ['NSE:BAJAJ-AUTO', 'BAJAJ-AUTO.NS', 'NSI'],
    ['BSE:500325', '500325.BO', 'BSE'],
    ['BSE:RELIANCE', 'RELIANCE.BO', 'BSE'],
    ['NSE:NIFTY50', '^NSEI', 'NSI'],
    ['NSE:BANKNIFTY', '^NSEBANK', 'NSI'],
    ['NSE:INDIAVIX', '^INDIAVIX', 'NSI'],
    ['BSE:SENSEX', '^BSESN', 'BSE'],
    ['NASDAQ:AAPL', 'AAPL', 'NMS'],
    ['NYSE:BRK.B', 'BRK-B', 'NYQ'],
    ['LSE:BT.A', 'BT-A.L', 'LSE'],
    ['FX:USDINR', 'USDINR=X', 'CCY'],
    ['CRYPTO:BTC-USD', 'BTC-USD', 'CCC'],
  ] as const)('call %s %s, and the other way round', (instrument, symbol, code) => {
    expect(symbols.toYahoo(instrument)).toBe(symbol)
    expect(symbols.toInstrument(symbol, code)).toBe(instrument)
  })

  it('take no coin without a currency for the share or fund that goes by its name', () => {
    for (const wrong of ['CRYPTO:BTC', 'CRYPTO:AAPL', 'CRYPTO:RELIANCE.NS'] as const)
      expect(() => symbols.toYahoo(wrong)).toThrow(/such as CRYPTO:BTC-USD/)
  })

  it('know other names of an index', () => {
    for (const name of ['NSE:NIFTY', 'NSE:NIFTY 50'] as const) expect(symbols.toYahoo(name)).toBe('^NSEI')
  })

  it('never take a share of one Indian exchange for that of the other', () => {
    const letters = fc.stringMatching(/^[A-Z0-9&-]{1,12}$/)
    fc.assert(
      fc.property(letters, fc.constantFrom('NSE', 'BSE'), (name, exchange) => {
        const instrument = `${exchange}:${name}` as const
        if (createSymbols().toYahoo(instrument).startsWith('^')) return
        expect(symbols.toInstrument(symbols.toYahoo(instrument))).toBe(instrument)
      }),
    )
  })

  it('refuse an exchange that is not mapped, and a symbol that would be another instrument', () => {
    for (const instrument of ['MOON:X', 'NASDAQ:^GSPC', 'NSE:A,B'] as const)
      expect(() => symbols.toYahoo(instrument)).toThrow(expect.toSatisfy((e) => isShagunError(e, 'unsupported')))
    expect(symbols.toInstrument('^STRANGE')).toBeUndefined()
    expect(symbols.toInstrument('AAPL')).toBeUndefined()
  })

  it('take mappings of users before their own', () => {
    const own = createSymbols({ PARIS: '.PA' }, { 'NSE:NIFTY100': '^CNX100', 'NSE:NIFTYINDEX': '^NSEI' })
    expect(own.toYahoo('PARIS:MC')).toBe('MC.PA')
    expect(own.toInstrument('MC.PA')).toBe('PARIS:MC')
    expect(own.toYahoo('NSE:NIFTY100')).toBe('^CNX100')
    expect(own.toInstrument('^NSEI')).toBe('NSE:NIFTYINDEX')
    expect(own.exchanges).toContain('PARIS')
    expect(() => createSymbols({ PARIS: ' .PA' })).toThrow(/PARIS/)
  })
})
