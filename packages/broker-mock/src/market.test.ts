import { createInstrument } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { percentSlippage } from './slippage.ts'
import { minute, monday, type Ohlc, openSession } from './testing/session.ts'

const quiet: Ohlc = [100, 101, 99, 100]

describe('a market order', () => {
  it("fills at the next bar's open", async () => {
    const { place, play, fills, reports } = await openSession()
    place({ side: 'buy', type: 'market' })
    play([101.5, 103, 101, 102])
    expect(fills()).toEqual(['101.5'])
    expect(reports).toMatchObject([{ type: 'fill', fill: { time: monday } }])
  })

  it('waits for a bar of its own instrument', async () => {
    const { place, play, fills } = await openSession()
    place({ side: 'buy', type: 'market' })
    play(quiet, { instrument: 'X:B' })
    expect(fills()).toEqual([])
    play([102, 103, 101, 102])
    expect(fills()).toEqual(['102'])
  })
})

describe('a limit order', () => {
  it("fills a buy at its limit when the bar's low reaches it", async () => {
    const { place, play, fills, reports } = await openSession()
    place({ side: 'buy', type: 'limit', limitPrice: 95 })
    play([100, 101, 95.01, 100])
    expect(fills()).toEqual([])
    play([100, 101, 95, 100])
    expect(fills()).toEqual(['95'])
    expect(reports).toMatchObject([{ fill: { time: monday + 2 * minute } }])
  })

  it("fills a sale at its limit when the bar's high reaches it", async () => {
    const { place, play, fills } = await openSession({ shortSelling: true })
    place({ side: 'sell', type: 'limit', limitPrice: 105 })
    play([100, 104.99, 99, 100])
    expect(fills()).toEqual([])
    play([100, 105, 99, 100])
    expect(fills()).toEqual(['105'])
  })

  it('fills at the open where the open is better', async () => {
    const { place, play, fills } = await openSession({ shortSelling: true })
    place({ side: 'buy', type: 'limit', limitPrice: 95 })
    place({ side: 'sell', type: 'limit', limitPrice: 85 })
    play([90, 96, 89, 92])
    expect(fills()).toEqual(['90', '90'])
  })

  it('gets its limit to the last digit, also where a float has fewer', async () => {
    const coin = createInstrument({ id: 'X:COIN', kind: 'crypto', currency: 'USD', tickSize: '1e-18' })
    const { place, play, fills } = await openSession({ instruments: [coin] })
    place({ instrument: 'X:COIN', side: 'buy', type: 'limit', limitPrice: '0.123456789012345678' })
    play([0.2, 0.2, 0.1, 0.2], { instrument: 'X:COIN' })
    expect(fills()).toEqual(['0.123456789012345678'])
  })
})

describe('a stop order', () => {
  it('fills at its stop when the bar reaches it', async () => {
    const { place, play, fills } = await openSession({ shortSelling: true })
    place({ side: 'sell', type: 'stop', stopPrice: 95 })
    place({ side: 'buy', type: 'stop', stopPrice: 105 })
    play([100, 104.99, 95.01, 100])
    expect(fills()).toEqual([])
    play([100, 105, 95, 100])
    expect(fills()).toEqual(['95', '105'])
  })

  it('fills at the open, which is worse, where the open has jumped over it', async () => {
    const { place, play, fills } = await openSession({ shortSelling: true })
    place({ side: 'sell', type: 'stop', stopPrice: 95 })
    play([90, 96, 89, 92])
    place({ side: 'buy', type: 'stop', stopPrice: 105 })
    play([110, 111, 104, 106])
    expect(fills()).toEqual(['90', '110'])
  })
})

