import { Decimal, type Instrument, type Product, type Side } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChargedFill } from '../fees.ts'
import { niftyCall, niftyFuture, noonOf, share, shareAtBse, traded } from '../testing/charged.ts'
import { day, openSession } from '../testing/session.ts'
import { chargesOf } from './charges-of.ts'
import { zerodhaCharges } from './zerodha-charges.ts'

const zerodha = zerodhaCharges()
const instruments = [share, shareAtBse, niftyFuture, niftyCall]

/** In paise, so that nothing here owes anything to Decimal. */
interface Trade {
  readonly instrument: Instrument
  readonly side: Side
  readonly product: Product
  readonly quantity: number
  readonly pricePaise: number
  readonly order: string
}

const trade: fc.Arbitrary<Trade> = fc.record({
  instrument: fc.constantFrom(...instruments),
  side: fc.constantFrom<Side>('buy', 'sell'),
  product: fc.constantFrom<Product>('delivery', 'intraday'),
  quantity: fc.integer({ min: 1, max: 3000 }),
  pricePaise: fc.integer({ min: 5, max: 300_000 }),
  order: fc.constantFrom('A', 'B', 'C'),
})
/** An order is of one instrument, side and product; here its name tells which. */
const tradesOfDay = fc
  .array(trade, { minLength: 1, maxLength: 25 })
  .map((trades) => trades.map((it) => ({ ...it, order: `${it.order} ${it.instrument.id} ${it.side} ${it.product}` })))

function filled({ instrument, side, product, quantity, pricePaise, order }: Trade): ChargedFill {
  return traded(side, quantity, new Decimal(pricePaise).div(100), { instrument, product, order })
}

