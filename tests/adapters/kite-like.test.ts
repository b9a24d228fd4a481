import { createInstrument, createTrader, type Fill, type Trader } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createStage, journalled, settled, stateOf } from '../stage.ts'
import { isChained, witnessedStorage } from '../witnessed-storage.ts'
import { kiteLike } from './kite-like.ts'
import { createKiteVendor, type KitePosition } from './kite-vendor.ts'

const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })
const ten = { instrument: infy.id, side: 'buy', quantity: 10, type: 'limit', limitPrice: '1501' } as const

function open(holdings: readonly KitePosition[] = []) {
  const stage = createStage()
  const vendor = createKiteVendor(stage.clock, 100_000, holdings)
  const environment = { ...stage.environment, network: vendor }
  const storage = witnessedStorage()
  const connect = () =>
    createTrader({ broker: kiteLike({ timeoutMs: 7000 }, environment), storage, instruments: [infy] })
  return { stage, vendor, storage, connect, trader: connect() }
}

async function opened(holdings: readonly KitePosition[] = []) {
  const opening = open(holdings)
  await opening.trader.start()
  return opening
}

function hear(trader: Trader): Fill[] {
  const fills: Fill[] = []
  trader.on('order.filled', ({ fill }) => {
    fills.push(fill)
  })
  return fills
}

function onlyOrder({ view }: Pick<Trader, 'view'>) {
  expect(view.orders.size).toBe(1)
  return [...view.orders.values()][0]!
}

function cashOf({ view }: Pick<Trader, 'view'>): string | undefined {
  return view.cash.get('INR')?.toFixed()
}

const posts = ({ requests }: { readonly requests: readonly string[] }) =>
  requests.filter((request) => request.startsWith('POST'))

