import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal } from '../model/decimal.ts'
import type { JournalEventOf } from '../model/events.ts'
import type { Fill } from '../model/fill.ts'
import type { Json } from '../model/json.ts'
import type { Product } from '../model/supports.ts'
import { type Books, createBooks } from './books.ts'
import { fillOf } from './orders.fixture.ts'

const instruments = {
  'NSE:INFY': { kind: 'equity', currency: 'INR', multiplier: 1 },
  'NFO:NIFTY': { kind: 'future', currency: 'INR', multiplier: 65 },
  'CME:ES': { kind: 'future', currency: 'USD', multiplier: 50 },
} as const
type Listed = keyof typeof instruments
const listed = Object.keys(instruments) as Listed[]

interface Trade {
  readonly type: 'trade'
  readonly instrument: Listed
  readonly product: Product
  readonly side: 'buy' | 'sell'
  readonly quantity: number
  /** In twentieths, the tick. */
  readonly ticks: number
  readonly fees: number
  readonly provisional: boolean
}
/** Puts new figures in the place of the provisional fill before that is `back` provisional fills away. */
type Correction = Omit<Trade, 'type' | 'instrument' | 'product' | 'side'> & {
  readonly type: 'correct'
  readonly back: number
}
type Adjustment = {
  readonly type: 'adjust'
  readonly instrument: Listed
  readonly ratio?: number
  readonly amount?: number
}
type Mark = { readonly type: 'mark'; readonly instrument: Listed; readonly price: number }
type Reconciliation = { readonly type: 'reconcile'; readonly instrument: Listed; readonly quantity: number }
type Act = Trade | Correction | Adjustment | Mark | Reconciliation

const instrument = fc.constantFrom(...listed)
const figures = {
  quantity: fc.integer({ min: 1, max: 40 }),
  ticks: fc.integer({ min: 1, max: 40_000 }),
  fees: fc.integer({ min: 0, max: 9 }),
  provisional: fc.boolean(),
}
const trade: fc.Arbitrary<Trade> = fc.record({
  type: fc.constant('trade'),
  instrument,
  product: fc.constantFrom('delivery', 'intraday'),
  side: fc.constantFrom('buy', 'sell'),
  ...figures,
})
const correction: fc.Arbitrary<Correction> = fc.record({
  type: fc.constant('correct'),
  back: fc.nat(6),
  ...figures,
  quantity: fc.integer({ min: 0, max: 40 }),
})
const adjustment: fc.Arbitrary<Adjustment> = fc.oneof(
  fc.record({ type: fc.constant('adjust'), instrument, ratio: fc.constantFrom(2, 5, 1.5, 0.5) }),
  fc.record({
    type: fc.constant('adjust'),
    instrument: fc.constant('NSE:INFY'),
    amount: fc.integer({ min: 1, max: 9 }),
  }),
)
const mark: fc.Arbitrary<Mark> = fc.record({
  type: fc.constant('mark'),
  instrument,
  price: fc.double({ min: 0.05, max: 2000, noNaN: true }),
})
const reconciliation: fc.Arbitrary<Reconciliation> = fc.record({
  type: fc.constant('reconcile'),
  instrument,
  quantity: fc.integer({ min: -50, max: 50 }),
})

