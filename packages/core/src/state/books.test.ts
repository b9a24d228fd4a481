import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal } from '../model/decimal.ts'
import type { Fill } from '../model/fill.ts'
import type { InstrumentKind } from '../model/instrument.ts'
import { type Books, createBooks } from './books.ts'
import { fillOf } from './orders.fixture.ts'

function booksWith(cash: number, kind: InstrumentKind = 'equity', multiplier = 1): Books {
  const books = createBooks()
  books.adjustCash('INR', new Decimal(cash))
  books.register({
    type: 'instrument.registered',
    time: 0,
    instrument: 'NSE:INFY',
    kind,
    currency: 'INR',
    multiplier: new Decimal(multiplier),
  })
  return books
}

const split = { type: 'position.adjusted', time: 0, instrument: 'NSE:INFY', action: 'split' } as const

function cashOf(books: Books): string | undefined {
  return books.cash.get('INR')?.toString()
}

const trades = fc.array(
  fc.record({
    side: fc.constantFrom('buy', 'sell'),
    quantity: fc.integer({ min: 1, max: 50 }),
    price: fc.integer({ min: 1, max: 500 }),
    fees: fc.integer({ min: 0, max: 9 }),
  }),
  { minLength: 1, maxLength: 15 },
)
type TradeList = typeof trades extends fc.Arbitrary<infer T> ? T : never

function fillsOf(list: TradeList): Fill[] {
  return list.map(({ side, quantity, price, fees }, i) =>
    fillOf(quantity, price, {
      side: side as 'buy' | 'sell',
      fees: new Decimal(fees),
      fillId: `f${i}`,
      provisional: true,
    }),
  )
}

