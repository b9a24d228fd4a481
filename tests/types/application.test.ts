import { backtest } from '@shagun/backtest'
import { type MockSupports, mock } from '@shagun/broker-mock'
import {
  type BrokerOrderId,
  type ClientOrderId,
  createBars,
  createDesk,
  createTrader,
  type Decimal,
  type Denial,
  type Evidence,
  type ExecutionId,
  type Fill,
  isShagunError,
  memory,
  type Order,
  parseClientOrderId,
  parseInstrumentId,
  type Quote,
  ShagunError,
  type Strategy,
  type Trader,
  type UnconfirmedCause,
} from '@shagun/core'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { compiled, drip, plain, type RetailSupports, retail, retailSupports } from './stand-ins.ts'

const trader = createTrader({ broker: retail({ apiKey: 'k', accessToken: () => 'from a vault' }), algos: [drip] })
const small = createTrader({ broker: plain() })
const general: Trader = trader
const infy = { instrument: 'NSE:INFY', side: 'buy', quantity: 1 } as const
const id = parseClientOrderId('abc')

describe('an application that places orders', () => {
  it('may say a quantity and a price as text, number or Decimal', () => {
    compiled(async () => {
      await trader.place({ ...infy, type: 'market' })
      await trader.place({ ...infy, quantity: '10', type: 'limit', limitPrice: 1520.05 })
      await trader.place({ ...infy, type: 'stop-limit', stopPrice: '1519', limitPrice: '1518.5', product: 'intraday' })
      // @ts-expect-error a bigint is none of them
      await trader.place({ ...infy, quantity: 10n, type: 'market' })
    })
  })

  it('gives each order type its own prices and no others', () => {
    compiled(() => {
      // @ts-expect-error a limit order needs a limit
      trader.place({ ...infy, type: 'limit' })
      // @ts-expect-error a market order has no limit
      trader.place({ ...infy, type: 'market', limitPrice: 1 })
      // @ts-expect-error a limit order has no stop
      trader.place({ ...infy, type: 'limit', limitPrice: 1, stopPrice: 1 })
      // @ts-expect-error a stop-limit order needs both
      trader.place({ ...infy, type: 'stop-limit', stopPrice: 1 })
      // @ts-expect-error an order has a type
      trader.place(infy)
    })
  })

  it('cannot ask a broker for what it never declared', () => {
    compiled(() => {
      // @ts-expect-error no plain stop
      trader.place({ ...infy, type: 'stop', stopPrice: 1 })
      // @ts-expect-error no gtc
      trader.place({ ...infy, type: 'market', timeInForce: 'gtc' })
      // @ts-expect-error no carryforward
      trader.place({ ...infy, type: 'market', product: 'carryforward' })
      // @ts-expect-error market orders only
      small.place({ ...infy, type: 'limit', limitPrice: 1 })
      // @ts-expect-error for the day only
      small.place({ ...infy, type: 'market', timeInForce: 'ioc' })
      // @ts-expect-error no groups at all
      small.placeGroup({ kind: 'oco', legs: [{ ...infy, type: 'market' }] })
      return general.placeGroup({ kind: 'oco', legs: [{ ...infy, type: 'market' }] })
    })
  })

  it('names instruments as EXCHANGE:SYMBOL, and parses what comes from outside', () => {
    compiled((symbol: string = 'NSE:INFY') => {
      // @ts-expect-error no exchange
      trader.place({ ...infy, instrument: 'INFY', type: 'market' })
      // @ts-expect-error a bare string must be parsed
      trader.place({ ...infy, instrument: symbol, type: 'market' })
      return trader.place({ ...infy, instrument: parseInstrumentId(symbol), type: 'market' })
    })
  })

  it('says buy or sell', () => {
    compiled(() => {
      // @ts-expect-error not a side
      trader.place({ ...infy, side: 'BUY', type: 'market' })
    })
  })

  it('learns from the outcome what else there is to read', () => {
    compiled(async () => {
      const placed = await trader.place({ ...infy, type: 'market' })
      expectTypeOf(placed.outcome).toEqualTypeOf<'accepted' | 'denied' | 'rejected' | 'unconfirmed'>()
      expectTypeOf(placed.order).toEqualTypeOf<Order<RetailSupports>>()
      if (placed.outcome === 'denied') expectTypeOf(placed.denial).toEqualTypeOf<Denial>()
      if (placed.outcome === 'rejected') expectTypeOf(placed.evidence).toEqualTypeOf<Evidence>()
      if (placed.outcome === 'unconfirmed') expectTypeOf(placed.cause).toEqualTypeOf<UnconfirmedCause>()
      // @ts-expect-error only a denied order has a denial
      placed.denial
      // @ts-expect-error a broker rejects; it does not fail
      if (placed.outcome === 'failed') return
    })
  })

  it('finds in an order what its type promises, exact', () => {
    compiled(({ terms, averagePrice }: Order<RetailSupports>) => {
      expectTypeOf(terms.type).toEqualTypeOf<'market' | 'limit' | 'stop-limit'>()
      expectTypeOf(terms.quantity).toEqualTypeOf<Decimal>()
      expectTypeOf(terms.timeInForce).toEqualTypeOf<'day' | 'ioc'>()
      expectTypeOf(averagePrice).toEqualTypeOf<Decimal | undefined>()
      if (terms.type !== 'market') expectTypeOf(terms.limitPrice).toEqualTypeOf<Decimal>()
      // @ts-expect-error a market order has no limit
      terms.limitPrice
    })
  })
})

