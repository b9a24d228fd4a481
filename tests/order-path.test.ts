import {
  type BrokerOrder,
  type BrokerOrderId,
  type ClientOrderId,
  createInstrument,
  createTrader,
  Decimal,
  defineAlgo,
  type OrderRequest,
  type Position,
  type Strategy,
  type Supports,
  type Trader,
} from '@shagun/core'
import { type BrokerReport, type BrokerSnapshot, defineBroker, type PlaceReply } from '@shagun/core/adapter'
import { expect, it } from 'vitest'
import { createStage, journalled, settled } from './stage.ts'
import { witnessedStorage } from './witnessed-storage.ts'

const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })
const ten = { instrument: infy.id, side: 'buy', quantity: 10, type: 'limit', limitPrice: '1500' } as const
const d = (x: number | string) => new Decimal(x)
const id = (x: string) => x as BrokerOrderId

const everything = {
  orderTypes: ['market', 'limit', 'stop', 'stop-limit'],
  timeInForce: ['day', 'ioc'],
  products: ['delivery'],
  modify: ['quantity', 'limitPrice', 'timeInForce'],
  groups: [],
  idempotency: 'by-tag',
  tagLength: 20,
} as const

/** A broker that does as it is told. */
function scripted(supports: Supports = everything, absentAfterMs?: number) {
  const stage = createStage()
  const storage = witnessedStorage()
  const empty: BrokerSnapshot = {
    asOf: 0,
    orders: [],
    fills: [],
    positions: [],
    holdings: [],
    cash: { INR: d(100000) },
  }
  const script = {
    report: (_: BrokerReport) => {},
    onConnect: (_: (r: BrokerReport) => void) => {},
    reply: (_: ClientOrderId): PlaceReply | Promise<PlaceReply> => ({ outcome: 'accepted', brokerOrderIds: [id('1')] }),
    book: [] as BrokerOrder[],
    snapshot: async (): Promise<BrokerSnapshot> => empty,
    commands: [] as string[],
    commandReply: () => ({ outcome: 'requested' }) as const,
    empty,
  }
  const broker = defineBroker({
    id: 'scripted',
    supports,
    create: () =>
      ({
        async connect(report: (r: BrokerReport) => void) {
          script.report = report
          script.onConnect(report)
          return async () => {}
        },
        place: (o: { clientOrderId: ClientOrderId }) => script.reply(o.clientOrderId),
        cancel(o: { brokerOrderId: string }) {
          script.commands.push(`cancel ${o.brokerOrderId}`)
          return script.commandReply()
        },
        ...(supports.modify.length > 0 && {
          modify(o: { brokerOrderId: string }, c: object) {
            script.commands.push(`modify ${o.brokerOrderId} ${JSON.stringify(c)}`)
            return script.commandReply()
          },
        }),
        findOrders: async () => script.book,
        fetchSnapshot: () => script.snapshot(),
      }) as never,
  })({}, stage.environment)
  const trader = createTrader({
    broker,
    storage,
    instruments: [infy],
    ...(absentAfterMs !== undefined && { absentAfterMs }),
  }) as unknown as Trader
  return { stage, storage, script, trader, broker }
}
const row = (
  brokerOrderId: string,
  lifecycle: BrokerOrder['lifecycle'],
  more: Partial<BrokerOrder> = {},
): BrokerOrder => ({
  brokerOrderId: id(brokerOrderId),
  instrument: infy.id,
  side: 'buy',
  lifecycle,
  quantity: d(10),
  filledQuantity: d(0),
  time: 0,
  ...more,
})
const fill = (brokerOrderId: string, fillId: string, quantity: number, price: number | string, fees = 0) => ({
  brokerOrderId: id(brokerOrderId),
  fillId,
  quantity: d(quantity),
  price: d(price),
  fees: d(fees),
  time: 0,
})
const only = (trader: Trader) => [...trader.view.orders.values()][0]!
const cash = (trader: Trader) => trader.view.cash.get('INR')?.toFixed()