describe('books', () => {
  it('pay for what is bought and its fees, to the last digit', () => {
    const books = booksWith(1000)
    books.bookFill(fillOf(3, '100.05', { fees: new Decimal('0.015') }), 'delivery')
    expect(cashOf(books)).toBe('699.835')
    expect(books.getProfit().realized).toBe(-0.015)
    books.mark('NSE:INFY', 110)
    expect(books.getProfit().unrealized).toBeCloseTo(29.85, 10)
    expect(books.getEquity()).toBeCloseTo(699.835 + 330, 10)
  })

  it('settle only the profit of a future', () => {
    const books = booksWith(1000, 'future', 50)
    books.bookFill(fillOf(2, 100), 'carryforward')
    expect(cashOf(books)).toBe('1000')
    books.mark('NSE:INFY', 101)
    expect(books.getEquity()).toBe(1100) // 2 x 50 x 1
    books.bookFill(fillOf(2, 101, { side: 'sell' }), 'carryforward')
    expect(cashOf(books)).toBe('1100')
    expect(books.getEquity()).toBe(1100)
  })

  it('keep products apart and sum their quantity', () => {
    const books = booksWith(1000)
    books.bookFill(fillOf(3, 10), 'delivery')
    books.bookFill(fillOf(2, 10, { side: 'sell' }), 'intraday')
    expect(books.positions.get('NSE:INFY')).toHaveLength(2)
    expect(books.getQuantity('NSE:INFY').toString()).toBe('1')
  })

  it('hold equity equal to cash plus positions at the last price, whatever was traded', () => {
    fc.assert(
      fc.property(trades, fc.integer({ min: 1, max: 500 }), (list, last) => {
        const books = booksWith(10_000)
        for (const fill of fillsOf(list)) books.bookFill(fill, 'delivery')
        books.mark('NSE:INFY', last)
        const { realized, unrealized } = books.getProfit()
        const worth = books.cash.get('INR')!.plus(books.getQuantity('NSE:INFY').times(last)).toNumber()
        expect(books.getEquity()).toBeCloseTo(worth, 6)
        expect(10_000 + realized + unrealized).toBeCloseTo(worth, 6)
      }),
    )
  })

  it('gain and lose nothing on what the broker shows, until a price is seen', () => {
    const books = booksWith(1000)
    const position = books.getPosition('NSE:INFY', 'delivery')
    books.reconcile({ ...position, quantity: new Decimal(10), averagePrice: new Decimal(50) })
    expect(books.getProfit()).toEqual({ realized: 0, unrealized: 0 })
    expect(books.getEquity()).toBe(1500)
    books.mark('NSE:INFY', 60)
    expect(books.getProfit().unrealized).toBe(100)
  })

  it('count products that hold against each other with what each cost', () => {
    const books = booksWith(1000)
    books.bookFill(fillOf(3, 10), 'delivery')
    books.bookFill(fillOf(3, 12, { side: 'sell' }), 'intraday')
    expect(books.getProfit().unrealized).toBe(6)
    expect(books.getEquity()).toBe(1006)
  })

  it('charge the fees of a corrected fill in place of those it was booked with', () => {
    const books = booksWith(1000)
    const provisional = fillOf(10, 10, { provisional: true })
    books.bookFill(provisional, 'delivery')
    books.correctFill(provisional, fillOf(10, 10, { fillId: 'T1', fees: new Decimal('1.5') }), 'delivery')
    expect(books.getPortfolio().positions[0]?.fees.toString()).toBe('1.5')
    expect(cashOf(books)).toBe('898.5')
    expect(books.getProfit().realized).toBe(-1.5)
  })

  it('correct what came before a split in the units of its own day', () => {
    const books = booksWith(1000)
    const provisional = fillOf(10, 30, { provisional: true })
    books.bookFill(provisional, 'delivery')
    books.adjust({ ...split, ratio: new Decimal(3) })
    expect(books.getQuantity('NSE:INFY').toString()).toBe('30')
    books.correctFill(provisional, fillOf(9, 30, { fillId: 'T1' }), 'delivery')
    const { quantity, averagePrice } = books.getPosition('NSE:INFY', 'delivery')
    expect(`${quantity} at ${averagePrice}, ${cashOf(books)} left`).toBe('27 at 10, 730 left')
  })

  it('scale the last price by a ratio, so that profit does not jump', () => {
    const books = booksWith(1000)
    books.bookFill(fillOf(10, 30), 'delivery')
    books.mark('NSE:INFY', 33)
    books.adjust({ ...split, ratio: new Decimal(3) })
    expect(books.getProfit().unrealized).toBe(30)
    expect(books.getPortfolio().positions[0]).toMatchObject({ lastPrice: 11, marketValue: 330, unrealizedProfit: 30 })
  })

  it('take only the difference where a corrected fill is in what the broker said already', () => {
    const books = booksWith(1000)
    const provisional = fillOf(10, 10, { provisional: true })
    books.bookFill(provisional, 'delivery')
    books.reconcile({ ...books.getPosition('NSE:INFY', 'delivery'), quantity: new Decimal(15) })
    books.correctFill(provisional, fillOf(6, 10, { provisional: true }), 'delivery')
    books.bookFill(fillOf(4, 10), 'delivery')
    expect(books.getQuantity('NSE:INFY').toString()).toBe('15')
    expect(cashOf(books)).toBe('900')
  })

  it('come out the same whether a fill was right at once or corrected later', () => {
    const scenario = trades.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.nat(list.length - 1),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 600 }),
      ),
    )
    fc.assert(
      fc.property(
        scenario,
        fc.constantFrom<InstrumentKind>('equity', 'future'),
        ([list, which, quantity, price], kind) => {
          const provisional = fillsOf(list)
          const right = {
            ...provisional[which]!,
            fillId: 'true',
            quantity: new Decimal(quantity),
            price: new Decimal(price),
            fees: new Decimal(1),
          }
          const [corrected, direct] = [booksWith(0, kind), booksWith(0, kind)]
          for (const fill of provisional) corrected.bookFill(fill, 'delivery')
          corrected.correctFill(provisional[which]!, right, 'delivery')
          provisional.forEach((fill, i) => {
            direct.bookFill(i === which ? right : fill, 'delivery')
          })
          for (const books of [corrected, direct]) books.mark('NSE:INFY', price)
          expect(corrected.cash).toEqual(direct.cash)
          expect(corrected.getProfit()).toEqual(direct.getProfit())
          expect(corrected.getPortfolio()).toEqual(direct.getPortfolio())
        },
      ),
    )
  })
})