describe('an application that changes and cancels orders', () => {
  it('does not mix ids of different kinds, nor use bare strings for them', () => {
    compiled((broker: BrokerOrderId, execution: ExecutionId, order: ClientOrderId) => {
      trader.cancel(order)
      trader.getExecution(execution)
      // @ts-expect-error the broker's id
      trader.cancel(broker)
      // @ts-expect-error the id of an algo
      trader.confirmed(execution)
      // @ts-expect-error the id of an order
      trader.getExecution(order)
      // @ts-expect-error the key is ours
      trader.view.orders.get(broker)
      // @ts-expect-error a bare string must be parsed
      trader.cancel('abc')
      return trader.cancel(parseClientOrderId('abc'))
    })
  })

  it('changes only what the broker lets change', () => {
    compiled(() => {
      trader.modify(id, { limitPrice: 1521, quantity: '20' })
      // @ts-expect-error the stop of a working order stands
      trader.modify(id, { stopPrice: 1521 })
      // @ts-expect-error so does its time in force
      trader.modify(id, { timeInForce: 'ioc' })
      // @ts-expect-error nobody lets the side change
      trader.modify(id, { side: 'sell' })
    })
  })

  it('has no modify where the broker has none', () => {
    compiled(() => {
      // @ts-expect-error nothing can be changed
      small.modify(id, { quantity: 1 })
      // @ts-expect-error not even nothing
      small.modify(id, {})
    })
  })
})

describe('an application that reads', () => {
  it('cannot write to what the account shows', () => {
    compiled((order: Order) => {
      // @ts-expect-error orders are changed by events
      trader.view.orders.set(id, order)
      // @ts-expect-error so is their lifecycle
      order.lifecycle = 'filled'
      // @ts-expect-error so are their terms
      order.terms.quantity = order.filledQuantity
      // @ts-expect-error so are their ids
      order.brokerOrderIds.push('1' as BrokerOrderId)
      // @ts-expect-error so is cash
      trader.view.cash.delete('INR')
      // @ts-expect-error and positions
      trader.view.positions.get('NSE:INFY')![0]!.quantity = order.filledQuantity
    })
  })

  it('cannot write to history, and reads it where a Float64Array is wanted', () => {
    compiled(() => {
      const bars = trader.getBars('NSE:INFY', '5m')
      // @ts-expect-error a column is read-only
      bars.close[0] = 1
      // @ts-expect-error so is the row
      for (const bar of bars) bar.close = 1
      const close: Float64Array = bars.close
      return createBars('NSE:INFY', '1d', { time: close, open: close, high: close, low: close, close })
    })
  })

  it('names a timeframe by number and unit', () => {
    compiled(() => {
      // @ts-expect-error no unit of that name
      trader.getBars('NSE:INFY', '5min')
      // @ts-expect-error no number
      trader.getBars('NSE:INFY', 'day')
    })
  })
})