/** Plays acts on books, and keeps the facts as they stand after all corrections. */
function createPlayer() {
  let books = createBooks()
  for (const id of listed)
    books.register({
      type: 'instrument.registered',
      time: 0,
      instrument: id,
      kind: instruments[id].kind,
      currency: instruments[id].currency,
      multiplier: new Decimal(instruments[id].multiplier),
    })
  const facts: (Trade | Adjustment)[] = []
  const booked: { fill: Fill; readonly product: Product; readonly fact: number }[] = []

  function correct({ back, quantity, ticks, fees, provisional }: Correction): void {
    const open = booked.filter(({ fill }) => fill.provisional && fill.quantity.gt(0))
    const target = open.at(-1 - (back % Math.max(open.length, 1)))
    if (target === undefined) return
    const fill = {
      ...target.fill,
      ...figuresOf({ quantity, ticks, fees: quantity === 0 ? 0 : fees }),
      fillId: `${target.fill.fillId}'`,
      provisional,
    }
    books.correctFill(target.fill, fill, target.product)
    target.fill = fill
    const fact = facts[target.fact] as Trade
    facts[target.fact] = { ...fact, quantity, ticks, fees: quantity === 0 ? 0 : fees }
  }

  return {
    facts,
    get books() {
      return books
    },
    /** Goes on with books that were saved and restored. */
    restart() {
      books = createBooks(JSON.parse(JSON.stringify(books.save())) as Json)
    },
    play(act: Act): void {
      switch (act.type) {
        case 'trade': {
          const fill = fillOf(1, 1, {
            ...figuresOf(act),
            fillId: `f${booked.length}`,
            instrument: act.instrument,
            side: act.side,
            provisional: act.provisional,
          })
          booked.push({ fill, product: act.product, fact: facts.length })
          facts.push(act)
          return books.bookFill(fill, act.product)
        }
        case 'correct':
          return correct(act)
        case 'adjust':
          facts.push(act)
          return books.adjust(eventOf(act))
        case 'mark':
          return books.mark(act.instrument, act.price)
        case 'reconcile': {
          const position = books.getPosition(act.instrument, 'delivery')
          const [quantity, averagePrice] = [new Decimal(act.quantity), new Decimal(100).div(3)]
          return books.reconcile({ ...position, quantity, averagePrice })
        }
      }
    },
  }
}

function figuresOf({ quantity, ticks, fees }: { quantity: number; ticks: number; fees: number }) {
  return { quantity: new Decimal(quantity), price: new Decimal(ticks).div(20), fees: new Decimal(fees) }
}

function eventOf({ instrument: id, ratio, amount }: Adjustment): JournalEventOf<'position.adjusted'> {
  return {
    type: 'position.adjusted',
    time: 0,
    instrument: id,
    action: ratio === undefined ? 'dividend' : 'split',
    ...(ratio !== undefined && { ratio: new Decimal(ratio) }),
    ...(amount !== undefined && { amount: new Decimal(amount) }),
  }
}

/** Sales less purchases and dividends, quantity and fees, counted in whole numbers as a child would: no average anywhere. */
function bruteForce(facts: readonly (Trade | Adjustment)[], id: Listed, product: Product) {
  const { multiplier } = instruments[id]
  let quantity = 0
  let twentieths = 0
  let fees = 0
  for (const fact of facts) {
    if (fact.instrument !== id) continue
    if (fact.type === 'adjust') {
      twentieths += (fact.amount ?? 0) * 20 * quantity * multiplier
      quantity *= fact.ratio ?? 1
    } else if (fact.product === product) {
      const sign = fact.side === 'buy' ? 1 : -1
      twentieths -= sign * fact.ticks * fact.quantity * multiplier
      quantity += sign * fact.quantity
      fees += fact.fees
    }
  }
  return { quantity, earned: new Decimal(twentieths).div(20), fees }
}

/** Everything that anybody can see, to the bit. */
function observe(books: Books) {
  return {
    positions: [...books.positions],
    cash: [...books.cash],
    profit: books.getProfit(),
    equity: books.getEquity(),
    portfolio: books.getPortfolio(),
    totals: [...books.getPortfolio().totals],
    quantities: listed.map((id) => books.getQuantity(id)),
    saved: books.save(),
  }
}