describe('a broker that tells cumulative quantities over a socket', () => {
  it('sends a tag of 20 letters and digits, which is the id of the order', async () => {
    const { trader, vendor } = await opened()
    const { order } = await trader.place(ten)
    expect(order.terms.clientOrderId).toMatch(/^[a-z0-9]{20}$/)
    expect(vendor.orders[0]?.tag).toBe(order.terms.clientOrderId)
    expect(order.brokerOrderIds).toEqual([vendor.orders[0]?.order_id])
    await trader.stop()
  })

  it('has each update booked as the increment that explains the new average', async () => {
    const { trader, vendor } = await opened()
    const fills = hear(trader)
    await trader.place(ten)
    const [order] = vendor.orders
    vendor.trade(order!, 4, 1500)
    expect(onlyOrder(trader)).toMatchObject({ lifecycle: 'working' })
    vendor.trade(order!, 6, 1500.5)
    // The vendor says 4 at 1500, then 10 at 1500.3: (15003 - 6000) / 6 is 1500.5.
    expect(order?.average_price).toBe(1500.3)
    expect(fills.map(({ quantity, price }) => `${quantity} @ ${price}`)).toEqual(['4 @ 1500', '6 @ 1500.5'])
    expect(onlyOrder(trader)).toMatchObject({ lifecycle: 'filled' })
    expect(onlyOrder(trader).averagePrice?.toFixed()).toBe('1500.3')
    expect(cashOf(trader)).toBe('84997')
    await trader.stop()
  })

  it('is believed once, however often and in whatever order it repeats itself', async () => {
    const { trader, vendor, storage } = await opened()
    await trader.place(ten)
    const order = vendor.orders[0]!
    vendor.trade(order, 4, 1500)
    const early = { ...order }
    vendor.trade(order, 3, 1500.5)
    const [before, journal] = [stateOf(trader.view), storage.entries.length]
    vendor.tell(order)
    vendor.tell(early)
    vendor.tell({ ...early, filled_quantity: 0, average_price: 0 })
    expect(stateOf(trader.view)).toEqual(before)
    expect(storage.entries).toHaveLength(journal)

    vendor.trade(order, 3, 1500)
    const complete = stateOf(trader.view)
    vendor.tell(early)
    vendor.update({ ...order }, { status: 'UPDATE' })
    expect(stateOf(trader.view)).toEqual(complete)
    await trader.stop()
  })

  it('takes no state between the first and the last for the end', async () => {
    const { trader, vendor } = await opened()
    await trader.place(ten)
    const interim = ['VALIDATION PENDING', 'OPEN PENDING', 'OPEN', 'MODIFY PENDING', 'CANCEL PENDING', 'A NEW WORD']
    for (const status of interim) {
      vendor.update(vendor.orders[0]!, { status })
      expect(onlyOrder(trader)).toMatchObject({ lifecycle: 'working', certainty: 'confirmed' })
    }
    expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('10')
    await trader.stop()
  })

  it('has a canceled order booked by its quantity, not by its status', async () => {
    const { trader, vendor } = await opened()
    const { order } = await trader.place(ten)
    vendor.trade(vendor.orders[0]!, 4, 1500)
    expect(await trader.cancel(order.terms.clientOrderId)).toEqual({ outcome: 'requested' })
    expect(onlyOrder(trader)).toMatchObject({ lifecycle: 'working', pending: 'cancel' })
    // A last trade of 2 slipped in, and the cancellation tells it.
    vendor.tradeUnseen(vendor.orders[0]!, 2, 1500.3)
    vendor.update(vendor.orders[0]!, { status: 'CANCELLED' })
    expect(onlyOrder(trader)).toMatchObject({ lifecycle: 'canceled', pending: 'none' })
    expect(onlyOrder(trader).filledQuantity.toFixed()).toBe('6')
    expect(onlyOrder(trader).averagePrice?.toFixed()).toBe('1500.1')
    expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('6')
    await trader.stop()
  })

  it('is waited for where it says complete and has no price yet', async () => {
    const { trader, vendor } = await opened()
    await trader.place(ten)
    const order = vendor.orders[0]!
    vendor.tradeUnseen(order, 10, 1500.5)
    vendor.tell({ ...order, average_price: 0 })
    expect(trader.view.getQuantity(infy.id).toFixed()).toBe('0')
    expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('10')
    vendor.tell(order)
    expect(onlyOrder(trader).averagePrice?.toFixed()).toBe('1500.5')
    expect(onlyOrder(trader)).toMatchObject({ lifecycle: 'filled' })
    await trader.stop()
  })

  it('has what updates told not booked again when its trade book arrives', async () => {
    const { trader, vendor, storage, stage } = await opened()
    await trader.place(ten)
    vendor.trade(vendor.orders[0]!, 4, 1500)
    vendor.trade(vendor.orders[0]!, 6, 1500.5)
    vendor.drop('cable')
    await stage.pass(1000)
    expect(vendor.requests.filter((request) => request === 'GET /trades')).toHaveLength(3)
    expect(onlyOrder(trader).filledQuantity.toFixed()).toBe('10')
    expect(onlyOrder(trader).averagePrice?.toFixed()).toBe('1500.3')
    expect(trader.view.getQuantity(infy.id).toFixed()).toBe('10')
    expect(cashOf(trader)).toBe('84997')
    expect(journalled(storage, 'position.reconciled')).toEqual([])
    expect(journalled(storage, 'cash.adjusted').map(({ reason }) => reason)).toEqual(['opening balance'])
    await trader.stop()
  })

  it('has what its trade book told not booked again when an update repeats it', async () => {
    const { trader, vendor } = await opened()
    await trader.place(ten)
    await trader.stop()
    vendor.tradeUnseen(vendor.orders[0]!, 4, 1500)
    await trader.start()
    const fills = hear(trader)
    vendor.tell(vendor.orders[0]!)
    expect(fills).toEqual([])
    vendor.trade(vendor.orders[0]!, 6, 1500.5)
    expect(fills.map(({ quantity, price }) => `${quantity} @ ${price}`)).toEqual(['6 @ 1500.5'])
    expect(cashOf(trader)).toBe('84997')
    await trader.stop()
  })
})

