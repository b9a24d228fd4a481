import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { BrokerFill, BrokerOrder, BrokerReport, BrokerSnapshot } from '../model/broker-book.ts'
import { Decimal, zero } from '../model/decimal.ts'
import type { BrokerOrderId } from '../model/ids.ts'
import { createInstrument } from '../model/instrument.ts'
import type { OrderTerms } from '../model/order.ts'
import type { Denial, PlaceReply } from '../model/outcome.ts'
import { type Broker, defineBroker } from '../ports/broker.ts'
import { seededRandom, simulatedClock } from '../ports/environment-simulated.ts'
import { createEnvironment } from '../ports/environment-system.ts'
import type { RiskRule } from '../ports/risk-rule.ts'
import type { JournalEntry, Storage } from '../ports/storage.ts'
import { memory } from '../ports/storage-memory.ts'
import { createAccountState } from '../state/account-state.ts'
import { createTrader, type TraderOptions } from './create-trader.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** A broker whose books are what a test writes into them, and traders on it that share a storage. */
function createScene(start = Date.UTC(2026, 0, 5, 5)) {
  const clock = simulatedClock(start)
  const errors: string[] = []
  const log = { debug() {}, warn() {}, error: (message: string) => void errors.push(message) }
  const environment = createEnvironment({ clock, timers: clock, random: seededRandom(7), log })
  const books = {
    orders: [] as BrokerOrder[],
    fills: [] as BrokerFill[],
    positions: [] as Mutable<BrokerSnapshot>['positions'],
  }
  let report: (report: BrokerReport) => void = () => {}
  let orders = 0
  const handlers = {
    place(terms: OrderTerms): PlaceReply | Promise<PlaceReply> {
      const brokerOrderId = `B${++orders}` as BrokerOrderId
      books.orders.push(rowOf(terms, brokerOrderId))
      return { outcome: 'accepted', brokerOrderIds: [brokerOrderId] }
    },
  }
  const rowOf = (terms: OrderTerms, id: string, more: Partial<BrokerOrder> = {}): BrokerOrder => ({
    brokerOrderId: id as BrokerOrderId,
    clientOrderId: terms.clientOrderId,
    instrument: terms.instrument,
    side: terms.side,
    lifecycle: 'working',
    quantity: terms.quantity,
    filledQuantity: zero,
    time: clock.now(),
    ...more,
  })
  const fillOf = (id: string, brokerOrderId: string, quantity: number, price = 100): BrokerFill => ({
    fillId: id,
    brokerOrderId: brokerOrderId as BrokerOrderId,
    quantity: new Decimal(quantity),
    price: new Decimal(price),
    time: clock.now(),
  })
  const broker = defineBroker({
    id: 'scripted',
    supports: {
      orderTypes: ['market', 'limit'],
      timeInForce: ['day', 'gtc'],
      products: ['delivery'],
      modify: ['quantity', 'limitPrice'],
      groups: [],
      idempotency: 'by-tag',
      tagLength: 20,
    },
    create: () => ({
      async connect(listener: typeof report) {
        report = listener
        return async () => {}
      },
      place: (terms: OrderTerms) => handlers.place(terms),
      cancel: () => ({ outcome: 'requested' }) as const,
      modify: () => ({ outcome: 'requested' }) as const,
      findOrders: async (id: string) => books.orders.filter(({ clientOrderId }) => clientOrderId === id),
      fetchSnapshot: async () => ({
        asOf: clock.now(),
        orders: [...books.orders],
        fills: [...books.fills],
        positions: [...books.positions],
        holdings: [],
        cash: {},
      }),
    }),
  })({}, environment) as unknown as Broker
  const storage = memory({ chained: true })
  return {
    books,
    clock,
    errors,
    handlers,
    storage,
    rowOf,
    fillOf,
    report: (message: BrokerReport) => report(message),
    /** What happens in so much time, a step after the other. */
    async wait(ms: number, step = 250) {
      const end = clock.now() + ms
      while (clock.now() < end) {
        clock.advanceTo(Math.min(end, clock.now() + step))
        for (let turn = 0; turn < 4; turn++) await setImmediate()
      }
    },
    traderOf: (options: Partial<TraderOptions> = {}) =>
      createTrader({ broker, storage, instruments: [share], ...options }),
  }
}

const share = createInstrument({ id: 'NSE:A', currency: 'INR', tickSize: '0.05' })
const buy = { instrument: 'NSE:A', side: 'buy', quantity: 10, type: 'limit', limitPrice: '100' } as const

