import { type BrokerOrder, createInstrument, Decimal } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percentFees } from './fees.ts'
import type { MockOptions } from './mock.ts'
import type { Session } from './testing/session.ts'
import { playTape, tapeHistory } from './testing/tape-history.ts'

/** Poor enough for refusals, and rich enough for trades. */
const poor: MockOptions = { cash: 5_000, fees: percentFees('0.1') }
const optionsOf: fc.Arbitrary<MockOptions> = fc.record({
  cash: fc.constantFrom(5_000, 1_000_000),
  shortSelling: fc.boolean(),
  reports: fc.constantFrom('fills', 'orders', 'both'),
  books: fc.constantFrom('kept', 'daily'),
  fees: fc.constant(percentFees('0.1')),
})

/** The sum of a number of each, as a whole number that owes nothing to Decimal. */
function total<Row>(rows: readonly Row[], of: (row: Row) => number | Decimal): number {
  return rows.reduce((sum, row) => sum + Number(of(row)), 0)
}

function ordersOf({ broker }: Session): ReadonlyMap<string, BrokerOrder> {
  return new Map(broker.venue.listOrders().map((order) => [order.brokerOrderId, order]))
}

describe('whatever is ordered, printed, changed and placed by hand', () => {
  it('no more is filled than a print has', async () => {
    await fc.assert(
      fc.asyncProperty(tapeHistory, optionsOf, async (history, options) => {
        let before = 0
        await playTape(history, options, {
          before: (_, { broker }) => {
            before = broker.venue.listFills().length
          },
          after(step, { broker }) {
            const fresh = broker.venue.listFills().slice(before)
            if (step.do === 'print') expect(total(fresh, ({ quantity }) => quantity)).toBeLessThanOrEqual(step.quantity)
            else if (step.do !== 'outside') expect(fresh).toEqual([])
          },
        })
      }),
    )
  })

  it('every fill of a print is at its price, and within the limit that its order had', async () => {
    await fc.assert(
      fc.asyncProperty(tapeHistory, optionsOf, async (history, options) => {
        let known = 0
        let orders: ReadonlyMap<string, BrokerOrder>
        await playTape(history, options, {
          before(_, session) {
            known = session.broker.venue.listFills().length
            orders = ordersOf(session)
          },
          after(step, { broker }) {
            if (step.do !== 'print') return
            for (const { brokerOrderId, price } of broker.venue.listFills().slice(known)) {
              const { side, limitPrice } = orders.get(brokerOrderId)!
              expect(price.toNumber()).toBe(step.price)
              if (limitPrice !== undefined)
                expect(side === 'buy' ? price.lte(limitPrice) : price.gte(limitPrice)).toBe(true)
            }
          },
        })
      }),
    )
  })

  it('an order has filled what its fills come to, at their average, and no more than it is for', async () => {
    await fc.assert(
      fc.asyncProperty(tapeHistory, optionsOf, async (history, options) => {
        await playTape(history, options, {
          after(_, { broker }) {
            const fills = Map.groupBy(broker.venue.listFills(), ({ brokerOrderId }) => brokerOrderId)
            for (const {
              brokerOrderId,
              quantity,
              filledQuantity,
              averagePrice,
              lifecycle,
            } of broker.venue.listOrders()) {
              const own = fills.get(brokerOrderId) ?? []
              const filled = total(own, (fill) => fill.quantity)
              expect(filledQuantity.toNumber()).toBe(filled)
              expect(filled).toBeLessThanOrEqual(quantity.toNumber())
              expect(lifecycle === 'filled').toBe(filledQuantity.eq(quantity))
              if (lifecycle === 'rejected') expect(filled).toBe(0)
              const value = total(own, (fill) => fill.price.times(fill.quantity))
              expect(averagePrice?.toFixed()).toBe(
                own.length > 0 ? new Decimal(value).div(filled).toFixed() : undefined,
              )
            }
          },
        })
      }),
    )
  })

  it('no two fills share an id', async () => {
    await fc.assert(
      fc.asyncProperty(tapeHistory, async (history) => {
        const { broker } = await playTape(history, { shortSelling: true })
        const ids = broker.venue.listFills().map(({ fillId }) => fillId)
        expect(new Set(ids).size).toBe(ids.length)
      }),
    )
  })

  it('cash changes by the fills and their fees, to the last digit, and what is held is their signed sum', async () => {
    await fc.assert(
      fc.asyncProperty(tapeHistory, optionsOf, async (history, options) => {
        const session = await playTape(history, options)
        const { venue } = session.broker
        const orders = ordersOf(session)
        // In thousandths and whole numbers, so that the sum owes nothing to Decimal.
        let thousandths = Number(options.cash) * 1000
        let held = 0
        for (const { brokerOrderId, quantity, price, fees } of venue.listFills()) {
          const sign = orders.get(brokerOrderId)!.side === 'buy' ? 1 : -1
          const value = price.toNumber() * quantity.toNumber()
          expect(fees?.times(1000).toNumber()).toBe(value)
          thousandths -= sign * 1000 * value + value
          held += sign * quantity.toNumber()
        }
        expect(venue.getCash()['USD']?.times(1000).toFixed()).toBe(String(thousandths))
        expect(total(venue.listPositions(), ({ quantity }) => quantity)).toBe(held)
        if (options.shortSelling === true) return
        expect(held).toBeGreaterThanOrEqual(0)
        expect(thousandths).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('a future moves cash by its profit and fees alone', async () => {
    const instruments = [createInstrument({ id: 'X:A', kind: 'future', currency: 'USD', multiplier: 50 })]
    await fc.assert(
      fc.asyncProperty(tapeHistory, async (history) => {
        const options: MockOptions = { ...poor, cash: 1e6, instruments, shortSelling: true }
        const { venue } = (await playTape(history, options)).broker
        const fees = total(venue.listFills(), (fill) => fill.fees ?? 0)
        const earned = total(venue.listPositions(), ({ realizedProfit }) => realizedProfit)
        expect(venue.getCash()['USD']?.toNumber()).toBeCloseTo(1e6 + earned - fees, 6)
      }),
    )
  })

  it('the account can read the orders that were working when the day began, and all that came since', async () => {
    await fc.assert(
      fc.asyncProperty(tapeHistory, optionsOf, async (history, options) => {
        const daily = options.books === 'daily'
        let closed: readonly string[] = []
        let fills = 0
        const { broker } = await playTape(history, options, {
          after(step, session) {
            if (step.do !== 'end-day' || !daily) return
            fills = session.broker.venue.listFills().length
            const over = [...ordersOf(session).values()].filter(({ lifecycle }) => lifecycle !== 'working')
            closed = over.map(({ brokerOrderId }) => brokerOrderId)
          },
        })
        const snapshot = await broker.fetchSnapshot()
        const { venue } = broker
        expect(snapshot.orders).toEqual(venue.listOrders().filter((order) => !closed.includes(order.brokerOrderId)))
        expect(snapshot.fills).toEqual(venue.listFills().slice(fills))
        expect(snapshot.positions).toEqual(venue.listPositions())
        expect(snapshot.cash).toEqual(venue.getCash())
        for (const order of venue.listOrders()) {
          if (order.clientOrderId === undefined) continue
          const found = await broker.findOrders(order.clientOrderId)
          expect(found).toEqual(closed.includes(order.brokerOrderId) ? [] : [order])
        }
      }),
    )
  })

  it('reports tell all that is true: the last row of an order, or its fills', async () => {
    await fc.assert(
      fc.asyncProperty(tapeHistory, optionsOf, async (history, options) => {
        const { reports, broker } = await playTape(history, options)
        const rows = new Map<string, BrokerOrder>()
        for (const report of reports) if (report.type === 'order') rows.set(report.order.brokerOrderId, report.order)
        const fills = reports.flatMap((report) => (report.type === 'fill' ? [report.fill] : []))
        expect(fills).toEqual(options.reports === 'orders' ? [] : broker.venue.listFills())
        if (options.reports !== 'fills') expect([...rows.values()]).toEqual(broker.venue.listOrders())
      }),
    )
  })

  it('what was read does not change, and writing to it changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(tapeHistory, async (history) => {
        const read = ({ broker: { venue } }: Session) => [
          venue.listOrders(),
          venue.listFills(),
          venue.listPositions(),
          venue.getCash(),
        ]
        let [early, text]: [unknown, string] = [[], '[]']
        const session = await playTape(
          history,
          { shortSelling: true },
          {
            before(_, session) {
              expect(JSON.stringify(early)).toBe(text)
              early = read(session)
              text = JSON.stringify(early)
            },
          },
        )
        const truth = JSON.stringify(read(session))
        for (const list of read(session))
          for (const row of Array.isArray(list) ? list : [list])
            if (!Object.isFrozen(row)) for (const key of Object.keys(row)) Object.assign(row, { [key]: 'changed' })
        expect(JSON.stringify(read(session))).toBe(truth)
      }),
    )
  })
})
