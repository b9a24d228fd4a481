import { createInstrument, createTrader, type Trader } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createStage, journalled, stateOf } from '../stage.ts'
import { isChained, witnessedStorage } from '../witnessed-storage.ts'
import { upstoxLike } from './upstox-like.ts'
import { createUpstoxVendor } from './upstox-vendor.ts'

const tcs = createInstrument({ id: 'NSE:TCS', currency: 'INR', tickSize: '0.1' })
const large = { instrument: tcs.id, side: 'buy', quantity: 250, type: 'limit', limitPrice: '3000' } as const

async function opened() {
  const stage = createStage()
  // 250 are three orders there: 100, 100 and 50.
  const vendor = createUpstoxVendor('1000000', 100)
  const storage = witnessedStorage()
  const connect = () =>
    createTrader({ broker: upstoxLike({ client: vendor }, stage.environment), storage, instruments: [tcs] })
  const trader = connect()
  await trader.start()
  return { stage, vendor, storage, connect, trader }
}

function onlyOrder({ view }: Pick<Trader, 'view'>) {
  expect(view.orders.size).toBe(1)
  return [...view.orders.values()][0]!
}

function standing(trader: Pick<Trader, 'view'>): readonly (string | undefined)[] {
  const { lifecycle, filledQuantity, leavesQuantity, averagePrice } = onlyOrder(trader)
  return [lifecycle, filledQuantity.toFixed(), leavesQuantity.toFixed(), averagePrice?.toFixed()]
}

