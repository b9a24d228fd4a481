import { describe, expect, it } from 'vitest'
import type { InstrumentId } from '../model/ids.ts'
import { createInstrument, type InstrumentOptions } from '../model/instrument.ts'
import { createInstrumentMaster } from './instrument-master.ts'

const [november, december, january] = [
  Date.UTC(2026, 10, 23, 10),
  Date.UTC(2026, 11, 29, 10),
  Date.UTC(2027, 0, 25, 10),
] as const

function share(symbol: string, name: string, exchange = 'NSE'): InstrumentOptions {
  return { id: `${exchange}:${symbol}`, currency: 'INR', name }
}

function future(underlying: string, expiry: number, month: string): InstrumentOptions {
  return { id: `NFO:${underlying}26${month}FUT`, kind: 'future', currency: 'INR', lotSize: 65, underlying, expiry }
}

function option(underlying: string, expiry: number, month: string, strike: number): readonly InstrumentOptions[] {
  const terms = { kind: 'option', currency: 'INR', lotSize: 65, underlying, expiry, strike } as const
  return [
    { ...terms, id: `NFO:${underlying}26${month}${strike}CE`, optionType: 'call' },
    { ...terms, id: `NFO:${underlying}26${month}${strike}PE`, optionType: 'put' },
  ]
}

const listed: readonly InstrumentOptions[] = [
  ...option('NIFTY', december, 'DEC', 25_000),
  ...option('NIFTY', november, 'NOV', 25_050),
  ...option('NIFTY', november, 'NOV', 25_000),
  ...option('NIFTY', november, 'NOV', 9_900),
  future('NIFTY', january, 'JAN'),
  future('NIFTY', november, 'NOV'),
  future('NIFTY', december, 'DEC'),
  future('INFY', december, 'DEC'),
  { ...share('NIFTY 50', 'Nifty 50'), kind: 'index' },
  share('INFY', 'Infosys Limited'),
  share('INFY', 'Infosys Limited', 'BSE'),
  share('INFIBEAM', 'Infibeam Avenues Limited'),
  share('TCS', 'Tata Consultancy Services Limited'),
  share('TATASTEEL', 'Tata Steel Limited'),
  share('M&M', 'Mahindra & Mahindra Limited'),
  { ...share('NIFTYBEES', 'Nippon India ETF Nifty 50 BeES'), kind: 'etf', isin: 'INF204KB14I2' },
]
const master = createInstrumentMaster(listed.map(createInstrument))

function found(text: string, options = {}): readonly InstrumentId[] {
  return master.search(text, options).map(({ id }) => id)
}

describe('an instrument master', () => {
  it('finds an instrument by its id', () => {
    expect(master.get('NSE:INFY')?.name).toBe('Infosys Limited')
    expect(master.get('NSE:INFOSYS')).toBeUndefined()
    expect(master.size).toBe(listed.length)
    expect([...master].map(({ id }) => id)).toEqual(listed.map(({ id }) => id))
  })

  it('takes what is loaded later in the place of what was there, also in its indexes', () => {
    const other = createInstrumentMaster([createInstrument(share('INFY', 'Infosys Limited'))])
    expect(other.search('rights')).toEqual([])
    other.load([createInstrument(share('INFY', 'Infosys Rights')), createInstrument(future('INFY', december, 'DEC'))])
    expect(other.size).toBe(2)
    expect(other.search('rights').map(({ id }) => id)).toEqual(['NSE:INFY'])
    expect(other.futures('NFO:INFY')).toHaveLength(1)
  })
})

describe('a search', () => {
  it.each([
    ['INFY', ['BSE:INFY', 'NSE:INFY', 'NFO:INFY26DECFUT']],
    ['infy', ['BSE:INFY', 'NSE:INFY', 'NFO:INFY26DECFUT']],
    ['nse:infy', ['NSE:INFY']],
    ['INF', ['BSE:INFY', 'NSE:INFY', 'NSE:INFIBEAM', 'NFO:INFY26DECFUT', 'NSE:NIFTYBEES']],
    ['tata', ['NSE:TATASTEEL', 'NSE:TCS']],
    ['consult', ['NSE:TCS']],
    ['tata services', ['NSE:TCS']],
    ['services tata', ['NSE:TCS']],
    ['tata infosys', []],
    ['m&m', ['NSE:M&M']],
    ['mahindra', ['NSE:M&M']],
    ['nifty 50', ['NSE:NIFTY 50', 'NSE:NIFTYBEES']],
    ['INF204KB14I2', ['NSE:NIFTYBEES']],
    ['nifty fut', ['NFO:NIFTY26NOVFUT', 'NFO:NIFTY26DECFUT', 'NFO:NIFTY26JANFUT']],
    ['nifty 25000 ce', ['NFO:NIFTY26NOV25000CE', 'NFO:NIFTY26DEC25000CE']],
    ['nifty dec 25000', ['NFO:NIFTY26DEC25000CE', 'NFO:NIFTY26DEC25000PE']],
    ['', []],
    ['  ', []],
    ['zzz', []],
  ])('for %j finds, in this order, %j', (text, ids) => {
    expect(found(text)).toEqual(ids)
  })

  it('puts the shortest symbols of shares first, and derivatives behind them', () => {
    expect(found('NIFTY').slice(0, 3)).toEqual(['NSE:NIFTY 50', 'NSE:NIFTYBEES', 'NFO:NIFTY26NOVFUT'])
  })

  it('is limited to an exchange, a kind and a number', () => {
    expect(found('infy', { exchange: 'NSE' })).toEqual(['NSE:INFY'])
    expect(found('nifty', { kind: 'etf' })).toEqual(['NSE:NIFTYBEES'])
    expect(found('nifty', { limit: 2 })).toHaveLength(2)
  })
})