describe('an application that listens', () => {
  it('is told what the event carries', () => {
    compiled(() => {
      trader.on('order.filled', (event) => {
        expectTypeOf(event.fill).toEqualTypeOf<Fill>()
      })
      trader.on('quote.received', (event) => {
        expectTypeOf(event.quote).toEqualTypeOf<Quote>()
      })
      trader.on('connection.*', async (event) => {
        expectTypeOf(event.source).toBeString()
      })
      trader.on('order.*', (event) => {
        expectTypeOf(event.type).toExtend<`order.${string}`>()
        if (event.type === 'order.denied') expectTypeOf(event.denial).toEqualTypeOf<Denial>()
        // @ts-expect-error not every event of an order is a fill
        event.fill
      })
      const off: () => void = trader.on('order.rejected', ({ evidence }) => console.log(evidence.reason))
      off()
    })
  })

  it('cannot listen to what never happens', () => {
    compiled(() => {
      // @ts-expect-error it is order.filled
      trader.on('order.fill', () => {})
      // @ts-expect-error no such family
      trader.on('orders.*', () => {})
      // @ts-expect-error there is no event for everything
      trader.on('*', () => {})
    })
  })
})

describe('an application that catches errors', () => {
  it('finds the details that belong to the code', () => {
    compiled((error: unknown) => {
      if (isShagunError(error, 'rate-limited'))
        expectTypeOf(error.details).toExtend<{ readonly source: string; readonly retryAfterMs?: number }>()
      if (isShagunError(error, 'unreachable', 'unauthenticated')) expectTypeOf(error.details.source).toBeString()
      if (!isShagunError(error)) return
      if (error.code === 'invalid-order') expectTypeOf(error.details.nearest).toEqualTypeOf<string | undefined>()
      if (error.code === 'journal-conflict') expectTypeOf(error.details.expected).toBeNumber()
      // @ts-expect-error which details there are depends on the code
      error.details.nearest
      // @ts-expect-error no such code
      if (error.code === 'oops') return
      // @ts-expect-error nor here
      isShagunError(error, 'oops')
    })
  })

  it('cannot make an error whose details belong to another code', () => {
    compiled(() => {
      // @ts-expect-error these belong to invalid-data
      new ShagunError('rate-limited', '', { details: { source: 'x', field: 'y' } })
      // @ts-expect-error a source is needed
      new ShagunError('unreachable', '', { details: {} })
      // @ts-expect-error details are needed
      new ShagunError('unreachable', '', {})
    })
    const error = new ShagunError('unreachable', 'Yahoo does not answer.', { details: { source: 'yahoo' } })
    expect(isShagunError(error, 'unreachable') && error.details.source).toBe('yahoo')
  })
})