describe('a broker that answers late, or never', () => {
  it('may tell an order by its tag before it has answered', async () => {
    const { trader, vendor } = await opened()
    const answer = vendor.holdReplies()
    const placing = trader.place(ten)
    await settled()
    vendor.trade(vendor.orders[0]!, 10, 1500)
    expect(onlyOrder(trader)).toMatchObject({ lifecycle: 'filled', brokerOrderIds: [vendor.orders[0]?.order_id] })
    answer()
    expect(await placing).toMatchObject({ outcome: 'accepted', order: { lifecycle: 'filled', certainty: 'confirmed' } })
    expect(cashOf(trader)).toBe('85000')
    await trader.stop()
  })

  it('may tell an order by an id that nobody knows yet: it is kept until the answer says whose it is', async () => {
    const { trader, vendor, storage } = await opened()
    vendor.tagsUpdates = false
    const answer = vendor.holdReplies()
    const placing = trader.place(ten)
    await settled()
    vendor.trade(vendor.orders[0]!, 10, 1500)
    expect(onlyOrder(trader)).toMatchObject({ lifecycle: 'submitted' })
    answer()
    await placing
    expect(onlyOrder(trader)).toMatchObject({ lifecycle: 'filled' })
    expect(journalled(storage, 'external.order-seen')).toEqual([])
    await trader.stop()
  })

  it('answers several orders at once, and each is told its own', async () => {
    const { trader, vendor } = await opened()
    vendor.tagsUpdates = false
    const answer = vendor.holdReplies()
    const placing = [1500, 1490, 1480].map((limitPrice) => trader.place({ ...ten, limitPrice }))
    await settled()
    vendor.trade(vendor.orders[1]!, 10, 1490)
    vendor.trade(vendor.orders[2]!, 4, 1480)
    answer()
    const filled = (await Promise.all(placing)).map(({ order }) => trader.view.orders.get(order.terms.clientOrderId)!)
    expect(filled.map(({ filledQuantity }) => filledQuantity.toFixed())).toEqual(['0', '10', '4'])
    await trader.stop()
  })

  it('never answers: the order counts in full, is never sent again, and is found by its tag', async () => {
    const { trader, vendor, stage } = await opened()
    vendor.manners = 'takes it and is silent'
    const placing = trader.place(ten)
    await stage.pass(7000)
    const placed = await placing
    expect(placed).toMatchObject({ outcome: 'unconfirmed', cause: 'timeout', order: { certainty: 'unconfirmed' } })
    expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('10')

    const id = placed.order.terms.clientOrderId
    const confirmed = trader.confirmed(id)
    await stage.pass(1000)
    expect(await confirmed).toMatchObject({ lifecycle: 'working', certainty: 'confirmed' })
    expect(posts(vendor)).toEqual(['POST /orders/regular'])

    // It can be addressed now, by the variety that the book showed.
    vendor.manners = 'answers'
    expect(await trader.cancel(id)).toEqual({ outcome: 'requested' })
    expect(vendor.requests.at(-1)).toBe(`DELETE /orders/regular/${vendor.orders[0]?.order_id}`)
    await trader.stop()
  })

  it('answers with an error of its own making, and the order is found filled', async () => {
    const { trader, vendor, stage } = await opened()
    vendor.manners = 'takes it and answers 502'
    const placed = await trader.place(ten)
    expect(placed).toMatchObject({ outcome: 'unconfirmed', cause: 'server-error' })
    vendor.tradeUnseen(vendor.orders[0]!, 10, 1500.5)
    await stage.pass(1000)
    expect(onlyOrder(trader)).toMatchObject({ lifecycle: 'filled', certainty: 'confirmed' })
    expect(cashOf(trader)).toBe('84995')
    expect(posts(vendor)).toHaveLength(1)
    await trader.stop()
  })

  it('cannot be read: the order stays unconfirmed and goes on counting, however long', async () => {
    const { trader, vendor, stage, storage } = await opened()
    vendor.manners = 'takes it and answers 502'
    await trader.place(ten)
    vendor.booksDown = true
    await stage.pass(300_000)
    expect(onlyOrder(trader)).toMatchObject({ lifecycle: 'submitted', certainty: 'unconfirmed' })
    expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('10')
    expect(journalled(storage, 'order.absent')).toEqual([])

    vendor.booksDown = false
    await stage.pass(30_000)
    expect(onlyOrder(trader)).toMatchObject({ lifecycle: 'working', certainty: 'confirmed' })
    expect(posts(vendor)).toHaveLength(1)
    await trader.stop()
  })

  it('never had the order: that is believed only after its book was read without it for long enough', async () => {
    const { trader, vendor, stage, storage } = await opened()
    vendor.manners = 'loses it'
    const placing = trader.place(ten)
    await stage.pass(7000)
    expect(await placing).toMatchObject({ outcome: 'unconfirmed' })
    await stage.pass(29_000)
    expect(onlyOrder(trader)).toMatchObject({ certainty: 'unconfirmed' })
    await stage.pass(31_000)
    expect(onlyOrder(trader)).toMatchObject({ lifecycle: 'rejected', certainty: 'confirmed' })
    expect(journalled(storage, 'order.absent')[0]?.reads).toBeGreaterThan(1)
    expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('0')
    await trader.stop()
  })

  it('is still being waited for at the end: the trader stops all the same, and the next start finds the order', async () => {
    const { trader, vendor, stage, connect } = await opened()
    vendor.manners = 'takes it and is silent'
    const placing = trader.place(ten).catch(() => {})
    await settled()
    const stopping = trader.stop()
    await stage.pass(10_000)
    await stopping
    await placing

    const second = connect()
    await second.start()
    await stage.pass(1000)
    expect(onlyOrder(second)).toMatchObject({ lifecycle: 'working', certainty: 'confirmed' })
    expect(posts(vendor)).toHaveLength(1)
    await second.stop()
  })

  it('never answered before the end: the next start finds the order', async () => {
    const { trader, vendor, stage, connect, storage } = await opened()
    vendor.manners = 'takes it and answers 502'
    vendor.booksDown = true
    const { order } = await trader.place(ten)
    await trader.stop()
    vendor.booksDown = false
    vendor.tradeUnseen(vendor.orders[0]!, 4, 1500)

    const second = connect()
    await second.start()
    await stage.pass(1000)
    const found = second.view.orders.get(order.terms.clientOrderId)!
    expect(found).toMatchObject({ lifecycle: 'working', certainty: 'confirmed' })
    expect(found.filledQuantity.toFixed()).toBe('4')
    expect(posts(vendor)).toHaveLength(1)
    expect(isChained(storage.entries)).toBe(true)
    await second.stop()
  })
})

