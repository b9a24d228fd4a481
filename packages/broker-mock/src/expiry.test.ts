import { createInstrument, type InstrumentId } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SettlementPrice } from './expiry.ts'
import type { FeeModel } from './fees.ts'
import { day, minute, monday, openAccounts, openSession } from './testing/session.ts'

const end = monday + day
const contract = { currency: 'USD', expiry: end, tickSize: '0.01' } as const
const instruments = [
  createInstrument({ id: 'X:A', currency: 'USD' }),
  createInstrument({ ...contract, id: 'X:F', kind: 'future', multiplier: 50 }),
  createInstrument({ ...contract, id: 'X:C', kind: 'option', strike: 100, optionType: 'call' }),
  createInstrument({ ...contract, id: 'X:P', kind: 'option', strike: 100, optionType: 'put' }),
]
/** Futures at their own last price, options by that of X:A. */
const settlementPrice: SettlementPrice = ({ id, kind }, last) => last(kind === 'future' ? id : 'X:A')
const options = { cash: 100_000, shortSelling: true, instruments, settlementPrice, checks: [] }

async function openContracts(more: object = {}) {
  const session = await openSession({ ...options, ...more })
  const trade = (instrument: InstrumentId, side: 'buy' | 'sell', price: number, quantity = 1): void => {
    session.place({ instrument, side, type: 'market', product: 'carryforward', quantity })
    session.print(price, quantity, instrument)
  }
  const held = (): string[] =>
    session.broker.venue.listPositions().map(({ instrument, quantity }) => `${quantity} ${instrument}`)
  return { ...session, trade, held }
}

