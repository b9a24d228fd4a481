import {
  type Approved,
  type BrokerOrderId,
  createBars,
  Decimal,
  type InstrumentId,
  isShagunError,
  type OrderChange,
  type OrderTerms,
  type Quote,
} from '@shagun/core'
import {
  type BarQuery,
  type Broker,
  type BrokerOrderRef,
  type BrokerReport,
  defineBroker,
  defineDataProvider,
  type PlaceReply,
} from '@shagun/core/adapter'
import { approve } from '@shagun/core/testing'
import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  closedBooks,
  compiled,
  type PlainSupports,
  plain,
  plainSupports,
  type RetailSupports,
  retail,
  retailSupports,
} from './stand-ins.ts'

const modify = () => ({ outcome: 'requested' }) as const
const placeGroup = () => ({ outcome: 'rejected', evidence: { reason: 'Not today.' } }) as const
const market = { instrument: 'NSE:INFY', side: 'buy', quantity: 1, type: 'market' } as const

describe('the author of a broker adapter', () => {
  it('is handed what the declaration promises, and nothing else', () => {
    compiled(() =>
      defineBroker({
        id: 'x',
        supports: retailSupports,
        create: (options: { readonly apiKey: string }, environment) => ({
          ...closedBooks,
          place(order) {
            expectTypeOf(order.type).toEqualTypeOf<'market' | 'limit' | 'stop-limit'>()
            expectTypeOf(order.product).toEqualTypeOf<'delivery' | 'intraday'>()
            expectTypeOf(order.quantity).toEqualTypeOf<Decimal>()
            if (order.type === 'limit') expectTypeOf(order.limitPrice).toEqualTypeOf<Decimal>()
            // @ts-expect-error a market order has no limit
            if (order.type === 'market') return order.limitPrice
            // @ts-expect-error a plain stop was not declared
            if (order.type === 'stop') return closedBooks.place()
            // @ts-expect-error terms are what was approved
            order.quantity = new Decimal(options.apiKey.length)
            return { outcome: 'accepted', brokerOrderIds: ['1' as BrokerOrderId], note: { variety: 'regular' } }
          },
          cancel({ brokerOrderId, note }) {
            expectTypeOf(brokerOrderId).toEqualTypeOf<BrokerOrderId>()
            expectTypeOf(note['variety']).toEqualTypeOf<string | undefined>()
            expectTypeOf(environment.clock.now()).toBeNumber()
            return { outcome: 'requested' }
          },
          modify(_order, change) {
            expectTypeOf(change.limitPrice).toEqualTypeOf<Decimal | undefined>()
            // @ts-expect-error a stop was not declared changeable
            change.stopPrice
            // @ts-expect-error nor was the time in force
            change.timeInForce
            return { outcome: 'requested' }
          },
        }),
      }),
    )
  })

  it('writes exactly the methods that are declared', () => {
    const tagged = { ...plainSupports, tagLength: 20 } as const
    compiled(() => {
      defineBroker({ id: 'x', supports: plainSupports, create: () => closedBooks })
      // @ts-expect-error modify is declared and missing
      defineBroker({ id: 'x', supports: retailSupports, create: () => closedBooks })
      // @ts-expect-error modify is written and not declared
      defineBroker({ id: 'x', supports: plainSupports, create: () => ({ ...closedBooks, modify }) })
      // @ts-expect-error groups are written and not declared
      defineBroker({ id: 'x', supports: tagged, create: () => ({ ...closedBooks, placeGroup }) })
      // @ts-expect-error groups are declared and missing
      defineBroker({ id: 'x', supports: { ...plainSupports, groups: ['oco'] }, create: () => closedBooks })
      const { findOrders: _, ...blind } = closedBooks
      // @ts-expect-error the book of the broker must answer for an order
      defineBroker({ id: 'x', supports: plainSupports, create: () => blind })
    })
  })

  it('is told at run time too, where nobody compiled', () => {
    const tagged = { ...plainSupports, tagLength: 8 } as const
    const makes = [
      // @ts-expect-error modify is declared and missing
      defineBroker({ id: 'x', supports: retailSupports, create: () => closedBooks }),
      // @ts-expect-error modify is written and not declared
      defineBroker({ id: 'x', supports: plainSupports, create: () => ({ ...closedBooks, modify }) }),
      // What no type can say: an id that is cut to 8 characters is not unique.
      defineBroker({ id: 'x', supports: tagged, create: () => closedBooks }),
    ]
    const refusalOf = (make: () => unknown): unknown => {
      try {
        return make()
      } catch (error) {
        return isShagunError(error, 'invalid-options') ? error.details : error
      }
    }
    expect(makes.map((make) => refusalOf(() => make()))).toEqual([
      { option: 'supports.modify', value: 'declared', expected: 'a method modify, or supports.modify empty' },
      { option: 'supports.modify', value: 'empty', expected: 'no method modify, or supports.modify filled' },
      { option: 'supports.tagLength', value: '8', expected: '0, or at least 13 so that ids stay unique' },
    ])
  })

  it('declares abilities by the words there are', () => {
    compiled(() => {
      // @ts-expect-error no such order type
      defineBroker({ id: 'x', supports: { ...plainSupports, orderTypes: ['iceberg'] }, create: () => closedBooks })
      // @ts-expect-error a side never changes
      defineBroker({ id: 'x', supports: { ...plainSupports, modify: ['side'] }, create: () => closedBooks })
      const { tagLength: _, ...unsaid } = plainSupports
      // @ts-expect-error everything is declared
      defineBroker({ id: 'x', supports: unsaid, create: () => closedBooks })
    })
  })

  it('answers an order with evidence', () => {
    const one = '1' as BrokerOrderId
    const accepted: PlaceReply = { outcome: 'accepted', brokerOrderIds: [one] }
    expectTypeOf(accepted).toExtend<PlaceReply>()
    compiled(() => {
      const replies: PlaceReply[] = [{ outcome: 'unconfirmed', cause: 'timeout' }]
      // @ts-expect-error an accepted order has an id
      replies.push({ outcome: 'accepted', brokerOrderIds: [] })
      // @ts-expect-error whose type says whose id it is
      replies.push({ outcome: 'accepted', brokerOrderIds: ['1'] })
      // @ts-expect-error a refusal has a reason
      replies.push({ outcome: 'rejected' })
      // @ts-expect-error and what is not known has a cause
      replies.push({ outcome: 'unconfirmed', cause: 'whatever' })
      // @ts-expect-error a broker does not deny; rules do
      replies.push({ outcome: 'denied', denial: { rule: 'x', reason: 'y' } })
      // @ts-expect-error a note is text
      replies.push({ outcome: 'accepted', brokerOrderIds: [one], note: { variety: 1 } })
      return replies
    })
  })

  it('reports in the words of a broker, exact numbers as Decimal', () => {
    const time = 0
    const brokerOrderId = '1' as BrokerOrderId
    compiled((report: (report: BrokerReport) => void) => {
      report({
        type: 'fill',
        fill: { fillId: 'a', brokerOrderId, time, quantity: new Decimal(1), price: new Decimal(2) },
      })
      // @ts-expect-error a price is not a float here
      report({ type: 'fill', fill: { fillId: 'a', brokerOrderId, time, quantity: new Decimal(1), price: 2 } })
      // @ts-expect-error events are core's own
      report({ type: 'order.filled' })
    })
  })

  it('is not handed changes that nobody approved', () => {
    const broker = retail({ apiKey: '', accessToken: '' })
    compiled((ref: BrokerOrderRef, change: Approved<OrderChange<RetailSupports, Decimal>>) => {
      broker.modify!(ref, change)
      // @ts-expect-error nobody approved it
      broker.modify!(ref, { limitPrice: new Decimal(1) })
      // @ts-expect-error nobody approved this copy
      broker.modify!(ref, { ...change })
      // @ts-expect-error the broker can do without it
      broker.modify(ref, change)
    })
  })
})