it('execute refuses a limit that means nothing', async () => {
  const { broker } = scripted()
  const algo = defineAlgo({
    name: 'a',
    version: 1,
    needs: [],
    begin: () => 0,
    step: (state: number) => ({ state, commands: [] }),
  })
  const trader = createTrader({ broker, instruments: [infy], algos: [algo] })
  await trader.start()
  for (const limitPrice of [Number.NaN, -1, 0, 'dear'])
    expect(
      () => trader.execute(algo({ instrument: infy.id, side: 'buy', quantity: 1, limitPrice })),
      String(limitPrice),
    ).toThrow(expect.objectContaining({ code: 'invalid-order' }))
})

it('an order that the broker has shown is not unconfirmed by a reply that times out', async () => {
  const { trader, script, stage, storage } = scripted()
  await trader.start()
  const late = Promise.withResolvers<PlaceReply>()
  script.reply = () => late.promise
  const placing = trader.place(ten)
  await settled()
  script.report({
    type: 'order',
    order: row('1', 'filled', {
      clientOrderId: only(trader).terms.clientOrderId,
      filledQuantity: d(10),
      averagePrice: d(1500),
    }),
  })
  expect(only(trader)).toMatchObject({ lifecycle: 'filled', certainty: 'confirmed' })
  late.resolve({ outcome: 'unconfirmed', cause: 'timeout' })
  await placing
  expect(only(trader)).toMatchObject({ lifecycle: 'filled', certainty: 'confirmed' })
  await stage.pass(120_000)
  expect(only(trader)).toMatchObject({ lifecycle: 'filled' })
  expect(journalled(storage, 'order.absent')).toEqual([])
})

it('an order that was filled is not rejected by a late reply, but quarantined', async () => {
  const { trader, script } = scripted()
  await trader.start()
  const late = Promise.withResolvers<PlaceReply>()
  script.reply = () => late.promise
  const placing = trader.place(ten)
  await settled()
  script.report({
    type: 'order',
    order: row('1', 'filled', {
      clientOrderId: only(trader).terms.clientOrderId,
      filledQuantity: d(10),
      averagePrice: d(1500),
    }),
  })
  late.resolve({ outcome: 'rejected', evidence: { reason: 'Duplicate request.' } })
  await placing
  expect(only(trader)).toMatchObject({ lifecycle: 'filled', certainty: 'quarantined' })
})

it('of an unanswered order whose first part is rejected, the part that works is found as working', async () => {
  const { trader, script, stage } = scripted()
  await trader.start()
  script.reply = () => ({ outcome: 'unconfirmed', cause: 'timeout' })
  await trader.place({ ...ten, quantity: 20 })
  script.book = [row('1', 'rejected', { reason: 'Freeze quantity.' }), row('2', 'working')]
  await stage.pass(1000)
  expect(only(trader).lifecycle).toBe('working')
  expect(trader.view.worstCase(infy.id).long.gte(10)).toBe(true)
  await trader.cancel(only(trader).terms.clientOrderId)
  expect(script.commands).toEqual(['cancel 2'])
})

it('of an unanswered order whose first part is canceled, the part that works is found as working', async () => {
  const { trader, script, stage } = scripted()
  await trader.start()
  script.reply = () => ({ outcome: 'unconfirmed', cause: 'timeout' })
  await trader.place({ ...ten, quantity: 20 })
  script.book = [row('1', 'canceled'), row('2', 'working')]
  await stage.pass(1000)
  expect(only(trader).lifecycle).toBe('working')
})

it('an order whose parts are canceled and then filled is closed with the last', async () => {
  const { trader, script } = scripted()
  await trader.start()
  script.reply = () => ({ outcome: 'accepted', brokerOrderIds: [id('1'), id('2')] })
  await trader.place({ ...ten, quantity: 20 })
  script.report({ type: 'order', order: row('1', 'canceled') })
  script.report({ type: 'order', order: row('2', 'filled', { filledQuantity: d(10), averagePrice: d(1500) }) })
  expect(only(trader).lifecycle).not.toBe('working')
  expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('10')
})