describe('a contract that has expired', () => {
  // Bought at 100, settled at 103: 2 x 50 x 3 = 300.
  it('is settled in cash at its settlement price, where it is a future', async () => {
    const { trade, print, broker, clock, held, traded } = await openContracts()
    trade('X:F', 'buy', 100, 2)
    print(103, 1, 'X:F')
    clock.advanceTo(end)
    print(110, 1)
    expect(traded()).toEqual(['M1 2 at 100', 'M2 2 at 103'])
    expect(broker.cash.toFixed()).toBe('100300')
    expect(held()).toEqual(['0 X:F'])
    expect(broker.venue.listOrders()[1]).toMatchObject({ side: 'sell', lifecycle: 'filled', reason: 'Settled at 103.' })
  })

  // The call was bought for 5 and is worth 12 at 112; the put was written for 4 and is worth nothing then.
  it('is exercised where it is an option in the money, and worthless where it is not', async () => {
    const { trade, print, broker, clock, held } = await openContracts()
    trade('X:C', 'buy', 5)
    trade('X:P', 'sell', 4)
    print(112, 1)
    clock.advanceTo(end)
    print(112, 1)
    expect(broker.cash.toFixed()).toBe('100011')
    expect(held()).toEqual(['0 X:C', '0 X:P'])
    expect(broker.venue.listPositions().map(({ realizedProfit }) => realizedProfit.toFixed())).toEqual(['7', '4'])
  })

  it('is paid by who wrote the option, in each product that holds it', async () => {
    const { trade, place, print, broker, clock } = await openContracts()
    trade('X:P', 'sell', 4, 3)
    place({ instrument: 'X:P', side: 'sell', type: 'market', product: 'intraday' })
    print(4, 1, 'X:P')
    print(90, 1)
    clock.advanceTo(end)
    print(90, 1)
    expect(broker.cash.toFixed()).toBe('99976')
  })

  it('costs fees where an option that is held is exercised, and nothing else does', async () => {
    const asked: string[] = []
    const fees: FeeModel = ({ instrument, side, price, exercised }) => {
      asked.push(`${side} ${instrument.id} ${price}${exercised === true ? ' exercised' : ''}`)
      return 1
    }
    const { trade, print, broker, clock } = await openContracts({ fees })
    trade('X:F', 'buy', 100)
    trade('X:C', 'buy', 5)
    trade('X:P', 'buy', 4)
    print(112, 1)
    asked.length = 0
    clock.advanceTo(end)
    print(112, 1)
    expect(asked).toEqual(['sell X:C 12 exercised'])
    expect(broker.cash.toFixed()).toBe('99999')
  })

  it('ends the orders for it, and takes no more', async () => {
    const { place, ask, print, clock, row, traded, broker } = await openContracts({ latency: { orders: () => minute } })
    const limit = { instrument: 'X:F', side: 'buy', type: 'limit', limitPrice: 90, timeInForce: 'gtc' } as const
    const order = place(limit)
    clock.advanceTo(end - 1)
    const late = place(limit)
    clock.advanceTo(end)
    const rejected = { outcome: 'rejected', evidence: { reason: 'X:F has expired.' } }
    expect(ask(limit)).toEqual(rejected)
    expect(() => broker.venue.placeOutside({ instrument: 'X:F', side: 'buy', quantity: 1 })).toThrow(/not expired/)
    print(80, 5)
    for (const each of [order, late])
      expect(await row(each)).toMatchObject({ lifecycle: 'expired', reason: 'X:F has expired.' })
    clock.advanceTo(end + day)
    print(80, 5, 'X:F')
    expect(traded()).toEqual([])
  })

  it('has filled orders in the bar that ends with it', async () => {
    const { place, play, print, clock, traded } = await openContracts()
    clock.advanceTo(end - minute)
    place({ instrument: 'X:F', side: 'buy', type: 'limit', limitPrice: 95 })
    play([100, 101, 95, 98], { instrument: 'X:F' })
    print(100, 1)
    expect(traded()).toEqual(['M1 1 at 95', 'M2 1 at 98'])
  })

  it('is settled when the day ends with it', async () => {
    const { trade, broker, clock, held } = await openContracts()
    trade('X:F', 'buy', 100)
    clock.advanceTo(end)
    broker.venue.endDay()
    expect(held()).toEqual(['0 X:F'])
  })

  it('stays what it was where nobody says what it settles at', async () => {
    const { trade, print, clock, held } = await openContracts({ settlementPrice: undefined })
    trade('X:F', 'buy', 100)
    clock.advanceTo(end)
    print(110, 1)
    expect(held()).toEqual(['1 X:F'])
  })

  it('needs a price only where somebody holds it, and then a good one', async () => {
    const { trade, print, clock, held } = await openContracts({ settlementPrice: () => undefined })
    trade('X:F', 'buy', 100)
    clock.advanceTo(end)
    expect(() => print(110, 1)).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        message: 'settlementPrice of X:F is undefined; expected a number.',
      }),
    )
    expect(held()).toEqual(['1 X:F'])
    const other = await openContracts({ settlementPrice: () => undefined })
    other.clock.advanceTo(end)
    other.print(110, 1)
  })

  it('moves money between those who hold it, and makes none', async () => {
    let settled = 0
    const trades = fc.array(
      fc.record({ price: fc.integer({ min: 1, max: 200 }), which: fc.nat(2), turn: fc.boolean() }),
    )
    await fc.assert(
      fc.asyncProperty(trades, fc.integer({ min: 1, max: 200 }), async (history, price) => {
        const { venue, clock, sessions } = await openAccounts(
          { instruments, settlementPrice: () => price },
          { cash: 1e9, shortSelling: true },
          { cash: 1e9, shortSelling: true },
        )
        for (const { instrument } of [{ instrument: 'X:F' }, { instrument: 'X:C' }, { instrument: 'X:P' }] as const)
          venue.depth({ instrument, time: clock.now(), bids: [], asks: [] })
        for (const { price, which, turn } of history) {
          const instrument = (['X:F', 'X:C', 'X:P'] as const)[which]!
          const [maker, taker] = turn ? sessions : sessions.toReversed()
          maker!.place({ instrument, side: 'buy', type: 'limit', limitPrice: price, timeInForce: 'gtc' })
          taker!.place({ instrument, side: 'sell', type: 'limit', limitPrice: price, timeInForce: 'gtc' })
        }
        const traded = sessions[0]!.traded().length
        clock.advanceTo(end)
        venue.endDay()
        settled += sessions[0]!.traded().length - traded
        const cash = sessions.map(({ broker }) => broker.cash.toNumber())
        expect(cash[0]! + cash[1]!).toBe(2e9)
        for (const { broker } of sessions)
          for (const { quantity } of broker.venue.listPositions()) expect(quantity.toNumber()).toBe(0)
      }),
    )
    expect(settled).toBeGreaterThan(20)
  })
})