/** At most so many orders, counted by itself. */
function mostOrders(limit: number, onOrder: () => void = () => {}): RiskRule {
  let count = 0
  return {
    name: 'most-orders',
    check: () => (count >= limit ? { rule: 'most-orders', reason: `There are ${count}.` } : undefined),
    observe({ type }) {
      if (type !== 'order.submitted') return
      onOrder()
      count++
    },
    reset() {
      count = 0
    },
    save: () => count,
    restore(saved) {
      count = saved as number
    },
  }
}

describe('rules that keep state', () => {
  it('know after a restart what they failed to see before it', async () => {
    let fails = true
    const { traderOf } = createScene()
    const rule = mostOrders(1, () => {
      if (fails) throw new Error('lost count')
    })
    const trader = traderOf({ rules: [rule], snapshotEvery: 1 })
    await trader.start()
    expect(await trader.place(buy)).toMatchObject({ outcome: 'accepted' })
    await trader.stop()
    fails = false
    await trader.start()
    expect(await trader.place(buy)).toMatchObject({
      outcome: 'denied',
      denial: { rule: 'most-orders', reason: 'There are 1.' },
    })
  })

  it('are refused where two have one name, and rules without state are not', () => {
    const { traderOf } = createScene()
    const plain: RiskRule = { name: 'most-orders', check: () => undefined }
    expect(() => traderOf({ rules: [mostOrders(1), mostOrders(2)] })).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'rules' }) }),
    )
    expect(() => traderOf({ rules: [plain, plain, mostOrders(1)] })).not.toThrow()
  })
})

async function readAll(storage: Storage): Promise<JournalEntry[]> {
  const journal = await storage.openJournal('main')
  const entries: JournalEntry[] = []
  for await (const entry of journal.read()) entries.push(entry)
  await journal.close()
  return entries
}

describe('a halt of trading', () => {
  it('holds from the moment it is asked for, outlives a restart, and ends with a reason', async () => {
    const { traderOf, storage } = createScene()
    const trader = traderOf()
    await trader.start()
    const halted = trader.halt('The loss of the day is 5 %.')
    const denied = { outcome: 'denied', denial: { reason: 'Trading is halted: The loss of the day is 5 %.' } }
    expect(await trader.place(buy)).toMatchObject(denied)
    await halted
    await trader.stop()

    const again = traderOf()
    await again.start()
    expect(await again.place(buy)).toMatchObject(denied)
    await again.resume('Checked by hand.')
    expect(await again.place(buy)).toMatchObject({ outcome: 'accepted' })
    await again.stop()
    const types = (await readAll(storage)).map(({ type }) => type)
    expect(types.filter((type) => type.startsWith('trading.'))).toEqual(['trading.halted', 'trading.resumed'])
  })

  it('is refused by a trader that is not running', async () => {
    const { traderOf } = createScene()
    await expect(traderOf().halt('now')).rejects.toMatchObject({ code: 'not-started' })
  })
})

describe('a limit that was passed', () => {
  it('is kept in the journal and told to listeners, and changes nothing else', async () => {
    const { traderOf, storage } = createScene()
    const trader = traderOf()
    const heard: Denial[] = []
    trader.on('risk.breached', ({ denial }) => void heard.push(denial))
    await trader.start()
    const denial = { rule: 'drawdown', reason: 'Equity is 6 % below its high.', limit: 0.05, actual: 0.06 }
    await trader.reportBreach(denial)
    expect(heard).toEqual([denial])
    expect(await trader.place(buy)).toMatchObject({ outcome: 'accepted' })
    await trader.stop()
    expect((await readAll(storage)).map(({ type }) => type)).toContain('risk.breached')
  })
})

describe('ids of orders', () => {
  it.each([0, -1, -86_400_000, Date.UTC(1962, 0, 2), Date.UTC(2026, 0, 5), Date.UTC(2300, 0, 1)])(
    'are twenty letters and digits where the clock stands at %s',
    async (time) => {
      const trader = createScene(time).traderOf()
      await trader.start()
      const { order } = await trader.place(buy)
      expect(order.terms.clientOrderId).toMatch(/^[a-z0-9]{20}$/)
    },
  )
})