describe('whoever tests an adapter', () => {
  const broker = retail({ apiKey: '', accessToken: '' })

  it('has orders approved for that very broker', () => {
    compiled(() => {
      broker.place(approve(broker, market))
      // @ts-expect-error it takes no plain stop
      broker.place(approve(broker, { ...market, type: 'stop', stopPrice: 1 }))
      // @ts-expect-error nor gtc
      broker.place(approve(broker, { ...market, timeInForce: 'gtc' }))
      // @ts-expect-error a request is not approved
      broker.place(market)
    })
    expectTypeOf(approve(broker, market)).toEqualTypeOf<Approved<OrderTerms<RetailSupports>>>()
  })

  it('loses the approval with every change', () => {
    const approved = approve(broker, market)
    const copy = { ...approved }
    expectTypeOf(copy).not.toExtend<Approved<OrderTerms<RetailSupports>>>()
    compiled((terms: OrderTerms<RetailSupports>) => {
      // @ts-expect-error a copy
      broker.place(copy)
      // @ts-expect-error a larger order
      broker.place({ ...approved, quantity: new Decimal(1e6) })
      // @ts-expect-error the same terms, never approved
      broker.place(terms)
      // @ts-expect-error nor may one write into them
      approved.quantity = new Decimal(1e6)
    })
  })

  it('may use a broker where any is wanted, not the other way round', () => {
    expectTypeOf(broker).toExtend<Broker>()
    expectTypeOf(plain()).toExtend<Broker>()
    expectTypeOf<Broker>().not.toExtend<Broker<PlainSupports>>()
    expectTypeOf(plain()).not.toExtend<Broker<RetailSupports>>()
  })
})

describe('the author of a data provider', () => {
  const supports = { timeframes: ['1d'], exchanges: ['NSE'], delayedBySec: 900, adjusted: ['splits'] } as const
  const fetchBars = async ({ instrument, timeframe }: BarQuery) => createBars(instrument, timeframe, [])
  const fetchQuotes = async (missing: readonly InstrumentId[]) => ({ quotes: [], missing })

  it('declares by presence what a provider can do', () => {
    const pull = defineDataProvider({ id: 'pull', supports, create: () => ({ fetchBars, fetchQuotes }) })()
    compiled(() => {
      // No `?.` is needed: the method is there.
      pull.fetchQuotes(['NSE:INFY'])
      // @ts-expect-error it does not stream
      pull.subscribe([], () => {})
      // @ts-expect-error instruments have an exchange
      pull.fetchQuotes(['INFY'])
    })
  })

  it('says what it serves, in the words there are', () => {
    compiled(() => {
      // @ts-expect-error bars are what a provider is for
      defineDataProvider({ id: 'x', supports, create: () => ({ fetchQuotes }) })
      // @ts-expect-error no such timeframe
      defineDataProvider({ id: 'x', supports: { ...supports, timeframes: ['daily'] }, create: () => ({ fetchBars }) })
      const inPence = async (): Promise<{ quotes: Quote[] }> => ({ quotes: [] })
      // @ts-expect-error what is missing must be said
      defineDataProvider({ id: 'x', supports, create: () => ({ fetchBars, fetchQuotes: inPence }) })
    })
  })
})