describe('the note of a day', () => {
  it('is what the rules make of all its trades at once, in whole numbers, and its fills add up to it', () => {
    fc.assert(
      fc.property(tradesOfDay, (trades) => {
        const [noted] = chargesOf(trades.map(filled), zerodha)
        expect(noted!.charges.total.times(100).toNumber()).toBe(notePaise(trades))
        const sum = noted!.fills.reduce((total, { charges }) => total.plus(charges.total), new Decimal(0))
        expect(sum.toFixed()).toBe(noted!.charges.total.toFixed())
      }),
    )
  })

  it('is paid by the cash of a venue to the last paisa, through partial fills, refused orders and several days', async () => {
    // One schedule for all runs, as a grid of backtests would have it.
    const days = fc.array(tradesOfDay, { minLength: 1, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(days, fc.constantFrom(100_000, 100_000_000), async (history, cash) => {
        const session = await openSession({ cash, instruments, shortSelling: true, fees: zerodha })
        const { broker, clock } = session
        const traded = new Map<string, Trade>()
        let due = 0
        for (const [i, trades] of history.entries()) {
          clock.advanceTo(noonOf('2026-08-10') + i * day)
          const before = broker.venue.listFills().length
          for (const each of trades) {
            const { instrument, side, product, quantity } = each
            const ref = session.place({
              instrument: instrument.id,
              type: 'market',
              side,
              product,
              quantity: lots(each),
            })
            traded.set(ref.brokerOrderId, each)
            const price = (Math.ceil(each.pricePaise / 5) * 5) / 100
            session.print(price, instrument.lotSize.toNumber(), instrument.id)
            session.print(price + 1, quantity * 100, instrument.id)
          }
          const fills = broker.venue.listFills().slice(before)
          due += notePaise(
            fills.map(({ brokerOrderId, quantity, price }) => ({
              ...traded.get(brokerOrderId)!,
              order: brokerOrderId,
              quantity: quantity.toNumber(),
              pricePaise: price.times(100).toNumber(),
            })),
          )
        }
        const fees = broker.venue.listFills().reduce((sum, fill) => sum.plus(fill.fees!), new Decimal(0))
        expect(fees.times(100).toNumber()).toBe(due)
        // What is held counts at what it cost, so that cash and positions are what there was and what was earned, less fees.
        const held = broker.venue
          .listPositions()
          .reduce((sum, { instrument, quantity, averagePrice, realizedProfit }) => {
            const cost = instrument === niftyFuture.id ? 0 : quantity.times(averagePrice)
            return sum.plus(cost).minus(realizedProfit)
          }, new Decimal(0))
        expect(broker.cash.plus(held).plus(fees).minus(cash).abs().lt('1e-9')).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  it('has no part below 0, and its total is the sum of its parts', () => {
    fc.assert(
      fc.property(tradesOfDay, (trades) => {
        const [noted] = chargesOf(trades.map(filled), zerodha)
        for (const { total, ...parts } of [noted!.charges, noted!.exact]) {
          expect(Object.values(parts).every((part) => part.gte(0))).toBe(true)
          expect(total.toFixed()).toBe(Decimal.sum(...Object.values(parts)).toFixed())
        }
        expect(noted!.noteTotal.plus(noted!.charges.depository).toFixed()).toBe(noted!.charges.total.toFixed())
      }),
    )
  })

  it('of one trade grows with it: no part gets smaller where more is traded, or dearer', () => {
    const more = fc.record({ quantity: fc.nat(1000), pricePaise: fc.nat(100_000) })
    fc.assert(
      fc.property(trade, more, (less, { quantity, pricePaise }) => {
        const larger = { ...less, quantity: less.quantity + quantity, pricePaise: less.pricePaise + pricePaise }
        const [before] = chargesOf([filled(less)], zerodha)
        const [after] = chargesOf([filled(larger)], zerodha)
        for (const [name, part] of Object.entries(before!.charges))
          expect(after!.charges[name as 'total'].gte(part)).toBe(true)
      }),
    )
  })

  it('does not change by a paisa where an order is filled in parts', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 2, maxLength: 8 })
    fc.assert(
      fc.property(trade, parts, fc.array(trade, { maxLength: 4 }), (whole, quantities, others) => {
        const quantity = quantities.reduce((sum, part) => sum + part, 0)
        const rest = others.map(filled)
        const [atOnce] = chargesOf([...rest, filled({ ...whole, quantity })], zerodha)
        const [inParts] = chargesOf(
          [...rest, ...quantities.map((part) => filled({ ...whole, quantity: part }))],
          zerodha,
        )
        expect(inParts!.charges.total.toFixed()).toBe(atOnce!.charges.total.toFixed())
      }),
    )
  })

  it('does not depend on the order of its fills', () => {
    fc.assert(
      fc.property(tradesOfDay, (trades) => {
        const fills = trades.map(filled)
        const [forth] = chargesOf(fills, zerodha)
        const [back] = chargesOf([...fills].reverse(), zerodha)
        expect(back!.charges.total.toFixed()).toBe(forth!.charges.total.toFixed())
      }),
    )
  })
})

function lots({ instrument, quantity }: Trade): number {
  const lot = instrument.lotSize.toNumber()
  return Math.ceil(quantity / lot) * lot
}

/** The rates of August 2026, in parts of a thousand million. */
const shareRates = {
  exchange: 30_700n,
  sebi: 1_000n,
  delivered: 1_000_000n,
  dayTrade: 250_000n,
  stamp: 150_000n,
  dayStamp: 30_000n,
}
const bseRates = { ...shareRates, exchange: 37_500n }
const futureRates = { ...shareRates, exchange: 18_300n, dayTrade: 500_000n, dayStamp: 20_000n }
const optionRates = { ...shareRates, exchange: 355_300n, dayTrade: 1_500_000n, dayStamp: 30_000n }

/** One paisa. Amounts are whole numbers of its 10^-27. */
const paisa = 10n ** 27n

/** The rules, worked from all trades of the day at once. */
function notePaise(trades: readonly Trade[]): number {
  let total = 0n
  for (const ofExchange of groupBy(trades, ({ instrument }) => instrument.id.split(':')[0]!)) {
    const parts = { brokerage: 0n, exchange: 0n, sebi: 0n, tax: 0n, stamp: 0n }
    for (const ofSecurity of groupBy(ofExchange, ({ instrument }) => instrument.id)) {
      const { kind, id } = ofSecurity[0]!.instrument
      const isShare = kind === 'equity'
      const rates =
        kind === 'future' ? futureRates : kind === 'option' ? optionRates : id.startsWith('BSE') ? bseRates : shareRates
      const sum = (side: Side, of: (trade: Trade) => number, keeps = false): bigint =>
        ofSecurity.reduce(
          (all, it) => (it.side === side && (!keeps || it.product === 'delivery') ? all + BigInt(of(it)) : all),
          0n,
        )
      const value = ({ quantity, pricePaise }: Trade): number => quantity * pricePaise
      const quantity = (it: Trade): number => it.quantity
      const [bought, sold] = [sum('buy', value), sum('sell', value)]
      const kept = isShare ? sum('buy', quantity, true) - sum('sell', quantity, true) : 0n
      const keptValue = kept > 0n ? (bought * 10n ** 18n * kept) / sum('buy', quantity) : 0n
      const leftValue = kept < 0n ? (sold * 10n ** 18n * -kept) / sum('sell', quantity) : 0n
      const [boughtFine, soldFine] = [bought * 10n ** 18n, sold * 10n ** 18n]
      parts.exchange += (bought + sold) * rates.exchange * 10n ** 18n
      parts.sebi += (bought + sold) * rates.sebi * 10n ** 18n
      parts.tax += (keptValue + leftValue) * rates.delivered + (soldFine - leftValue) * rates.dayTrade
      parts.stamp += keptValue * rates.stamp + (boughtFine - keptValue) * rates.dayStamp
      const sides = new Set(ofSecurity.filter((it) => it.product === 'delivery').map((it) => it.side))
      for (const ofOrder of groupBy(ofSecurity, ({ order }) => order)) {
        const free = isShare && ofOrder[0]!.product === 'delivery' && sides.size < 2
        const part = ofOrder.reduce((all, it) => all + BigInt(value(it)), 0n) * 300_000n * 10n ** 18n
        if (!free) parts.brokerage += kind === 'option' ? 2000n * paisa : part < 2000n * paisa ? part : 2000n * paisa
      }
      // 13 rupees and 18 % of them.
      if (kept < 0n) total += 1534n
    }
    const gst = ((parts.brokerage + parts.exchange + parts.sebi) * 18n) / 100n
    for (const part of [parts.brokerage, parts.exchange, parts.sebi, gst]) total += (part + paisa / 2n) / paisa
    for (const part of [parts.tax, parts.stamp]) total += ((part + 50n * paisa) / (100n * paisa)) * 100n
  }
  return Number(total)
}

function groupBy(trades: readonly Trade[], key: (trade: Trade) => string): readonly (readonly Trade[])[] {
  return [...Map.groupBy(trades, key).values()]
}
