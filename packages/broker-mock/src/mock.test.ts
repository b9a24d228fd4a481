import { createInstrument, createTrader, Decimal, isShagunError, parseClientOrderId, type Trader } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { type MockSupports, mock, mockSupports } from './mock.ts'

const dollars = createInstrument({ id: 'NASDAQ:AAPL', currency: 'USD' })
const rupees = createInstrument({ id: 'NSE:INFY', currency: 'INR' })

describe('without options', () => {
  it('has 100 000 dollars and everything that bars can decide', async () => {
    const broker = mock()
    expect(broker.id).toBe('mock')
    expect(broker.cash.toFixed()).toBe('100000')
    expect(broker.supports).toBe(mockSupports)
    expect(Object.keys((await broker.fetchSnapshot()).cash)).toEqual(['USD'])
  })
})

describe('the currency of the account', () => {
  it('is that of the first instrument where none is named', async () => {
    const { cash } = await mock({ instruments: [rupees] }).fetchSnapshot()
    expect(Object.keys(cash)).toEqual(['INR'])
  })

  it('must be that of every instrument', () => {
    expect(() => mock({ instruments: [rupees, dollars] })).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        message: 'The currency of NASDAQ:AAPL is USD; expected INR, the one currency of the account.',
      }),
    )
    expect(() => mock({ instruments: [rupees], currency: 'USD' })).toThrow(/NSE:INFY is INR; expected USD/)
  })
})

describe('cash', () => {
  it('may be text, a number or a Decimal', () => {
    expect(mock({ cash: '0.10' }).cash.toFixed()).toBe('0.1')
    expect(mock({ cash: 0 }).cash.toFixed()).toBe('0')
    expect(mock({ cash: new Decimal('1e9') }).cash.toFixed()).toBe('1000000000')
  })

  it.each(['-0.01', 'lots', '', Number.NaN, Number.POSITIVE_INFINITY])('cannot be %o', (cash) => {
    expect(() => mock({ cash })).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        details: { option: 'cash', value: String(cash), expected: 'an amount of 0 or more' },
      }),
    )
  })
})

describe('an option', () => {
  it.each([
    ['sliceAbove', 0, 'a quantity above 0'],
    ['sliceAbove', 'all', 'a quantity above 0'],
    ['maxSlices', 0, 'a whole number above 0'],
    ['maxSlices', 1.5, 'a whole number above 0'],
    ['reports', 'rows', 'one of fills, orders, both'],
    ['books', 'weekly', 'one of kept, daily'],
  ])('%s cannot be %o', (option, value, expected) => {
    expect(() => mock({ [option]: value })).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        message: `${option} is ${value}; expected ${expected}.`,
        details: { option, value: String(value), expected },
      }),
    )
  })
})

describe('supports', () => {
  const delivery = {
    orderTypes: ['market', 'limit'],
    timeInForce: ['day'],
    products: ['delivery'],
    modify: [],
    groups: [],
    idempotency: 'none',
    tagLength: 0,
  } as const

  it('are those of the broker that it stands for', () => {
    const broker = mock({ supports: delivery })
    expect(broker.supports).toBe(delivery)
    expect('modify' in broker).toBe(false)
    expect('modify' in mock()).toBe(true)
  })

  it('narrow what compiles on a trader', () => {
    const trader = createTrader({ broker: mock({ supports: delivery }) })
    const narrowed = (): unknown[] => [
      trader.place({ instrument: 'NSE:INFY', side: 'buy', quantity: 1, type: 'limit', limitPrice: 1 }),
      // @ts-expect-error stop orders are not declared
      trader.place({ instrument: 'NSE:INFY', side: 'buy', quantity: 1, type: 'stop', stopPrice: 1 }),
      // @ts-expect-error nothing can be modified
      trader.modify(parseClientOrderId('a'), { quantity: 1 }),
    ]
    expect(narrowed).toBeTypeOf('function')
    createTrader({ broker: mock() }) satisfies Trader<MockSupports>
  })

  it('cannot name a group that nobody knows', () => {
    try {
      mock({ supports: { ...mockSupports, groups: ['cover' as 'oco'] } })
      expect.unreachable()
    } catch (error) {
      if (!isShagunError(error, 'invalid-options')) throw error
      expect(error.details.option).toBe('supports.groups')
    }
  })
})