it('an order whose parts are canceled and then filled by trades is closed with the last', async () => {
  const { trader, script } = scripted()
  await trader.start()
  script.reply = () => ({ outcome: 'accepted', brokerOrderIds: [id('1'), id('2')] })
  await trader.place({ ...ten, quantity: 20 })
  script.report({ type: 'order', order: row('1', 'rejected') })
  script.report({ type: 'fill', fill: fill('2', 'f', 10, 1500) })
  script.report({ type: 'order', order: row('2', 'filled', { filledQuantity: d(10), averagePrice: d(1500) }) })
  expect(only(trader).lifecycle).not.toBe('working')
})

it('the part that was refused when the rest was accepted counts no more', async () => {
  const { trader, script, storage } = scripted()
  await trader.start()
  script.reply = () => ({
    outcome: 'accepted',
    brokerOrderIds: [id('1')],
    refused: { quantity: d(10), evidence: { reason: 'Margin is short.' } },
  })
  await trader.place({ ...ten, quantity: 20 })
  expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('10')
  script.report({ type: 'order', order: row('1', 'filled', { filledQuantity: d(10), averagePrice: d(1500) }) })
  expect(only(trader).lifecycle).not.toBe('working')
  expect(storage.entries.some(({ body }) => body.includes('Margin is short.'))).toBe(true)
})

it('a change of quantity is not given in full to each of several orders', async () => {
  const { trader, script } = scripted()
  await trader.start()
  script.reply = () => ({ outcome: 'accepted', brokerOrderIds: [id('1'), id('2')] })
  await trader.place({ ...ten, quantity: 20 })
  await trader.modify(only(trader).terms.clientOrderId, { quantity: 30 })
  expect(script.commands).not.toEqual(['modify 1 {"quantity":"30"}', 'modify 2 {"quantity":"30"}'])
})

it('the trade book supersedes a provisional fill: price, fees, id', async () => {
  const { trader, script, storage } = scripted()
  await trader.start()
  await trader.place({ ...ten, quantity: 3 })
  // 100.016666… as the vendor rounds it
  script.report({
    type: 'order',
    order: row('1', 'filled', { quantity: d(3), filledQuantity: d(3), averagePrice: d('100.0167') }),
  })
  script.report({ type: 'fill', fill: fill('1', 'f1', 2, '100', 1) })
  script.report({ type: 'fill', fill: fill('1', 'f2', 1, '100.05', 1) })
  // 100000 - 300.05 - 2
  expect(cash(trader)).toBe('99697.95')
  expect(journalled(storage, 'fill.corrected').length).toBeGreaterThan(0)
  expect(only(trader).filledQuantity.toFixed()).toBe('3')
})

it('a trade beyond what a cumulative update told is booked', async () => {
  const { trader, script } = scripted()
  await trader.start()
  await trader.place(ten)
  script.report({ type: 'order', order: row('1', 'working', { filledQuantity: d(4), averagePrice: d(1500) }) })
  script.report({ type: 'fill', fill: fill('1', 'f1', 4, 1500) })
  script.report({ type: 'fill', fill: fill('1', 'f2', 6, 1500) })
  expect(only(trader).filledQuantity.toFixed()).toBe('10')
})

it('an unanswered order at a broker that carries no tag is never called absent', async () => {
  const { trader, script, stage } = scripted({ ...everything, idempotency: 'none', tagLength: 0 })
  await trader.start()
  script.reply = () => ({ outcome: 'unconfirmed', cause: 'timeout' })
  await trader.place(ten)
  await stage.pass(120_000)
  expect(only(trader)).toMatchObject({ lifecycle: 'submitted', certainty: 'unconfirmed' })
  expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('10')
})

it.each(['toString', 'constructor', '__proto__'])('an order type of %s is refused as any other word', async (type) => {
  const { trader } = scripted()
  await trader.start()
  await expect(trader.place({ ...ten, type } as unknown as OrderRequest)).rejects.toMatchObject({
    code: 'invalid-order',
    details: { field: 'type' },
  })
})