describe('a broker whose connection breaks', () => {
  it('takes no new orders until its books are read again, but cancels', async () => {
    const { trader, vendor, stage } = await opened()
    const { order } = await trader.place(ten)
    vendor.drop('cable')
    expect(await trader.place(ten)).toMatchObject({ outcome: 'denied', denial: { rule: 'connection' } })
    expect(posts(vendor)).toHaveLength(1)
    expect(await trader.cancel(order.terms.clientOrderId)).toEqual({ outcome: 'requested' })
    await stage.pass(1000)
    expect(await trader.place(ten)).toMatchObject({ outcome: 'accepted' })
    await trader.stop()
  })

  it('has filled an order meanwhile, which is booked when it is back', async () => {
    const { trader, vendor, stage } = await opened()
    await trader.place(ten)
    vendor.trade(vendor.orders[0]!, 4, 1500)
    vendor.drop('cable')
    vendor.trade(vendor.orders[0]!, 6, 1500.5)
    expect(trader.view.getQuantity(infy.id).toFixed()).toBe('4')
    await stage.pass(1000)
    expect(onlyOrder(trader)).toMatchObject({ lifecycle: 'filled' })
    expect(cashOf(trader)).toBe('84997')
    await trader.stop()
  })

  it('comes back with books that cannot be read: what is held stands, and nothing new is opened', async () => {
    const { trader, vendor, stage } = await opened()
    await trader.place(ten)
    vendor.trade(vendor.orders[0]!, 10, 1500)
    const before = stateOf(trader.view)
    vendor.booksDown = true
    vendor.drop('cable')
    await stage.pass(1000)
    expect(stateOf(trader.view)).toEqual(before)
    expect(stage.logged).toContain('The books of kite-like cannot be read; new orders are denied until they can.')
    expect(await trader.place(ten)).toMatchObject({ outcome: 'denied', denial: { rule: 'connection' } })
    await trader.stop()
  })

  it('has books that cannot be read at the start: then nothing is open, and the next start may do', async () => {
    const { trader, vendor } = open()
    vendor.booksDown = true
    await expect(trader.start()).rejects.toMatchObject({ code: 'unreachable' })
    await expect(trader.place(ten)).rejects.toMatchObject({ code: 'not-started' })
    vendor.booksDown = false
    await trader.start()
    expect(await trader.place(ten)).toMatchObject({ outcome: 'accepted' })
    await trader.stop()
  })
})