describe('what an adapter says', () => {
  it('books a fill of an order that was denied, and says that it contradicts', async () => {
    const { traderOf, books, rowOf, report } = createScene()
    const no: RiskRule = { name: 'no', check: () => ({ rule: 'no', reason: 'No.' }) }
    const trader = traderOf({ rules: [no] })
    await trader.start()
    const { order } = await trader.place(buy)
    const row = rowOf(order.terms, 'Z1', {
      lifecycle: 'filled',
      filledQuantity: new Decimal(10),
      averagePrice: new Decimal(100),
    })
    books.orders.push(row)
    const held = { instrument: share.id, product: 'delivery', quantity: new Decimal(10) } as const
    books.positions = [{ ...held, averagePrice: new Decimal(100), realizedProfit: zero }]
    report({ type: 'order', order: row })
    expect(trader.view.getQuantity(share.id).toString()).toBe('10')
    expect(trader.view.orders.get(order.terms.clientOrderId)).toMatchObject({ certainty: 'quarantined' })
    await trader.stop()
    await trader.start()
    expect(trader.view.getQuantity(share.id).toString()).toBe('10')
  })

  it('books the fills of all orders that it made of one, also where each counts its own from 1', async () => {
    const { traderOf, fillOf, handlers, report } = createScene()
    handlers.place = () => ({ outcome: 'accepted', brokerOrderIds: ['S1', 'S2'] as BrokerOrderId[] as never })
    const trader = traderOf()
    await trader.start()
    await trader.place(buy)
    for (const part of ['S1', 'S2', 'S1']) report({ type: 'fill', fill: fillOf('1', part, 5) })
    expect(trader.view.getQuantity(share.id).toString()).toBe('10')
  })

  it('books nothing of a row that has the id of an order and tells of another, and says so once', async () => {
    const { traderOf, books, report, wait } = createScene()
    const trader = traderOf()
    const odd: string[] = []
    trader.on('order.quarantined', ({ reason }) => void odd.push(reason))
    await trader.start()
    const { order } = await trader.place(buy)
    books.orders = books.orders.map((row) => ({
      ...row,
      side: 'sell',
      lifecycle: 'filled',
      filledQuantity: row.quantity,
      averagePrice: new Decimal(100),
    }))
    report({ type: 'order', order: books.orders[0]! })
    await wait(180_000)
    expect(trader.view.getQuantity(share.id).toString()).toBe('0')
    expect(odd).toEqual(['the broker shows B1 as a sell of NSE:A'])
    const { lifecycle, certainty } = trader.view.orders.get(order.terms.clientOrderId)!
    expect([lifecycle, certainty]).toEqual(['working', 'quarantined'])
  })

  it('counts a filled quantity of -0 as 0', async () => {
    const { traderOf, books, report, errors } = createScene()
    const trader = traderOf()
    await trader.start()
    await trader.place(buy)
    report({ type: 'order', order: { ...books.orders[0]!, filledQuantity: new Decimal(-0) } })
    expect(errors).toEqual([])
    expect(await trader.place(buy)).toMatchObject({ outcome: 'accepted' })
  })

  it('reads no time that no Date can hold', async () => {
    const { traderOf, fillOf, report, errors } = createScene()
    const trader = traderOf()
    await trader.start()
    await trader.place(buy)
    report({ type: 'fill', fill: { ...fillOf('f1', 'B1', 10), time: 1e300 } })
    expect(trader.view.getQuantity(share.id).toString()).toBe('0')
    expect(errors).toEqual([expect.stringContaining('its time is 1e+300')])
  })

  it('keeps of it only what can be written down', async () => {
    const { traderOf, books, rowOf, fillOf, handlers, report } = createScene()
    const more = { nanos: 10n }
    const trader = traderOf()
    await trader.start()
    handlers.place = () => ({ outcome: 'rejected', evidence: { reason: 'No.', ...more } })
    const { order } = await trader.place(buy)
    const { clientOrderId: _ours, ...row } = rowOf(order.terms, 'X1')
    books.orders = [{ ...row, ...more } as BrokerOrder]
    const held = { instrument: share.id, product: 'delivery', quantity: new Decimal(10) } as const
    books.positions = [{ ...held, averagePrice: new Decimal(100), realizedProfit: zero, ...more } as never]
    report({ type: 'order', order: { ...row, ...more } as BrokerOrder })
    report({ type: 'fill', fill: { ...fillOf('f1', 'X1', 1), ...more } as BrokerFill })
    await trader.stop()
    await trader.start()
    expect(await trader.place(buy)).toMatchObject({ outcome: 'rejected' })
    expect(trader.view.getQuantity(share.id).toString()).toBe('10')
  })
})

