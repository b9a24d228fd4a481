import { mock, percentFees } from '@shagun/broker-mock'
import { createDesk, createInstrument, createTrader, type InstrumentId, type Trader } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createStage } from './stage.ts'

const instruments = [
  createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' }),
  createInstrument({ id: 'NFO:NIFTY', kind: 'future', currency: 'INR', tickSize: '0.05', lotSize: 65 }),
]

/** A trader at a mock that charges 0.1 %; `trade` fills an order at a price. */
async function openAccount(account: string) {
  const { environment, clock } = createStage()
  const broker = mock({ cash: '1000000', currency: 'INR', fees: percentFees('0.1'), instruments }, environment)
  const trader: Trader = createTrader({ broker, account })
  await trader.start()
  return {
    trader,
    broker,
    async trade(instrument: InstrumentId, side: 'buy' | 'sell', quantity: number, price: number) {
      await trader.place({ instrument, side, quantity, type: 'market' })
      const prices = { open: price, high: price, low: price, close: price, volume: 1e6 }
      const bar = { instrument, timeframe: '1m', time: clock.now(), ...prices } as const
      broker.openBar(bar)
      clock.advanceTo(bar.time + 60_000)
      broker.closeBar(bar)
    },
  }
}

describe('a portfolio', () => {
  it('shows positions, holdings, fees and profit as they were traded', async () => {
    const { trader, trade } = await openAccount('main')
    await trade('NSE:INFY', 'buy', 10, 1500) // 15,000 and fees of 15
    await trade('NFO:NIFTY', 'buy', 65, 25_000) // fees of 1,625
    await trade('NFO:NIFTY', 'sell', 65, 25_010) // 650 less fees of 1,625.65
    const { positions, holdings, totals } = trader.view.getPortfolio()
    expect(positions.map(({ instrument, quantity, fees }) => `${instrument} ${quantity} ${fees}`)).toEqual([
      'NSE:INFY 10 15',
      'NFO:NIFTY 0 3250.65',
    ])
    expect(holdings.map(({ instrument }) => instrument)).toEqual(['NSE:INFY'])
    const inr = totals.get('INR')!
    expect(`${inr.realizedProfit} ${inr.fees} ${inr.cash}`).toBe('650 3265.65 982384.35')
    expect(inr.equity).toBe(trader.view.getEquity())
    expect(trader.view.getProfit().realized).toBe(650 - 3265.65)
    await trader.stop()
  })

  it('keeps its worth over a split, and its open orders come along', async () => {
    const { trader, broker, trade } = await openAccount('main')
    await trade('NSE:INFY', 'buy', 10, 1500)
    await trader.idle()
    const before = trader.view.getEquity()
    const target = { instrument: 'NSE:INFY', side: 'sell', quantity: 10, type: 'limit', limitPrice: 1600 } as const
    const { order } = await trader.place(target)
    const { clientOrderId } = order.terms
    broker.applySplit('NSE:INFY', 5)
    const answers = await trader.applyCorporateAction({ instrument: 'NSE:INFY', action: 'split', ratio: 5 })
    expect(answers).toMatchObject([{ clientOrderId, command: 'modify', outcome: 'requested' }])
    expect(trader.view.getEquity()).toBe(before)
    const terms = trader.view.orders.get(clientOrderId)!.terms
    expect(terms.type === 'limit' && `${terms.quantity} at ${terms.limitPrice}`).toBe('50 at 320')
    const { orders, positions } = await broker.fetchSnapshot()
    expect(`${orders.at(-1)?.quantity} at ${orders.at(-1)?.limitPrice}`).toBe('50 at 320')
    expect(`${positions[0]?.quantity} at ${positions[0]?.averagePrice}`).toBe('50 at 300')
    const corrections: string[] = []
    trader.on('position.reconciled', ({ type }) => {
      corrections.push(type)
    })
    await trader.stop()
    await trader.start()
    expect(corrections).toEqual([])
    expect(trader.view.getEquity()).toBe(before)
    await trader.stop()
  })

  it('of a desk is the sum of its accounts', async () => {
    const [a, b] = [await openAccount('a'), await openAccount('b')]
    const desk = createDesk({ traders: [a.trader, b.trader] })
    await desk.start()
    await a.trade('NSE:INFY', 'buy', 10, 1500)
    await b.trade('NSE:INFY', 'buy', 5, 1400)
    await b.trader.place({ instrument: 'NSE:INFY', side: 'sell', quantity: 2, type: 'limit', limitPrice: 1600 })
    const held = desk.positions.get('NSE:INFY')
    expect(held?.map(({ account, quantity }) => `${account} ${quantity}`)).toEqual(['a 10', 'b 5'])
    expect(desk.getPortfolio().totals.get('INR')?.cash.toString()).toBe('1977978') // 2,000,000 - 15,015 - 7,007
    const { long, short } = desk.worstCase('NSE:INFY')
    expect(`${long} ${short}`).toBe('15 13')
    await desk.stop()
  })
})