describe('a stop-limit order', () => {
  const order = { side: 'buy', type: 'stop-limit', stopPrice: 105 } as const

  it('fills at its stop where its limit allows that', async () => {
    const { place, play, fills } = await openSession()
    place({ ...order, limitPrice: 106 })
    play([100, 104, 99, 103])
    expect(fills()).toEqual([])
    play([103, 108, 102, 107])
    expect(fills()).toEqual(['105'])
  })

  it('fills at the open where the open has jumped over the stop and not over the limit', async () => {
    const { place, play, fills } = await openSession()
    place({ ...order, limitPrice: 108 })
    play([107, 110, 106, 109])
    expect(fills()).toEqual(['107'])
  })

  it('becomes a limit order where the open has jumped over both, and fills in that bar when it comes back', async () => {
    const { place, play, fills } = await openSession()
    place({ ...order, limitPrice: 106 })
    play([109, 110, 106.01, 108])
    expect(fills()).toEqual([])
    play([108, 109, 106, 107])
    expect(fills()).toEqual(['106'])
  })

  it('becomes a limit order when the bar reaches its stop, and waits for a later bar unless the close proves it', async () => {
    const { place, play, fills } = await openSession()
    place({ ...order, limitPrice: 102 })
    place({ ...order, limitPrice: 103 })
    play([100, 105, 99, 103])
    expect(fills()).toEqual(['103'])
    play([103, 104, 102, 104])
    expect(fills()).toEqual(['103', '102'])
  })
})

describe('inside a bar', () => {
  it('stops go before limits, so that of a stop loss and a target the loss is taken', async () => {
    const { place, play, fills, whenFilled, broker } = await openSession()
    place({ side: 'buy', type: 'market' })
    play(quiet)
    const target = place({ side: 'sell', type: 'limit', limitPrice: 105 })
    place({ side: 'sell', type: 'stop', stopPrice: 95 })
    whenFilled(() => broker.cancel(target))
    play([100, 106, 94, 105])
    expect(fills()).toEqual(['100', '95'])
  })

  it('a stop-limit that has become a limit order goes with the limits', async () => {
    const { place, play, fills } = await openSession({ shortSelling: true })
    place({ side: 'sell', type: 'stop-limit', stopPrice: 95, limitPrice: 97 })
    play([100, 100, 94, 94])
    place({ side: 'sell', type: 'stop', stopPrice: 93 })
    play([94, 98, 92, 94])
    expect(fills()).toEqual(['93', '97'])
  })

  it('orders of one kind go in the order in which they were placed', async () => {
    const { place, play, reports } = await openSession()
    const first = place({ side: 'buy', type: 'limit', limitPrice: 95 })
    const second = place({ side: 'buy', type: 'limit', limitPrice: 96 })
    play([100, 101, 94, 100])
    const filled = reports.map((report) => report.type === 'fill' && report.fill.brokerOrderId)
    expect(filled).toEqual([first.brokerOrderId, second.brokerOrderId])
  })
})

describe('slippage', () => {
  const slippage = percentSlippage(1)

  it('touches market and stop orders', async () => {
    const { place, play, fills } = await openSession({ slippage, shortSelling: true })
    place({ side: 'buy', type: 'market' })
    place({ side: 'sell', type: 'stop', stopPrice: 95 })
    play([100, 101, 94, 97])
    expect(fills()).toEqual(['101', '94.05'])
  })

  it('leaves limit orders at their price, or at the better open', async () => {
    const { place, play, fills } = await openSession({ slippage })
    place({ side: 'buy', type: 'limit', limitPrice: 95 })
    place({ side: 'buy', type: 'limit', limitPrice: 102 })
    play([100, 101, 94, 97])
    expect(fills()).toEqual(['100', '95'])
  })

  it('takes a stop-limit to its limit and no further', async () => {
    const { place, play, fills } = await openSession({ slippage, shortSelling: true })
    place({ side: 'buy', type: 'stop-limit', stopPrice: 102, limitPrice: 110 })
    place({ side: 'buy', type: 'stop-limit', stopPrice: 102, limitPrice: '102.50' })
    place({ side: 'sell', type: 'stop-limit', stopPrice: 98, limitPrice: '97.50' })
    play([100, 103, 97, 100])
    expect(fills()).toEqual(['103.02', '102.5', '97.5'])
  })

  it('leaves a stop-limit that has become a resting limit order at its limit', async () => {
    const { place, play, fills } = await openSession({ slippage })
    place({ side: 'buy', type: 'stop-limit', stopPrice: 102, limitPrice: 101 })
    play([103, 104, 102, 103])
    play([102, 103, 100, 102])
    expect(fills()).toEqual(['101'])
  })
})