/** A storage that can be told to fail. */
function failingStorage(inner: Storage): Storage & { fails: boolean } {
  const storage = {
    ...inner,
    fails: false,
    async openJournal(name: string) {
      const journal = await inner.openJournal(name)
      return {
        ...journal,
        append(entries: readonly JournalEntry[]) {
          if (storage.fails) throw new Error('The disk is full.')
          return journal.append(entries)
        },
      }
    },
  }
  return storage
}

describe('a position that nobody lists', () => {
  it('counts by the facts of its instrument once it is listed, also after another start', async () => {
    const { traderOf, books } = createScene()
    const id = 'NFO:X26JANFUT'
    const held = { instrument: id, product: 'delivery', quantity: new Decimal(2) } as const
    books.positions = [{ ...held, averagePrice: new Decimal(100), realizedProfit: zero }]
    const before = traderOf()
    await before.start()
    expect(before.view.getEquity()).toBe(200)
    await before.stop()
    const listed = createInstrument({ id, kind: 'future', currency: 'INR', tickSize: '0.05', multiplier: 50 })
    for (const instruments of [[share, listed], [share]]) {
      const trader = traderOf({ instruments, snapshotEvery: 1 })
      await trader.start()
      // A future is settled, so what it is worth is what it gains.
      expect(trader.view.getEquity()).toBe(0)
      expect(trader.view.getPortfolio().positions).toMatchObject([{ instrument: id, lastPrice: 100, marketValue: 0 }])
      await trader.stop()
    }
  })
})

describe('an account that halted', () => {
  it('says why to everybody who asks later', async () => {
    const scene = createScene()
    const storage = failingStorage(scene.storage)
    const trader = scene.traderOf({ storage })
    await trader.start()
    storage.fails = true
    await expect(trader.place(buy)).rejects.toMatchObject({ code: 'account-halted' })
    await expect(trader.place(buy)).rejects.toMatchObject({
      code: 'account-halted',
      details: { reason: 'The disk is full.' },
    })
  })

  it('lets nobody wait for what it can no longer confirm', async () => {
    const scene = createScene()
    const storage = failingStorage(scene.storage)
    scene.handlers.place = () => ({ outcome: 'unconfirmed', cause: 'timeout' })
    const trader = scene.traderOf({ storage })
    await trader.start()
    const { order } = await trader.place(buy)
    const confirmed = trader.confirmed(order.terms.clientOrderId).catch((cause: unknown) => cause)
    storage.fails = true
    await expect(trader.place(buy)).rejects.toThrow()
    expect(await confirmed).toMatchObject({ code: 'account-halted', details: { reason: 'The disk is full.' } })
    await expect(trader.confirmed(order.terms.clientOrderId)).rejects.toMatchObject({ code: 'account-halted' })
  })
})

describe('a day that ends', () => {
  it('turns before everything that was told with the first fill of the next, live as in the journal', async () => {
    const { traderOf, books, fillOf, report, clock, wait } = createScene(Date.UTC(2026, 0, 5, 23, 59))
    const seen: string[] = []
    const rule: RiskRule = {
      name: 'watch',
      check: () => undefined,
      observe: ({ type }) => void seen.push(type),
      reset() {
        seen.length = 0
      },
    }
    const trader = traderOf({ rules: [rule], reconcileEveryMs: 0 })
    await trader.start()
    await trader.place(buy)
    report({
      type: 'order',
      order: { ...books.orders[0]!, filledQuantity: new Decimal(4), averagePrice: new Decimal(100) },
    })
    await wait(120_000, 60_000)
    expect(clock.now()).toBeGreaterThan(Date.UTC(2026, 0, 6))
    report({ type: 'fill', fill: fillOf('f1', 'B1', 3, 90) })
    const live = [...seen]
    expect(live.slice(-3)).toEqual(['day.turned', 'fill.corrected', 'order.filled'])
    await trader.stop()
    await trader.start()
    expect(seen.slice(0, live.length)).toEqual(live)
  })
})

it('does not remember the fills of others for ever', () => {
  const fill = createScene().fillOf('f1', 'X1', 10)
  const state = createAccountState()
  state.apply({ type: 'external.fill-seen', time: 1000, fill })
  const again = createAccountState(state.save())
  again.forgetClosedBefore(1000)
  expect(again.hasExternalFill(fill)).toBe(true)
  again.forgetClosedBefore(1001)
  expect(again.hasExternalFill(fill)).toBe(false)
})
