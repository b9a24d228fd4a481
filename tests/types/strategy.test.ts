import { mock } from '@shagun/broker-mock'
import {
  type Bar,
  type Bars,
  createTrader,
  type OrderEvent,
  type Quote,
  type Strategy,
  type Trader,
} from '@shagun/core'
import { describe, expectTypeOf, it } from 'vitest'
import { compiled, drip, plain, type RetailSupports } from './stand-ins.ts'

const infy = { instrument: 'NSE:INFY', side: 'buy', quantity: 1 } as const

describe('the author of a strategy', () => {
  it('is called with what was watched, and with a trader to act through', () => {
    const strategy: Strategy = {
      name: 'crossing',
      watch: [{ instrument: 'NSE:INFY', timeframe: '5m', warmUpBars: 200 }, { instrument: 'NSE:INFY' }],
      async onBar(bar, trader) {
        expectTypeOf(bar).toEqualTypeOf<Bar>()
        expectTypeOf(trader).toEqualTypeOf<Trader>()
        expectTypeOf(trader.getBars(bar.instrument, '1d')).toEqualTypeOf<Bars>()
        trader.execute(drip({ ...infy, everyMs: 1000 }))
        // @ts-expect-error a bar is history
        bar.close = 0
        // @ts-expect-error so are the columns behind it
        trader.getBars(bar.instrument, '1d').close[0] = 1
      },
      onQuote(quote) {
        expectTypeOf(quote).toEqualTypeOf<Quote>()
        // @ts-expect-error a book that is one-sided has no bid
        quote.bid.toFixed(2)
      },
      onOrder(event) {
        expectTypeOf(event).toEqualTypeOf<OrderEvent>()
        if (event.type === 'order.rejected') expectTypeOf(event.evidence.reason).toBeString()
        // @ts-expect-error an order is no bar
        if (event.type === 'bar.closed') return
      },
    }
    expectTypeOf(createTrader({ broker: plain(), strategies: [strategy] })).toExtend<Trader>()
  })

  it('names instruments and timeframes as they are named', () => {
    compiled(() => {
      const watched: Strategy['watch'][number][] = []
      // @ts-expect-error no exchange
      watched.push({ instrument: 'INFY' })
      // @ts-expect-error no such timeframe
      watched.push({ instrument: 'NSE:INFY', timeframe: 'hourly' })
    })
  })

  it('keeps what it was written for: a strategy for one broker is no general one', () => {
    compiled((narrow: Strategy<RetailSupports>, general: Strategy) => {
      const used: Strategy<RetailSupports> = general
      // @ts-expect-error it may use what another broker lacks
      const passed: Strategy = narrow
      return [used, passed]
    })
  })

  it('has handlers of the names there are', () => {
    compiled(() => {
      // @ts-expect-error it is onBar
      const misspelt: Strategy = { name: 'x', watch: [], onCandle() {} }
      // @ts-expect-error what it watches must be said
      const blind: Strategy = { name: 'x' }
      return [misspelt, blind]
    })
  })

  it('written for any broker may ask for everything; the broker answers at run time', () => {
    compiled(async (trader: Trader) => {
      await trader.place({ ...infy, type: 'stop', stopPrice: 1, timeInForce: 'gtc', product: 'margin' })
    })
  })

  it('written for one broker is held to what that broker declared', () => {
    const tuned: Strategy<RetailSupports> = {
      name: 'tuned',
      watch: [],
      async onQuote(_quote, trader) {
        await trader.place({ ...infy, type: 'stop-limit', stopPrice: 1, limitPrice: 1, timeInForce: 'ioc' })
        // @ts-expect-error no plain stop
        await trader.place({ ...infy, type: 'stop', stopPrice: 1 })
      },
    }
    compiled(() => {
      // @ts-expect-error the mock as it stands is another broker
      createTrader({ broker: mock(), strategies: [tuned] })
    })
  })
})