it('a change to a time in force that the broker never declared is denied', async () => {
  const { trader, script } = scripted()
  await trader.start()
  await trader.place(ten)
  expect(await trader.modify(only(trader).terms.clientOrderId, { timeInForce: 'gtc' })).toMatchObject({
    outcome: 'denied',
  })
  expect(script.commands).toEqual([])
})

it('what was sold today from holdings leaves the average of the rest', async () => {
  const { trader, script } = scripted()
  const held = (quantity: number, averagePrice: number): Position => ({
    instrument: infy.id,
    product: 'delivery',
    quantity: d(quantity),
    averagePrice: d(averagePrice),
    realizedProfit: d(0),
  })
  script.snapshot = async () => ({ ...script.empty, holdings: [held(100, 1400)], positions: [held(-40, 1500)] })
  await trader.start()
  const [position] = trader.view.positions.get(infy.id)!
  expect([position?.quantity.toFixed(), position?.averagePrice.toFixed()]).toEqual(['60', '1400'])
})

it('the shown part of an order is not more than the order', async () => {
  const { trader } = scripted()
  await trader.start()
  await expect(trader.place({ ...ten, displayQuantity: 20 })).rejects.toMatchObject({ code: 'invalid-order' })
})

it('a connection that is lost again while its books are read is not open when they arrive', async () => {
  const { trader, script } = scripted()
  await trader.start()
  const arriving = Promise.withResolvers<BrokerSnapshot>()
  script.snapshot = () => arriving.promise
  script.report({ type: 'lost', cause: 'cable' })
  script.report({ type: 'restored' })
  await settled()
  script.report({ type: 'lost', cause: 'cable again' })
  arriving.resolve(script.empty)
  await settled()
  expect(await trader.place(ten)).toMatchObject({ outcome: 'denied' })
})

it('a connection that is lost while start reads the books is not open when they arrive', async () => {
  const { trader, script } = scripted()
  const arriving = Promise.withResolvers<BrokerSnapshot>()
  script.snapshot = () => arriving.promise
  const starting = trader.start()
  await settled()
  script.report({ type: 'lost', cause: 'cable' })
  arriving.resolve(script.empty)
  await starting
  expect(await trader.place(ten)).toMatchObject({ outcome: 'denied' })
})

it('books that cannot be read after a reconnect are read again later', async () => {
  const { trader, script, stage } = scripted()
  await trader.start()
  script.snapshot = async () => {
    throw new Error('503')
  }
  script.report({ type: 'lost', cause: 'cable' })
  script.report({ type: 'restored' })
  await settled()
  script.snapshot = async () => script.empty
  await stage.pass(120_000)
  expect(await trader.place(ten)).toMatchObject({ outcome: 'accepted' })
})

it.each([
  ['a price of NaN', fill('1', 'f', 10, 'NaN')],
  ['a negative quantity', fill('1', 'f', -10, 1500)],
  ['a quantity of NaN', { ...fill('1', 'f', 1, 1500), quantity: d('NaN') }],
])('a report that cannot be believed does not reach the books: %s', async (_n, wrong) => {
  const { trader, script } = scripted()
  await trader.start()
  await trader.place(ten)
  script.report({ type: 'fill', fill: wrong })
  expect(cash(trader)).toBe('100000')
  expect(trader.view.getQuantity(infy.id).toFixed()).toBe('0')
})

it('a connection that is restored while start reads the books does not count cash twice', async () => {
  const { trader, script, storage } = scripted()
  const held = (symbol: string): Position => ({
    instrument: `NSE:${symbol}`,
    product: 'delivery',
    quantity: d(1),
    averagePrice: d(1),
    realizedProfit: d(0),
  })
  script.snapshot = async () => ({ ...script.empty, positions: ['A', 'B', 'C', 'D'].map(held) })
  script.onConnect = (report) => report({ type: 'restored' })
  await trader.start()
  await settled()
  expect(journalled(storage, 'cash.adjusted')).toHaveLength(1)
  expect(cash(trader)).toBe('100000')
})