describe('a broker that makes several orders of one', () => {
  it('names all of them, and one order of ours stands for them', async () => {
    const { trader, vendor } = await opened()
    const placed = await trader.place(large)
    expect(placed).toMatchObject({ outcome: 'accepted', order: { lifecycle: 'working' } })
    expect(placed.order.brokerOrderIds).toEqual(['250106000001', '250106000002', '250106000003'])
    expect(vendor.rows.map(({ quantity }) => quantity)).toEqual([100, 100, 50])
    expect(trader.view.worstCase(tcs.id).long.toFixed()).toBe('250')
    await trader.stop()
  })

  it('fills them apart, and the order has the exact average of all', async () => {
    const { trader, vendor } = await opened()
    await trader.place(large)
    const [a, b, c] = vendor.rows
    vendor.trade(b!, 100, '2999.5', 'order')
    expect(standing(trader)).toEqual(['working', '100', '150', '2999.5'])
    vendor.trade(a!, 40, '2999', 'order')
    vendor.trade(a!, 60, '3000', 'order')
    vendor.trade(c!, 50, '2998', 'order')
    // (100 x 2999.5 + 40 x 2999 + 60 x 3000 + 50 x 2998) / 250
    expect(standing(trader)).toEqual(['filled', '250', '0', '2999.24'])
    expect(trader.view.cash.get('INR')?.toFixed()).toBe('250190')
    expect(trader.view.worstCase(tcs.id).long.toFixed()).toBe('250')
    await trader.stop()
  })

  it('tells trades and cumulative rows of the same fills, in either order, and they are booked once', async () => {
    const { trader, vendor, storage } = await opened()
    await trader.place(large)
    const [a, b, c] = vendor.rows
    vendor.trade(a!, 100, '3000', 'both')
    vendor.trade(b!, 100, '2999', 'trade')
    vendor.trade(c!, 50, '2998', 'order')
    vendor.tell(a!)
    vendor.tell(b!)
    vendor.tell(c!)
    // (300000 + 299900 + 149900) / 250
    expect(standing(trader)).toEqual(['filled', '250', '0', '2999.2'])
    await trader.stop()
    await trader.start()
    expect(standing(trader)).toEqual(['filled', '250', '0', '2999.2'])
    expect(journalled(storage, 'order.filled')).toHaveLength(3)
    expect(journalled(storage, 'position.reconciled')).toEqual([])
    expect(journalled(storage, 'cash.adjusted')).toHaveLength(1)
    await trader.stop()
  })

  it('is asked to cancel each one that is open, and the order is canceled with the last', async () => {
    const { trader, vendor } = await opened()
    const { order } = await trader.place(large)
    const [a, b, c] = vendor.rows
    vendor.trade(a!, 30, '3000', 'order')
    vendor.trade(b!, 100, '3000', 'order')
    expect(await trader.cancel(order.terms.clientOrderId)).toEqual({ outcome: 'requested' })
    expect(vendor.calls.filter((call) => call.startsWith('cancel'))).toEqual([
      'cancel 250106000001',
      'cancel 250106000003',
    ])
    vendor.update(a!, { status: 'cancelled' })
    expect(standing(trader)).toEqual(['working', '130', '120', '3000'])
    vendor.update(c!, { status: 'cancelled' })
    expect(standing(trader)).toEqual(['canceled', '130', '0', '3000'])
    await trader.stop()
  })

  it('loses its answer: the order is found by its tag, all parts of it, and never sent again', async () => {
    const { trader, vendor, stage } = await opened()
    vendor.losesAnswer = true
    const placed = await trader.place(large)
    expect(placed).toMatchObject({ outcome: 'unconfirmed', cause: 'adapter-threw' })
    expect(trader.view.worstCase(tcs.id).long.toFixed()).toBe('250')
    vendor.trade(vendor.rows[1]!, 100, '2999', 'neither')

    const confirmed = trader.confirmed(placed.order.terms.clientOrderId)
    await stage.pass(1000)
    await confirmed
    expect(onlyOrder(trader).brokerOrderIds).toHaveLength(3)
    expect(standing(trader)).toEqual(['working', '100', '150', '2999'])
    expect(vendor.calls.filter((call) => call.startsWith('place'))).toHaveLength(1)

    vendor.trade(vendor.rows[0]!, 100, '3000', 'order')
    vendor.trade(vendor.rows[2]!, 50, '3000', 'order')
    expect(standing(trader)).toEqual(['filled', '250', '0', '2999.6'])
    await trader.stop()
  })

  it('refuses every part: the order is rejected with the reason', async () => {
    const { trader, vendor } = await opened()
    vendor.takesAtMost = 0
    expect(await trader.place(large)).toMatchObject({
      outcome: 'rejected',
      evidence: { reason: 'Margin is short.', vendorCode: 'UDAPI100500' },
    })
    expect(trader.view.worstCase(tcs.id).long.toFixed()).toBe('0')
    await trader.stop()
  })

  it('refuses a part: what it took is filled and booked', async () => {
    const { trader, vendor } = await opened()
    vendor.takesAtMost = 2
    const placed = await trader.place(large)
    expect(placed).toMatchObject({ outcome: 'accepted' })
    expect(placed.order.brokerOrderIds).toHaveLength(2)
    for (const row of vendor.rows) vendor.trade(row, 100, '3000', 'order')
    expect(onlyOrder(trader).filledQuantity.toFixed()).toBe('200')
    expect(trader.view.getQuantity(tcs.id).toFixed()).toBe('200')
    expect(trader.view.cash.get('INR')?.toFixed()).toBe('400000')
    await trader.stop()
  })

  it('rejects a part later on: the others go on, and the order ends with them', async () => {
    const { trader, vendor } = await opened()
    await trader.place(large)
    const [a, b, c] = vendor.rows
    vendor.trade(a!, 100, '3000', 'order')
    vendor.trade(b!, 100, '3000', 'order')
    vendor.update(c!, { status: 'rejected' })
    expect(standing(trader)).toEqual(['rejected', '200', '0', '3000'])
    await trader.stop()
  })

  it('is found as it was left, by the same trader and by another one', async () => {
    const { trader, vendor, storage, connect } = await opened()
    const { order } = await trader.place(large)
    const [a, b] = vendor.rows
    vendor.trade(a!, 100, '3000', 'order')
    vendor.trade(b!, 10, '2999.5', 'trade')
    const [before, journal] = [stateOf(trader.view), storage.entries.length]
    await trader.stop()
    await trader.start()
    expect(stateOf(trader.view)).toEqual(before)
    await trader.stop()

    const second = connect()
    await second.start()
    expect(stateOf(second.view)).toEqual(before)
    // The trade book, read at the first restart, takes the place of what the order book had told; nothing else is new.
    expect(storage.entries.slice(journal).map(({ type }) => type)).toEqual(['fill.corrected'])
    expect(isChained(storage.entries)).toBe(true)
    await second.cancel(order.terms.clientOrderId)
    expect(vendor.calls.filter((call) => call.startsWith('cancel'))).toEqual([
      'cancel 250106000002',
      'cancel 250106000003',
    ])
    await second.stop()
  })

  it('has filled parts while nobody was connected, which the next start books once', async () => {
    const { trader, vendor, storage } = await opened()
    await trader.place(large)
    vendor.trade(vendor.rows[0]!, 60, '3000', 'order')
    await trader.stop()
    vendor.trade(vendor.rows[0]!, 40, '2999', 'neither')
    vendor.trade(vendor.rows[2]!, 50, '2998.4', 'neither')
    await trader.start()
    // (60 x 3000 + 40 x 2999 + 50 x 2998.4) / 150
    expect(standing(trader)).toEqual(['working', '150', '100', '2999.2'])
    expect(trader.view.cash.get('INR')?.toFixed()).toBe('550120')
    expect(journalled(storage, 'position.reconciled')).toEqual([])
    expect(journalled(storage, 'cash.adjusted')).toHaveLength(1)
    await trader.stop()
  })
})