describe('a broker that refuses', () => {
  it('refuses at once: the order has no id and is rejected with the reason', async () => {
    const { trader, vendor } = await opened()
    vendor.manners = 'refuses'
    expect(await trader.place(ten)).toMatchObject({
      outcome: 'rejected',
      order: { lifecycle: 'rejected', brokerOrderIds: [] },
      evidence: { reason: 'Insufficient funds.', httpStatus: 400 },
    })
    expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('0')
    await trader.stop()
  })

  it('takes the order and refuses it afterwards', async () => {
    const { trader, vendor, storage } = await opened()
    await trader.place(ten)
    vendor.update(vendor.orders[0]!, { status: 'REJECTED', status_message: 'Outside the circuit limits.' })
    expect(onlyOrder(trader)).toMatchObject({ lifecycle: 'rejected' })
    expect(journalled(storage, 'order.rejected')[0]?.evidence).toEqual({ reason: 'Outside the circuit limits.' })
    await trader.stop()
  })

  it('refuses to cancel what is being filled, and the order stands until the fill is told', async () => {
    const { trader, vendor } = await opened()
    const { order } = await trader.place(ten)
    vendor.tradeUnseen(vendor.orders[0]!, 10, 1500)
    expect(await trader.cancel(order.terms.clientOrderId)).toMatchObject({
      outcome: 'rejected',
      evidence: { httpStatus: 400 },
    })
    expect(onlyOrder(trader)).toMatchObject({ lifecycle: 'working', pending: 'none' })
    vendor.tell(vendor.orders[0]!)
    expect(onlyOrder(trader)).toMatchObject({ lifecycle: 'filled' })
    await trader.stop()
  })
})

describe('a broker whose orders are addressed by more than an id', () => {
  it('is handed back the variety, also after a restart', async () => {
    const { trader, vendor, connect } = await opened()
    const { order } = await trader.place({ ...ten, displayQuantity: 5 })
    await trader.stop()
    const second = connect()
    await second.start()
    expect(await second.cancel(order.terms.clientOrderId)).toEqual({ outcome: 'requested' })
    expect(vendor.requests.at(-1)).toBe(`DELETE /orders/iceberg/${vendor.orders[0]?.order_id}`)
    await second.stop()
  })

  it('changes an order, and the new terms hold once its book shows them', async () => {
    const { trader, vendor } = await opened()
    const { order } = await trader.place(ten)
    const id = order.terms.clientOrderId
    expect(await trader.modify(id, { limitPrice: '1502', quantity: 12 })).toEqual({ outcome: 'requested' })
    expect(onlyOrder(trader)).toMatchObject({ pending: 'modify' })
    expect(onlyOrder(trader).terms.quantity.toFixed()).toBe('10')
    // Until then both may come true, and the larger counts.
    expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('12')
    vendor.update(vendor.orders[0]!, { status: 'MODIFY PENDING' })
    expect(onlyOrder(trader)).toMatchObject({ pending: 'modify' })
    vendor.update(vendor.orders[0]!, { status: 'OPEN', quantity: 12, price: 1502 })
    const modified = onlyOrder(trader)
    expect(modified).toMatchObject({ pending: 'none' })
    expect([modified.terms.quantity.toFixed(), modified.leavesQuantity.toFixed()]).toEqual(['12', '12'])
    expect('limitPrice' in modified.terms && modified.terms.limitPrice.toFixed()).toBe('1502')
    await trader.stop()
  })
})

