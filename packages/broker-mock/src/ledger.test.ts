import { createInstrument, Decimal, type Instrument, type Product, type Side } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLedger, type LedgerEntry } from './ledger.ts'

const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })
const nifty = createInstrument({ id: 'NFO:NIFTY26DECFUT', kind: 'future', currency: 'INR', lotSize: 65, multiplier: 2 })
const call = createInstrument({ id: 'NFO:NIFTY26DEC25000CE', kind: 'option', currency: 'INR', multiplier: 10 })

function entry(
  side: Side,
  quantity: number,
  price: number | string,
  rest: { readonly fees?: number; readonly instrument?: Instrument; readonly product?: Product } = {},
): LedgerEntry {
  const { fees = 0, instrument = infy, product = 'delivery' } = rest
  const exact = { quantity: new Decimal(quantity), price: new Decimal(price), fees: new Decimal(fees) }
  return { instrument, product, side, ...exact }
}

function book(cash: number, ...entries: LedgerEntry[]) {
  const ledger = createLedger(new Decimal(cash))
  for (const each of entries) ledger.book(each)
  const positions = ledger.listPositions().map(({ quantity, averagePrice, realizedProfit }) => ({
    quantity: quantity.toFixed(),
    averagePrice: averagePrice.toFixed(),
    realizedProfit: realizedProfit.toFixed(),
  }))
  return { cash: ledger.cash.toFixed(), positions }
}

describe('what is paid in full', () => {
  it('pays for a purchase and its fees, and brings what a sale brings less its fees', () => {
    expect(book(10_000, entry('buy', 10, '150.5', { fees: 2 })).cash).toBe('8493')
    expect(book(10_000, entry('buy', 10, 150), entry('sell', 10, 160, { fees: 3 })).cash).toBe('10097')
  })

  it('counts an option contract with its multiplier', () => {
    const { cash, positions } = book(
      10_000,
      entry('buy', 3, 20, { instrument: call }),
      entry('sell', 3, 25, { instrument: call }),
    )
    expect(cash).toBe('10150')
    expect(positions).toEqual([{ quantity: '0', averagePrice: '0', realizedProfit: '150' }])
  })

  it('averages what is added', () => {
    const { positions } = book(10_000, entry('buy', 10, 100), entry('buy', 30, 120))
    expect(positions).toEqual([{ quantity: '40', averagePrice: '115', realizedProfit: '0' }])
  })

  it('keeps the average where a part is sold, and earns against it', () => {
    const { positions } = book(10_000, entry('buy', 10, 100), entry('buy', 30, 120), entry('sell', 15, 125))
    expect(positions).toEqual([{ quantity: '25', averagePrice: '115', realizedProfit: '150' }])
  })

  it('turns a position over: what is left opens at its own price', () => {
    const { cash, positions } = book(10_000, entry('buy', 10, 100), entry('sell', 25, 110))
    expect(positions).toEqual([{ quantity: '-15', averagePrice: '110', realizedProfit: '100' }])
    expect(cash).toBe('11750')
  })

  it('earns on a short position when prices fall', () => {
    const { cash, positions } = book(10_000, entry('sell', 10, 100), entry('sell', 10, 90), entry('buy', 20, 80))
    expect(positions).toEqual([{ quantity: '0', averagePrice: '0', realizedProfit: '300' }])
    expect(cash).toBe('10300')
  })

  it('keeps products apart', () => {
    const { positions } = book(10_000, entry('buy', 10, 100), entry('sell', 10, 110, { product: 'intraday' }))
    expect(positions.map(({ quantity }) => quantity)).toEqual(['10', '-10'])
  })
})

describe('a future', () => {
  const future = { instrument: nifty, product: 'carryforward' } as const

  it('moves no cash but fees when it is opened', () => {
    expect(book(10_000, entry('buy', 65, 25_000, { ...future, fees: 40 })).cash).toBe('9960')
  })

  it('settles its profit, with the multiplier, when it is closed', () => {
    const entries = [entry('buy', 65, 25_000, future), entry('sell', 65, 25_010, { ...future, fees: 40 })]
    expect(book(10_000, ...entries)).toEqual({
      cash: '11260',
      positions: [{ quantity: '0', averagePrice: '0', realizedProfit: '1300' }],
    })
  })

  it('settles only the part that a turn closes', () => {
    const { cash, positions } = book(10_000, entry('sell', 65, 25_000, future), entry('buy', 195, 24_990, future))
    expect(cash).toBe('11300')
    expect(positions).toEqual([{ quantity: '130', averagePrice: '24990', realizedProfit: '1300' }])
  })
})

describe('over any history', () => {
  const entries = fc.array(
    fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      quantity: fc.integer({ min: 1, max: 1_000 }),
      price: fc.integer({ min: 1, max: 10_000_000 }).map((ticks) => (ticks / 20).toFixed(2)),
      fees: fc.integer({ min: 0, max: 100 }),
    }),
    { maxLength: 40 },
  )

  it('cash is opening cash less the sum of signed values and fees, to the last digit', () => {
    fc.assert(
      fc.property(entries, (history) => {
        const ledger = createLedger(new Decimal('1000000.05'))
        // Hundredths as whole numbers, so that the sum owes nothing to Decimal.
        let hundredths = 100_000_005n
        for (const { side, quantity, price, fees } of history) {
          ledger.book(entry(side, quantity, price, { fees }))
          const value = BigInt(price.replace('.', '')) * BigInt(quantity)
          hundredths += (side === 'buy' ? -value : value) - BigInt(fees) * 100n
        }
        expect(ledger.cash.times(100).toFixed()).toBe(String(hundredths))
      }),
    )
  })

  it('the position is the signed sum, and cash plus its cost is opening cash plus profit less fees', () => {
    fc.assert(
      fc.property(entries, (history) => {
        const ledger = createLedger(new Decimal(0))
        let held = 0
        let fees = 0
        for (const each of history) {
          ledger.book(entry(each.side, each.quantity, each.price, { fees: each.fees }))
          held += each.side === 'buy' ? each.quantity : -each.quantity
          fees += each.fees
        }
        const [position] = ledger.listPositions()
        expect(ledger.getQuantity('NSE:INFY', 'delivery').toNumber()).toBe(held)
        if (position === undefined) return
        const worth = ledger.cash.plus(position.averagePrice.times(position.quantity))
        // The average is a quotient, and what a partial close leaves of the cost is cut off at 20 places.
        expect(worth.minus(position.realizedProfit).plus(fees).abs().toNumber()).toBeLessThan(1e-18)
      }),
    )
  })
})