it('two reconnects in quick succession count cash once', async () => {
  const { trader, script, storage } = scripted()
  await trader.start()
  const held = (symbol: string): Position => ({
    instrument: `NSE:${symbol}`,
    product: 'delivery',
    quantity: d(1),
    averagePrice: d(1),
    realizedProfit: d(0),
  })
  script.snapshot = async () => ({
    ...script.empty,
    positions: ['A', 'B', 'C', 'D'].map(held),
    cash: { INR: d(99000) },
  })
  script.report({ type: 'lost', cause: '' })
  script.report({ type: 'restored' })
  script.report({ type: 'restored' })
  await settled()
  expect(cash(trader)).toBe('99000')
  void storage
})

it('a strategy hears of the fills that came while its process was down', async () => {
  const { script, storage, broker } = scripted()
  const heard: string[] = []
  const strategy = (act: boolean): Strategy => ({
    name: 'patient',
    watch: [],
    async onStart(trader) {
      heard.push('started')
      if (act) await trader.place(ten)
    },
    async onOrder({ type }) {
      heard.push(type)
    },
  })
  const first = createTrader({ broker, storage, instruments: [infy], strategies: [strategy(true)] })
  await first.start()
  await first.stop()
  script.snapshot = async () => ({
    ...script.empty,
    orders: [row('1', 'filled', { filledQuantity: d(10), averagePrice: d(1500) })],
    fills: [fill('1', 'T1', 10, 1500)],
    cash: { INR: d(85000) },
    positions: [
      { instrument: infy.id, product: 'delivery', quantity: d(10), averagePrice: d(1500), realizedProfit: d(0) },
    ],
  })
  heard.length = 0
  const second = createTrader({ broker, storage, instruments: [infy], strategies: [strategy(false)] })
  await second.start()
  await settled()
  expect(heard).toEqual(['started', 'order.filled'])
  await second.stop()
})

it('orders are denied while the book cannot be read, and cancels still go', async () => {
  const { trader, script, stage, broker } = scripted()
  await trader.start()
  await trader.place(ten)
  const working = only(trader)
  script.reply = () => ({ outcome: 'unconfirmed', cause: 'timeout' })
  broker.findOrders = () => Promise.reject(new Error('503'))
  script.snapshot = () => Promise.reject(new Error('503'))
  await trader.place(ten)
  await stage.pass(1000)
  expect(await trader.place(ten)).toMatchObject({ outcome: 'denied', denial: { rule: 'connection' } })
  expect(await trader.cancel(working.terms.clientOrderId)).toEqual({ outcome: 'requested' })
  expect(script.commands).toContain('cancel 1')
  broker.findOrders = async () => []
  script.snapshot = async () => script.empty
  await stage.pass(10_000)
  script.reply = () => ({ outcome: 'accepted', brokerOrderIds: [id('9')] })
  expect(await trader.place(ten)).toMatchObject({ outcome: 'accepted' })
  await trader.stop()
})

it('two starts at once are one, and a start waits for the stop before it', async () => {
  const { trader } = scripted()
  await Promise.all([trader.start(), trader.start()])
  const stopped = trader.stop()
  await trader.start()
  await stopped
  expect(await trader.place(ten)).toMatchObject({ outcome: 'accepted' })
  await trader.stop()
})

it('a reading that began before an outage does not open the account', async () => {
  const { trader, script, stage } = scripted()
  await trader.start()
  const late = Promise.withResolvers<BrokerSnapshot>()
  script.snapshot = () => late.promise
  await stage.pass(60_000) // the regular reading is under way
  script.report({ type: 'lost', cause: 'reset' })
  script.report({ type: 'restored' })
  const next = Promise.withResolvers<BrokerSnapshot>()
  script.snapshot = () => next.promise
  late.resolve(script.empty)
  await settled()
  expect(await trader.place(ten)).toMatchObject({ outcome: 'denied', denial: { rule: 'connection' } })
  next.resolve(script.empty)
  await settled()
  expect(await trader.place(ten)).toMatchObject({ outcome: 'accepted' })
  await trader.stop()
})