describe('books, over any history of fills, corrections, turns, splits and dividends,', () => {
  const history = fc.array(
    fc.oneof(
      { weight: 6, arbitrary: trade },
      { weight: 2, arbitrary: correction },
      { weight: 1, arbitrary: adjustment },
    ),
    { maxLength: 40 },
  )

  it('hold what was bought less what was sold, and charge each fee once', () => {
    fc.assert(
      fc.property(history, (acts) => {
        const { play, books, facts } = createPlayer()
        for (const act of acts) play(act)
        for (const { instrument: id, product, quantity, fees } of books.getPortfolio().positions) {
          const truth = bruteForce(facts, id as Listed, product)
          expect(quantity.toNumber()).toBe(truth.quantity + 0)
          expect(fees.toNumber()).toBe(truth.fees)
        }
      }),
    )
  })

  it('have earned exactly sales less purchases where they are flat, and settled a future to the last digit', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 40_000 }), (acts, ticks) => {
        const player = createPlayer()
        for (const act of acts) player.play(act)
        // The counts of a future after halving may have a half; a last fill takes them all away.
        for (const { instrument: id, product, quantity } of player.books.getPortfolio().positions) {
          if (quantity.isZero()) continue
          const side = quantity.gt(0) ? 'sell' : 'buy'
          player.play({
            type: 'trade',
            instrument: id as Listed,
            product,
            side,
            quantity: quantity.abs().toNumber(),
            ticks,
            fees: 1,
            provisional: false,
          })
        }
        const expected = new Map<string, Decimal>()
        for (const { instrument: id, product, currency, quantity, realizedProfit } of player.books.getPortfolio()
          .positions) {
          const { earned, fees } = bruteForce(player.facts, id as Listed, product)
          expect(quantity.toString()).toBe('0')
          expect(realizedProfit.toString()).toBe(earned.toString())
          expected.set(currency, (expected.get(currency) ?? new Decimal(0)).plus(earned).minus(fees))
        }
        for (const [currency, balance] of player.books.cash)
          expect(balance.toString()).toBe((expected.get(currency) ?? new Decimal(0)).toString())
        const total = [...expected.values()].reduce((sum, each) => sum.plus(each), new Decimal(0))
        expect(player.books.getProfit()).toEqual({ realized: total.toNumber() + 0, unrealized: 0 })
      }),
    )
  })

  it('pay for what is paid in full to the last digit, flat or not', () => {
    fc.assert(
      fc.property(history, (acts) => {
        const { play, books, facts } = createPlayer()
        for (const act of acts) if (act.type === 'correct' || act.instrument === 'NSE:INFY') play(act)
        const parts = (['delivery', 'intraday'] as const).map((product) => bruteForce(facts, 'NSE:INFY', product))
        const cash = parts.reduce((sum, { earned, fees }) => sum.plus(earned).minus(fees), new Decimal(0))
        expect((books.cash.get('INR') ?? new Decimal(0)).toString()).toBe(cash.toString())
      }),
    )
  })

  it('are worth the same before a split and after it', () => {
    fc.assert(
      fc.property(
        history,
        instrument,
        fc.constantFrom(2, 4, 8),
        fc.integer({ min: 1, max: 2000 }),
        (acts, id, ratio, last) => {
          const { play, books } = createPlayer()
          for (const act of acts) play(act)
          play({ type: 'mark', instrument: id, price: last })
          const [profit, equity, cash] = [books.getProfit(), books.getEquity(), [...books.cash]]
          play({ type: 'adjust', instrument: id, ratio })
          expect(books.getProfit()).toEqual(profit)
          expect(books.getEquity()).toBe(equity)
          expect([...books.cash]).toEqual(cash)
        },
      ),
    )
  })

  it('go on after they were saved and restored at any point as if they had not been', () => {
    const acts = fc.array(
      fc.oneof(
        { weight: 6, arbitrary: trade },
        { weight: 3, arbitrary: correction },
        { weight: 1, arbitrary: adjustment },
        { weight: 1, arbitrary: mark },
        { weight: 1, arbitrary: reconciliation },
      ),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(acts, fc.nat(30), (history, at) => {
        const [through, restarted] = [createPlayer(), createPlayer()]
        history.forEach((act, i) => {
          if (i === at) restarted.restart()
          through.play(act)
          restarted.play(act)
          expect(observe(restarted.books)).toEqual(observe(through.books))
        })
      }),
    )
  })
})

describe('books', () => {
  it('keep no fill that nobody can correct any more', () => {
    const { play, books } = createPlayer()
    const buy: Trade = {
      type: 'trade',
      instrument: 'NSE:INFY',
      product: 'delivery',
      side: 'buy',
      quantity: 1,
      ticks: 20,
      fees: 0,
      provisional: false,
    }
    const tail = (): number => JSON.stringify(books.save()).split('fillId').length - 1
    for (let i = 0; i < 10; i++) play(buy)
    expect(tail()).toBe(0)
    play({ ...buy, provisional: true })
    for (let i = 0; i < 10; i++) play(buy)
    expect(tail()).toBe(11)
    play({ type: 'correct', back: 0, quantity: 1, ticks: 21, fees: 0, provisional: false })
    expect(tail()).toBe(0)
    expect(books.getPosition('NSE:INFY', 'delivery').averagePrice.times(21).toFixed(10)).toBe('21.0500000000')
  })

  it('have nothing to save before anything happened', () => {
    expect(createBooks().save()).toEqual({ cash: [], realizedProfit: '0', used: [], unused: [] })
  })
})