describe('expiries', () => {
  it('give the nearest, the next and the far future', () => {
    const ids = (from?: number): readonly string[] => master.futures('NFO:NIFTY', from).map(({ id }) => id)
    expect(ids()).toEqual(['NFO:NIFTY26NOVFUT', 'NFO:NIFTY26DECFUT', 'NFO:NIFTY26JANFUT'])
    expect(ids(november)).toHaveLength(3)
    expect(ids(november + 1)[0]).toBe('NFO:NIFTY26DECFUT')
    expect(master.futures('BFO:NIFTY')).toEqual([])
  })

  it('give the expiries of options, and a chain by strike', () => {
    expect(master.expiries('NFO:NIFTY')).toEqual([november, december])
    expect(master.expiries('NFO:NIFTY', december)).toEqual([december])
    const chain = master.optionChain('NFO:NIFTY', november)
    expect(chain.map(({ strike, call, put }) => [strike.toString(), call?.id, put?.id])).toEqual([
      ['9900', 'NFO:NIFTY26NOV9900CE', 'NFO:NIFTY26NOV9900PE'],
      ['25000', 'NFO:NIFTY26NOV25000CE', 'NFO:NIFTY26NOV25000PE'],
      ['25050', 'NFO:NIFTY26NOV25050CE', 'NFO:NIFTY26NOV25050PE'],
    ])
    expect(master.optionChain('NFO:NIFTY', january)).toEqual([])
  })

  it('show a strike that has a put alone', () => {
    const put = option('INFY', december, 'DEC', 1500)[1]!
    const [only] = createInstrumentMaster([createInstrument(put)]).optionChain('NFO:INFY', december)
    expect(Object.keys(only!)).toEqual(['strike', 'put'])
  })
})

describe('symbols of vendors', () => {
  it('come from a table or a rule, and what was taught later goes first', () => {
    const taught = createInstrumentMaster(listed.map(createInstrument))
    taught.addVendor('yahoo', {
      toVendor: ({ id }) => (id.startsWith('NSE:') ? `${id.slice(4)}.NS` : undefined),
      fromVendor: (symbol) => (symbol.endsWith('.NS') ? `NSE:${symbol.slice(0, -3)}` : undefined),
    })
    taught.addVendor('yahoo', [['NSE:NIFTY 50', '^NSEI']])
    expect(taught.toVendor('yahoo', 'NSE:INFY')).toBe('INFY.NS')
    expect(taught.toVendor('yahoo', 'NSE:NIFTY 50')).toBe('^NSEI')
    expect(taught.fromVendor('yahoo', '^NSEI')).toBe('NSE:NIFTY 50')
    expect(taught.fromVendor('yahoo', 'INFY.NS')).toBe('NSE:INFY')
    for (const [call, name] of [
      [() => taught.toVendor('yahoo', 'BSE:INFY'), 'BSE:INFY'],
      [() => taught.fromVendor('yahoo', 'INFY.BO'), 'INFY.BO'],
      [() => taught.toVendor('kite', 'NSE:INFY'), 'kite'],
    ] as const)
      expect(call).toThrow(
        expect.objectContaining({ code: 'not-found', details: { source: 'instrument master', name } }),
      )
  })

  it('are refused where one names two instruments', () => {
    expect(() =>
      master.addVendor('kite', [
        ['NSE:INFY', '408065'],
        ['BSE:INFY', '408065'],
      ]),
    ).toThrow(expect.objectContaining({ code: 'invalid-data', details: expect.objectContaining({ source: 'kite' }) }))
  })
})