it('a report that cannot be read is cleared only by a reading that began after it', async () => {
  const { trader, script, stage } = scripted()
  await trader.start()
  let reads = 0
  const late = Promise.withResolvers<BrokerSnapshot>()
  script.snapshot = () => {
    reads++
    return reads === 1 ? late.promise : Promise.resolve(script.empty)
  }
  await stage.pass(60_000)
  expect(reads).toBe(1)
  script.report('garbage' as never)
  late.resolve(script.empty)
  await settled()
  expect(reads).toBe(2)
  expect(await trader.place(ten)).toMatchObject({ outcome: 'accepted' })
  await trader.stop()
})

it('a reading that never ends is given up, and does not keep the next start from reading', async () => {
  const { trader, script, stage } = scripted()
  await trader.start()
  let reads = 0
  script.snapshot = () => {
    reads++
    return new Promise(() => {})
  }
  await stage.pass(200_000)
  expect(reads).toBeGreaterThan(2)
  expect(await trader.place(ten)).toMatchObject({ outcome: 'denied' })
  const stopped = trader.stop()
  await stage.pass(6_000)
  await stopped
  script.snapshot = async () => script.empty
  await trader.start()
  expect(await trader.place(ten)).toMatchObject({ outcome: 'accepted' })
  await trader.stop()
})

it('trades of others, however many, neither keep the books from being read nor have them read all the time', async () => {
  const { trader, script, stage } = scripted()
  await trader.start()
  let reads = 0
  script.snapshot = async () => {
    reads++
    return script.empty
  }
  for (let i = 0; i < 240; i++) {
    script.report({ type: 'fill', fill: fill('X1', `T${i}`, 1, 1500) })
    await stage.pass(250)
  }
  expect(reads).toBeGreaterThan(5)
  expect(reads).toBeLessThan(40)
  await trader.stop()
})

it('a part that shows up when the order was taken for whole counts on top of it, and is quarantined', async () => {
  const { trader, script, stage } = scripted()
  await trader.start()
  script.reply = () => ({ outcome: 'unconfirmed', cause: 'timeout' })
  await trader.place({ ...ten, quantity: 20 })
  script.book = [row('1', 'working')]
  await stage.pass(70_000)
  expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('10')
  const tag = { clientOrderId: only(trader).terms.clientOrderId }
  script.report({ type: 'order', order: row('2', 'working', tag) })
  expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('20')
  expect(only(trader)).toMatchObject({ lifecycle: 'working', certainty: 'quarantined' })
  await trader.stop()
})

it('an order of others counts with its new quantity, and no more once the books do not show it', async () => {
  const { trader, script, stage } = scripted()
  await trader.start()
  const shows = (...orders: BrokerOrder[]) => {
    script.snapshot = async () => ({ ...script.empty, orders })
  }
  shows(row('X1', 'working'))
  await stage.pass(61_000)
  expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('10')
  shows(row('X1', 'working', { quantity: d(1000) }))
  await stage.pass(61_000)
  expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('1000')
  shows()
  await stage.pass(61_000)
  expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('0')
  await trader.stop()
})

it('a book that lags behind what was pushed does not bring old terms back', async () => {
  const { trader, script, stage } = scripted()
  await trader.start()
  await trader.place(ten)
  script.report({ type: 'order', order: row('1', 'working', { time: 5_000 }) })
  script.report({ type: 'order', order: row('1', 'working', { time: 10_000, quantity: d(1000) }) })
  expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('1000')
  script.snapshot = async () => ({ ...script.empty, orders: [row('1', 'working', { time: 7_000 })] })
  await stage.pass(61_000)
  expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('1000')
  await trader.stop()
})

it('a change of what no row shows is not confirmed by any row', async () => {
  const { trader, script } = scripted()
  await trader.start()
  await trader.place(ten)
  await trader.modify(only(trader).terms.clientOrderId, { timeInForce: 'ioc' })
  script.report({ type: 'order', order: row('1', 'working') })
  expect(only(trader)).toMatchObject({ pending: 'modify', terms: { timeInForce: 'day' } })
  await trader.stop()
})