describe('a broker whose customer also trades elsewhere', () => {
  it('shows orders placed outside, which are never taken for ours however alike', async () => {
    const { trader, vendor, storage } = await opened()
    await trader.place(ten)
    const outside = vendor.placeOutside({ quantity: 10, price: 1501, status: 'OPEN' })
    vendor.tell(outside)
    vendor.trade(outside, 10, 1501)
    expect(onlyOrder(trader)).toMatchObject({ lifecycle: 'working' })
    expect(onlyOrder(trader).filledQuantity.toFixed()).toBe('0')
    const seen = journalled(storage, 'external.order-seen').map(({ order }) => order)
    expect(seen.map(({ brokerOrderId, lifecycle }) => [brokerOrderId, lifecycle])).toEqual([
      [outside.order_id, 'working'],
      [outside.order_id, 'filled'],
    ])
    await trader.stop()

    // What it bought counts from the next reading of the books.
    await trader.start()
    expect(trader.view.getQuantity(infy.id).toFixed()).toBe('10')
    expect(cashOf(trader)).toBe('84990')
    expect(journalled(storage, 'external.order-seen')).toHaveLength(2)
    await trader.stop()
  })

  it('has an unanswered order not mistaken for one that was placed outside', async () => {
    const { trader, vendor, stage } = await opened()
    vendor.manners = 'loses it'
    const placing = trader.place(ten)
    await stage.pass(7000)
    await placing
    const outside = vendor.placeOutside({ quantity: 10, price: 1501, status: 'OPEN' })
    vendor.trade(outside, 10, 1501)
    await stage.pass(5000)
    expect(onlyOrder(trader)).toMatchObject({ lifecycle: 'submitted', certainty: 'unconfirmed' })
    expect(onlyOrder(trader).filledQuantity.toFixed()).toBe('0')
    await trader.stop()
  })
})

describe('a broker whose book lasts one day', () => {
  it('forgets the order and keeps the holding: nothing is booked again, and the next order is fresh', async () => {
    const { trader, vendor, stage, connect, storage } = await opened()
    await trader.place(ten)
    vendor.trade(vendor.orders[0]!, 10, 1500)
    const before = stateOf(trader.view)
    await trader.stop()
    vendor.nextDay()
    await stage.pass(1000)

    const second = connect()
    await second.start()
    expect(stateOf(second.view)).toEqual(before)
    expect(journalled(storage, 'position.reconciled')).toEqual([])
    await second.place(ten)
    vendor.trade(vendor.orders[0]!, 10, 1501)
    expect(second.view.getQuantity(infy.id).toFixed()).toBe('20')
    expect(second.view.positions.get(infy.id)?.[0]?.averagePrice.toFixed()).toBe('1500.5')
    expect(cashOf(second)).toBe('69990')
    expect(isChained(storage.entries)).toBe(true)
    await second.stop()
  })

  it('has what was held before taken over at the first start', async () => {
    const held = { exchange: 'NSE', tradingsymbol: 'INFY', product: 'CNC', quantity: 25, average_price: 1410.5 }
    const { trader, vendor, storage } = await opened([held])
    expect(trader.view.positions.get(infy.id)).toMatchObject([{ product: 'delivery' }])
    const [position] = trader.view.positions.get(infy.id)!
    expect([position?.quantity.toFixed(), position?.averagePrice.toFixed()]).toEqual(['25', '1410.5'])
    expect(journalled(storage, 'position.reconciled').map(({ difference }) => difference.toFixed())).toEqual(['25'])

    await trader.place({ ...ten, product: 'intraday' })
    vendor.trade(vendor.orders[0]!, 10, 1500)
    expect(trader.view.positions.get(infy.id)?.map(({ product, quantity }) => `${quantity} ${product}`)).toEqual([
      '25 delivery',
      '10 intraday',
    ])
    await trader.stop()
  })
})