describe('an application that puts things together', () => {
  it('gives a broker its options', () => {
    compiled(() => {
      // @ts-expect-error it has options that cannot be left out
      retail()
      // @ts-expect-error not all of them are there
      retail({ apiKey: 'k' })
      // @ts-expect-error a trader has a broker
      createTrader({ storage: memory() })
      // @ts-expect-error a broker is not what makes it
      createTrader({ broker: retail })
      // @ts-expect-error no such option
      createTrader({ broker: plain(), brokers: [] })
      // @ts-expect-error an algo comes from defineAlgo
      createTrader({ broker: plain(), algos: [{ name: 'drip' }] })
    })
  })

  it('may hand a trader to code that takes any, not the other way round', () => {
    expectTypeOf(trader).toExtend<Trader>()
    expectTypeOf(small).toExtend<Trader>()
    expectTypeOf<Trader>().not.toExtend<Trader<RetailSupports>>()
    expectTypeOf(small).not.toExtend<Trader<RetailSupports>>()
    compiled(() => {
      const all: readonly Trader[] = [trader, small]
      for (const each of all) each.place({ ...infy, type: 'stop', stopPrice: 1, timeInForce: 'gtc' })
      general.modify(id, { timeInForce: 'gtc' })
      // @ts-expect-error a general trader does not promise what a retail broker can
      const narrow: Trader<RetailSupports> = general
      return narrow
    })
  })

  it('keeps to the abilities of the broker that the mock stands for', () => {
    expectTypeOf(createTrader({ broker: mock() })).toEqualTypeOf<Trader<MockSupports>>()
    compiled(() => {
      const paper = createTrader({ broker: mock({ supports: retailSupports }) })
      paper.place({ ...infy, type: 'market', timeInForce: 'ioc' })
      // @ts-expect-error what it stands for has no gtc
      paper.place({ ...infy, type: 'market', timeInForce: 'gtc' })
      // @ts-expect-error nor can it change a time in force
      paper.modify(id, { timeInForce: 'ioc' })
    })
  })

  it('gives a strategy only the broker it was written for', () => {
    const tuned: Strategy<RetailSupports> = { name: 'tuned', watch: [] }
    const bars = createBars('NSE:INFY', '1d', [])
    compiled(() => {
      createTrader({ broker: retail({ apiKey: '', accessToken: '' }), strategies: [tuned] })
      // @ts-expect-error a plain broker lacks what it was written for
      createTrader({ broker: plain(), strategies: [tuned] })
      backtest({ bars, cash: '1000', strategy: tuned, supports: retailSupports })
      // @ts-expect-error and so does a venue that declares something else
      backtest({ bars, cash: '1000', strategy: tuned, supports: plain().supports })
    })
  })

  it('backtests only with cash, bars and a strategy', () => {
    compiled(() => {
      // @ts-expect-error no cash
      backtest({ bars: createBars('NSE:INFY', '1d', []), strategy: { name: 'idle', watch: [] } })
    })
  })

  it('executes an algo with the parameters that the algo has', () => {
    compiled(() => {
      const { params } = trader.execute(drip({ ...infy, everyMs: 1000 }))
      expectTypeOf(params.everyMs).toBeNumber()
      // @ts-expect-error the algo needs to know how often
      trader.execute(drip(infy))
      // @ts-expect-error parameters alone are no order
      trader.execute({ ...infy, everyMs: 1000 })
    })
  })
})

describe('an application that tells of a corporate action', () => {
  it('gives a split its ratio, a dividend its amount, and neither the other', () => {
    compiled(() => {
      trader.applyCorporateAction({ instrument: 'NSE:INFY', action: 'split', ratio: 5 })
      trader.applyCorporateAction({ instrument: 'NSE:INFY', action: 'dividend', amount: '18.5' })
      trader.applyCorporateAction({ instrument: 'NSE:INFY', action: 'rights', ratio: '1.2', amount: -12 })
      // @ts-expect-error a split has a ratio
      trader.applyCorporateAction({ instrument: 'NSE:INFY', action: 'split' })
      // @ts-expect-error a dividend is no split
      trader.applyCorporateAction({ instrument: 'NSE:INFY', action: 'dividend', ratio: 2 })
      // @ts-expect-error a bonus pays nothing
      trader.applyCorporateAction({ instrument: 'NSE:INFY', action: 'bonus', ratio: 2, amount: 1 })
    })
  })
})

describe('an application with several accounts', () => {
  it('puts traders of any broker on one desk', () => {
    compiled(() => {
      const desk = createDesk({ traders: [trader, small, general] })
      expectTypeOf(desk.accounts.get('main')).toEqualTypeOf<Trader | undefined>()
      // @ts-expect-error a desk watches; its accounts place
      desk.place
    })
  })
})
