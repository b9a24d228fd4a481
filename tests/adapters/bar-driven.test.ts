import { createInstrument, createTrader, Decimal, type Fill, type Trader } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createStage, journalled, stateOf } from '../stage.ts'
import { isChained, witnessedStorage } from '../witnessed-storage.ts'
import { type BarVenueOptions, barDriven, createBarVenue } from './bar-driven.ts'

const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })
const ten = { instrument: infy.id, side: 'buy', quantity: 10 } as const

function open(options: Partial<BarVenueOptions> = {}) {
  const { clock, environment } = createStage()
  const venue = createBarVenue({ cash: '100000', ...options }, clock.now)
  const storage = witnessedStorage()
  const connect = () =>
    createTrader({ broker: barDriven({ venue }, environment), storage, instruments: [infy], account: 'main' })
  return { venue, storage, connect, trader: connect() }
}

function hear(trader: Trader): Fill[] {
  const fills: Fill[] = []
  trader.on('order.filled', ({ fill }) => {
    fills.push(fill)
  })
  return fills
}

function cashOf({ view }: Trader): string | undefined {
  return view.cash.get('INR')?.toFixed()
}

describe('a broker that is driven by bars and tells every fill by its id', () => {
  it('fills a market order at the open of the next bar, and charges its fee', async () => {
    const { trader, venue } = open({ feePerFill: '20' })
    await trader.start()
    const placed = await trader.place({ ...ten, type: 'market' })
    expect(placed).toMatchObject({ outcome: 'accepted', order: { lifecycle: 'working', brokerOrderIds: ['B1'] } })

    venue.show({ open: 1500.05, low: 1499 })
    const order = trader.view.orders.get(placed.order.terms.clientOrderId)
    expect(order).toMatchObject({ lifecycle: 'filled', certainty: 'confirmed' })
    expect(order?.averagePrice?.toFixed()).toBe('1500.05')
    // 100000 - 10 x 1500.05 - 20
    expect(cashOf(trader)).toBe('84979.5')
    expect(trader.view.getQuantity(infy.id).toFixed()).toBe('10')
    await trader.stop()
  })

  it('fills a buy limit when the low of a bar reaches it, and not before', async () => {
    const { trader, venue } = open()
    await trader.start()
    await trader.place({ ...ten, type: 'limit', limitPrice: '1490' })
    venue.show({ open: 1500, low: 1490.05 })
    expect(trader.view.getQuantity(infy.id).toFixed()).toBe('0')
    venue.show({ open: 1495, low: 1490 })
    expect(cashOf(trader)).toBe('85100')
    await trader.stop()
  })

  it('may fill an order before it has answered', async () => {
    const { trader, venue } = open()
    await trader.start()
    const fills = hear(trader)
    venue.show({ open: 1500, low: 1500 })
    const placed = await trader.place({ ...ten, type: 'market', timeInForce: 'ioc' })
    expect(placed).toMatchObject({ outcome: 'accepted', order: { lifecycle: 'filled' } })
    expect(fills.map(({ fillId, provisional }) => [fillId, provisional])).toEqual([['T1', false]])
    await trader.stop()
  })

  it('may fill a part before it has answered, and drop the rest', async () => {
    const { trader, venue } = open({ fillAtMost: 4 })
    await trader.start()
    venue.show({ open: 1500, low: 1500 })
    const { order } = await trader.place({ ...ten, type: 'market', timeInForce: 'ioc' })
    expect(order.lifecycle).toBe('canceled')
    expect([order.filledQuantity.toFixed(), order.leavesQuantity.toFixed()]).toEqual(['4', '0'])
    expect(cashOf(trader)).toBe('94000')
    await trader.stop()
  })

  it('books several fills of one order at their exact average', async () => {
    const { trader, venue } = open({ fillAtMost: 4 })
    await trader.start()
    const { order } = await trader.place({ ...ten, type: 'limit', limitPrice: '1500' })
    venue.show({ open: 1500, low: 1499 })
    venue.show({ open: 1499.5, low: 1499 })
    expect(trader.view.orders.get(order.terms.clientOrderId)).toMatchObject({ lifecycle: 'working' })
    venue.show({ open: 1499.25, low: 1499 })
    const filled = trader.view.orders.get(order.terms.clientOrderId)!
    // (4 x 1500 + 4 x 1499.5 + 2 x 1499.25) / 10
    expect([filled.lifecycle, filled.averagePrice?.toFixed()]).toEqual(['filled', '1499.65'])
    expect(trader.view.positions.get(infy.id)?.[0]?.averagePrice.toFixed()).toBe('1499.65')
    expect(cashOf(trader)).toBe('85003.5')
    await trader.stop()
  })

  it('tells a fill twice and has it booked once', async () => {
    const { trader, venue, storage } = open()
    await trader.start()
    const fills = hear(trader)
    await trader.place({ ...ten, type: 'market' })
    venue.show({ open: 1500, low: 1500 })
    const [before, journal] = [stateOf(trader.view), storage.entries.length]
    venue.repeat()
    venue.listener({ type: 'lost', cause: 'cable' })
    venue.listener({ type: 'restored' })
    await trader.idle()
    venue.repeat()
    expect(fills).toHaveLength(1)
    expect(stateOf(trader.view)).toEqual(before)
    expect(storage.entries).toHaveLength(journal)
    await trader.stop()
  })

  it('cancels what rests, and keeps what was filled', async () => {
    const { trader, venue } = open({ fillAtMost: 3 })
    await trader.start()
    const { order } = await trader.place({ ...ten, type: 'limit', limitPrice: '1500' })
    const id = order.terms.clientOrderId
    venue.show({ open: 1500, low: 1500 })
    expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('10')
    expect(await trader.cancel(id)).toEqual({ outcome: 'requested' })
    expect(venue.canceled).toEqual(['B1'])
    const canceled = trader.view.orders.get(id)!
    expect([canceled.lifecycle, canceled.filledQuantity.toFixed()]).toEqual(['canceled', '3'])
    expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('3')

    expect(await trader.cancel(id)).toEqual({
      outcome: 'rejected',
      evidence: { reason: 'The order is canceled already.' },
    })
    expect(venue.canceled).toHaveLength(1)
    await trader.stop()
  })

  it('realizes the profit of a round trip, fees taken off', async () => {
    const { trader, venue } = open({ feePerFill: '7.5' })
    await trader.start()
    await trader.place({ ...ten, type: 'market' })
    venue.show({ open: 1500, low: 1500 })
    await trader.place({ ...ten, side: 'sell', type: 'market' })
    venue.show({ open: 1512.5, low: 1500 })
    // 10 x 12.5 - 2 x 7.5
    expect(trader.view.getProfit().realized).toBe(110)
    expect(cashOf(trader)).toBe('100110')
    await trader.stop()
  })

  it('brings cash and positions along, which are reconciled at the start', async () => {
    const position = { instrument: infy.id, product: 'delivery', quantity: new Decimal(40) } as const
    const held = { ...position, averagePrice: new Decimal(1400), realizedProfit: new Decimal(0) }
    const { trader, storage } = open({ holdings: [held] })
    await trader.start()
    expect(trader.view.positions.get(infy.id)).toEqual([held])
    expect(cashOf(trader)).toBe('100000')
    expect(journalled(storage, 'position.reconciled').map(({ difference }) => difference.toFixed())).toEqual(['40'])
    expect(journalled(storage, 'cash.adjusted').map(({ amount, reason }) => [amount.toFixed(), reason])).toEqual([
      ['100000', 'opening balance'],
    ])
    await trader.stop()
  })

  it('is found as it was left after a stop, by the same trader and by another one', async () => {
    const { trader, connect, venue, storage } = open({ feePerFill: '20', fillAtMost: 4 })
    await trader.start()
    await trader.place({ ...ten, type: 'limit', limitPrice: '1500' })
    await trader.place({ ...ten, type: 'limit', limitPrice: '1400' })
    venue.show({ open: 1500, low: 1499 })
    const [before, journal] = [stateOf(trader.view), storage.entries.length]
    await trader.stop()

    await trader.start()
    expect(stateOf(trader.view)).toEqual(before)
    await trader.stop()

    const second = connect()
    await second.start()
    expect(stateOf(second.view)).toEqual(before)
    // The broker's books held nothing new either time.
    expect(storage.entries).toHaveLength(journal)

    venue.show({ open: 1500, low: 1499 })
    expect(second.view.getQuantity(infy.id).toFixed()).toBe('8')
    expect(storage.entries).toHaveLength(journal + 1)
    expect(isChained(storage.entries)).toBe(true)
    await second.stop()
  })

  it('has filled orders while nobody was connected, which the next start books once', async () => {
    const { trader, venue, storage } = open({ feePerFill: '20', fillAtMost: 4 })
    await trader.start()
    const { order } = await trader.place({ ...ten, type: 'limit', limitPrice: '1500' })
    await trader.stop()
    for (const price of [1500, 1499.5, 1499]) venue.show({ open: price, low: price })

    await trader.start()
    const filled = trader.view.orders.get(order.terms.clientOrderId)!
    // (4 x 1500 + 4 x 1499.5 + 2 x 1499) / 10, and cash 100000 - 14996 - 3 x 20
    expect([filled.lifecycle, filled.averagePrice?.toFixed()]).toEqual(['filled', '1499.6'])
    expect(cashOf(trader)).toBe('84944')
    expect(journalled(storage, 'order.filled').map(({ fill }) => fill.fillId)).toEqual(['T1', 'T2', 'T3'])
    expect(journalled(storage, 'position.reconciled')).toEqual([])
    expect(journalled(storage, 'cash.adjusted')).toHaveLength(1)
    await trader.stop()
  })

  it('has one writer: a second trader on the same account is refused while the first is open', async () => {
    const { trader, connect } = open()
    await trader.start()
    await expect(connect().start()).rejects.toMatchObject({ code: 'journal-conflict', details: { account: 'main' } })
    await trader.stop()
    const second = connect()
    await second.start()
    await second.stop()
  })
})