it('an order on its way at midnight is not called absent before its time', async () => {
  const { trader, script, stage, storage } = scripted()
  await trader.start()
  await stage.pass(86_400_000 - (stage.clock.now() % 86_400_000) - 1_000)
  script.reply = () => ({ outcome: 'unconfirmed', cause: 'timeout' })
  await trader.place(ten)
  await stage.pass(10_000)
  expect(journalled(storage, 'order.absent')).toEqual([])
  expect(trader.view.worstCase(infy.id).long.toFixed()).toBe('10')
  await stage.pass(40_000)
  expect(journalled(storage, 'order.absent')).toHaveLength(1)
  await trader.stop()
})

it('a position that an unanswered order may explain is not corrected before its book could show it', async () => {
  const { trader, script, stage, storage } = scripted()
  await trader.start()
  const opening = journalled(storage, 'cash.adjusted').length
  script.reply = () => ({ outcome: 'unconfirmed', cause: 'timeout' })
  await trader.place(ten)
  // It has filled, and only what it did to position and cash shows so far.
  const { clientOrderId } = only(trader).terms
  const position: Position = {
    instrument: infy.id,
    product: 'delivery',
    quantity: d(10),
    averagePrice: d(1500),
    realizedProfit: d(0),
  }
  const held = { ...script.empty, positions: [position], cash: { INR: d(85000) } }
  script.snapshot = async () => held
  script.report({ type: 'lost', cause: 'reset' })
  script.report({ type: 'restored' })
  await stage.pass(9_000)
  expect(trader.view.getQuantity(infy.id).toFixed()).toBe('0')
  script.book = [row('1', 'filled', { clientOrderId, filledQuantity: d(10), averagePrice: d(1500) })]
  script.snapshot = async () => ({ ...held, orders: script.book, fills: [fill('1', 'F1', 10, 1500)] })
  await stage.pass(60_000)
  expect(journalled(storage, 'position.reconciled')).toEqual([])
  expect(journalled(storage, 'cash.adjusted')).toHaveLength(opening)
  expect(only(trader)).toMatchObject({ lifecycle: 'filled', certainty: 'confirmed' })
  await trader.stop()
})

it('a position is corrected all the same where an unanswered order has been looked for long enough', async () => {
  const { trader, script, stage, storage } = scripted({ ...everything, idempotency: 'none', tagLength: 0 })
  await trader.start()
  script.reply = () => ({ outcome: 'unconfirmed', cause: 'timeout' })
  await trader.place(ten)
  script.snapshot = async () => ({ ...script.empty, cash: { INR: d(99000) } })
  await stage.pass(200_000)
  expect(trader.view.cash.get('INR')?.toFixed()).toBe('99000')
  expect(journalled(storage, 'order.absent')).toEqual([])
  await trader.stop()
})

it('a cancel goes out as soon as a report has told an id, while the answer to the order is still awaited', async () => {
  const { trader, script } = scripted()
  await trader.start()
  script.reply = () => new Promise(() => {})
  void trader.place(ten)
  await settled()
  const id = only(trader).terms.clientOrderId
  script.report({ type: 'order', order: row('1', 'working', { clientOrderId: id }) })
  expect(await trader.cancel(id)).toEqual({ outcome: 'requested' })
  expect(script.commands).toEqual(['cancel 1'])
})

it('a stop in the same moment as a start ends the start', async () => {
  const { trader } = scripted()
  const outcome = expect(trader.start()).rejects.toMatchObject({ code: 'not-started' })
  await trader.stop()
  await outcome
  await expect(trader.place(ten)).rejects.toMatchObject({ code: 'not-started' })
  await trader.start()
  expect(await trader.place(ten)).toMatchObject({ outcome: 'accepted' })
  await trader.stop()
})

it('a stop while it starts ends the start', async () => {
  const { trader, script } = scripted()
  const late = Promise.withResolvers<BrokerSnapshot>()
  script.snapshot = () => late.promise
  const started = trader.start()
  const outcome = expect(started).rejects.toMatchObject({ code: 'not-started' })
  await settled()
  const stopped = trader.stop()
  late.resolve(script.empty)
  await stopped
  await outcome
  await expect(trader.place(ten)).rejects.toMatchObject({ code: 'not-started' })
})
