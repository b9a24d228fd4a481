import { describe, expect, it } from 'vitest'
import { isShagunError } from '../errors.ts'
import type { BrokerReport } from '../model/broker-book.ts'
import { Decimal, zero } from '../model/decimal.ts'
import type { BrokerOrderId, ClientOrderId } from '../model/ids.ts'
import { createInstrument } from '../model/instrument.ts'
import type { OrderTerms } from '../model/order.ts'
import type { PlaceReply } from '../model/outcome.ts'
import { type Broker, type BrokerOrderRef, defineBroker } from '../ports/broker.ts'
import { seededRandom, simulatedClock } from '../ports/environment-simulated.ts'
import { createEnvironment } from '../ports/environment-system.ts'
import type { RiskRule } from '../ports/risk-rule.ts'
import type { Journal, Storage } from '../ports/storage.ts'
import { memory } from '../ports/storage-memory.ts'
import { type Account, createAccount } from './account.ts'

const supports = {
  orderTypes: ['market', 'limit'],
  timeInForce: ['day'],
  products: ['delivery'],
  modify: ['quantity', 'limitPrice'],
  groups: [],
  idempotency: 'by-tag',
  tagLength: 20,
} as const

/** A broker that does as it is told and tells what it was asked. */
function scriptedBroker(place: (terms: OrderTerms, n: number) => PlaceReply | Promise<PlaceReply> = accept) {
  const sent: OrderTerms[] = []
  const canceled: BrokerOrderRef[] = []
  const errors: string[] = []
  let report: (report: BrokerReport) => void = () => {}
  const clock = simulatedClock(0)
  const quiet = { debug() {}, warn() {}, error: (message: string) => void errors.push(message) }
  const environment = createEnvironment({ clock, timers: clock, random: seededRandom(1), log: quiet })
  const broker = defineBroker({
    id: 'scripted',
    supports,
    create: () => ({
      async connect(listener: typeof report) {
        report = listener
        return async () => {}
      },
      place(terms: OrderTerms) {
        sent.push(terms)
        return place(terms, sent.length)
      },
      cancel(ref: BrokerOrderRef) {
        canceled.push(ref)
        return { outcome: 'requested' } as const
      },
      modify: () => ({ outcome: 'requested' }) as const,
      findOrders: async () => [],
      fetchSnapshot: async () => ({ asOf: 0, orders: [], fills: [], positions: [], holdings: [], cash: {} }),
    }),
  })({}, environment) as unknown as Broker
  return { broker, sent, canceled, errors, clock, report: (message: BrokerReport) => report(message) }
}

function accept(_terms: OrderTerms, n: number): PlaceReply {
  return { outcome: 'accepted', brokerOrderIds: [`B${n}` as BrokerOrderId] }
}

function accountOf(
  broker: Broker,
  {
    storage = memory(),
    rules = [],
    reconcileEveryMs = 0,
    snapshotEvery = 0,
  }: { storage?: Storage; rules?: RiskRule[]; reconcileEveryMs?: number; snapshotEvery?: number } = {},
): Account {
  const instruments = [createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })]
  return createAccount({
    account: 'main',
    broker,
    storage,
    rules,
    instruments,
    calendar: undefined,
    absentAfterMs: 30_000,
    reconcileEveryMs,
    snapshotEvery,
  })
}

const buy = { instrument: 'NSE:INFY', side: 'buy', quantity: 10, type: 'limit', limitPrice: '1500' } as const

function rowOf(
  id: string,
  filled: number,
  lifecycle: 'working' | 'filled' | 'canceled' = 'working',
  more = {},
): BrokerReport {
  const order = {
    brokerOrderId: id as BrokerOrderId,
    instrument: 'NSE:INFY',
    side: 'buy',
    lifecycle,
    quantity: new Decimal(10),
    filledQuantity: new Decimal(filled),
    averagePrice: new Decimal(1500),
    time: 0,
    ...more,
  } as const
  return { type: 'order', order }
}

/** At most so many shares, counting everything that may still fill. */
function atMost(limit: number): RiskRule {
  return {
    name: 'at-most',
    check({ terms }, view) {
      const after = view.worstCase(terms.instrument).long.plus(terms.quantity)
      return after.gt(limit) ? { rule: 'at-most', reason: `It would be ${after}.` } : undefined
    },
  }
}

/** A storage whose appends take a turn of the event loop, and fail when told to. */
function slowStorage(): Storage & { fail: boolean; readonly written: string[] } {
  const inner = memory()
  const storage = {
    ...inner,
    fail: false,
    written: [] as string[],
    async openJournal(account: string): Promise<Journal> {
      const journal = await inner.openJournal(account)
      return {
        ...journal,
        async append(entries) {
          await Promise.resolve()
          if (storage.fail) throw new Error('disk full')
          await journal.append(entries)
          storage.written.push(...entries.map(({ type }) => type))
        },
      }
    },
  }
  return storage
}

describe('placing', () => {
  it('lets exactly as many of a thousand simultaneous orders through as a limit fits', async () => {
    const { broker, sent } = scriptedBroker(async (terms, n) => accept(terms, n))
    const account = accountOf(broker, { storage: slowStorage(), rules: [atMost(100)] })
    await account.start()
    const placed = await Promise.all(Array.from({ length: 1000 }, () => account.place(buy, {})))
    expect(placed.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(10)
    expect(placed.filter(({ outcome }) => outcome === 'denied')).toHaveLength(990)
    expect(sent).toHaveLength(10)
  })

  it('sends nothing before the journal holds it', async () => {
    const storage = slowStorage()
    const seen: string[][] = []
    const { broker } = scriptedBroker((terms, n) => {
      seen.push([...storage.written])
      return accept(terms, n)
    })
    const account = accountOf(broker, { storage })
    await account.start()
    await account.place(buy, {})
    expect(seen).toEqual([['instrument.registered', 'order.submitted']])
  })

  it('is one synchronous step where broker and storage are', async () => {
    const { broker, sent } = scriptedBroker()
    const account = accountOf(broker)
    await account.start()
    const placed = account.place(buy, {})
    expect(placed).not.toBeInstanceOf(Promise)
    expect(sent).toHaveLength(1)
    expect(account.idle()).toBeUndefined()
  })

  it('counts an adapter that throws as unconfirmed, keeps the exposure, and never sends again', async () => {
    const { broker, sent, errors, clock } = scriptedBroker(() => {
      throw new Error('socket closed')
    })
    const account = accountOf(broker, { rules: [atMost(10)] })
    await account.start()
    expect(await account.place(buy, {})).toMatchObject({ outcome: 'unconfirmed', cause: 'adapter-threw' })
    expect(await account.place(buy, {})).toMatchObject({ outcome: 'denied' })
    expect(errors).toHaveLength(1)
    for (let i = 0; i < 20; i++) {
      clock.advanceTo(clock.now() + 30_000)
      for (let turn = 0; turn < 20; turn++) await Promise.resolve()
    }
    expect(sent).toHaveLength(1)
    expect([...account.view.orders.values()][0]?.lifecycle).toBe('rejected') // absent from the book for long enough
    expect(account.view.worstCase('NSE:INFY').long.toString()).toBe('0')
  })

  it('takes a fill that arrives before the reply for the order that waits', async () => {
    const reply = Promise.withResolvers<PlaceReply>()
    const { broker, report } = scriptedBroker(() => reply.promise)
    const account = accountOf(broker)
    await account.start()
    const placed = account.place(buy, {})
    report(rowOf('B7', 10, 'filled'))
    expect(account.getState().external.size).toBe(0)
    reply.resolve({ outcome: 'accepted', brokerOrderIds: ['B7' as BrokerOrderId] })
    await placed
    expect([...account.view.orders.values()][0]?.lifecycle).toBe('filled')
    expect(account.view.getQuantity('NSE:INFY').toString()).toBe('10')
  })

  it('shows a report that belongs to no order of ours as external', async () => {
    const { broker, report } = scriptedBroker()
    const account = accountOf(broker)
    await account.start()
    report(rowOf('X1', 10, 'filled'))
    expect([...account.getState().external.keys()]).toEqual(['X1'])
    expect(account.view.getQuantity('NSE:INFY')).toEqual(zero)
  })

  it('books a report whole before the next, also when hearing of it brings that next one', async () => {
    const { broker, report } = scriptedBroker(() => ({ outcome: 'unconfirmed', cause: 'timeout' }))
    const account = accountOf(broker)
    await account.start()
    const { order } = await account.place(buy, {})
    const tag = { clientOrderId: order.terms.clientOrderId }
    account.listeners.on('order.accepted', () => report(rowOf('B1', 1, 'working', tag)))
    report(rowOf('B1', 1, 'working', tag))
    expect(account.view.getQuantity('NSE:INFY').toString()).toBe('1')
  })

  it('keeps a trade of an unanswered order until the order is found', async () => {
    const { broker, report } = scriptedBroker(() => ({ outcome: 'unconfirmed', cause: 'timeout' }))
    const account = accountOf(broker)
    await account.start()
    const { order } = await account.place(buy, {})
    const trade = (fillId: string, quantity: number): BrokerReport => ({
      type: 'fill',
      fill: {
        fillId,
        brokerOrderId: 'B1' as BrokerOrderId,
        quantity: new Decimal(quantity),
        price: new Decimal(1500),
        time: 0,
      },
    })
    report(trade('T1', 1))
    report(rowOf('B1', 1, 'working', { clientOrderId: order.terms.clientOrderId }))
    report(trade('T2', 4))
    expect(account.view.getQuantity('NSE:INFY').toString()).toBe('5')
  })

  it('counts an answer that cannot be read as unconfirmed', async () => {
    const taken = { outcome: 'accepted', brokerOrderIds: ['B1'] }
    const evidence = { reason: 'Margin is short.' }
    const answers = [
      undefined,
      {},
      'ok',
      { outcome: 'rejected' },
      { outcome: 'rejected', evidence: { ...evidence, vendorCode: 17 } },
      { outcome: 'unconfirmed', cause: 'the dog' },
      { ...taken, brokerOrderIds: [] },
      { ...taken, brokerOrderIds: [null] },
      { ...taken, note: { variety: 7 } },
      { ...taken, refused: { quantity: 5, evidence } },
      { ...taken, refused: { quantity: new Decimal(5) } },
      { ...taken, refused: { quantity: new Decimal(10), evidence } },
    ]
    for (const answer of answers) {
      const { broker } = scriptedBroker(() => answer as unknown as PlaceReply)
      const account = accountOf(broker)
      await account.start()
      expect(await account.place(buy, {})).toMatchObject({ outcome: 'unconfirmed', cause: 'unreadable-reply' })
    }
  })

  it('says of a report that cannot even be shown that it cannot be read', async () => {
    const { broker, report, errors } = scriptedBroker()
    const account = accountOf(broker)
    await account.start()
    const unspeakable = JSON.parse('{"toString":"none"}')
    report({ type: unspeakable } as unknown as BrokerReport)
    report(rowOf('B1', 0, 'working', { time: unspeakable }))
    expect(errors).toEqual([
      'scripted sent a report that cannot be read: its type is an object.',
      'scripted sent a report that cannot be read: its time is an object and should be epoch milliseconds.',
    ])
  })

  it('does not let an order take the broker id of another', async () => {
    const { broker } = scriptedBroker(() => ({ outcome: 'accepted', brokerOrderIds: ['B1' as BrokerOrderId] }))
    const account = accountOf(broker)
    await account.start()
    await account.place(buy, {})
    expect(await account.place(buy, {})).toMatchObject({ outcome: 'unconfirmed', cause: 'unreadable-reply' })
  })

  it('calls an order unconfirmed when no answer comes for a minute, and takes the answer when it does', async () => {
    const reply = Promise.withResolvers<PlaceReply>()
    const { broker, clock } = scriptedBroker(() => reply.promise)
    const account = accountOf(broker)
    await account.start()
    const placed = account.place(buy, {})
    clock.advanceTo(60_000)
    expect(await placed).toMatchObject({ outcome: 'unconfirmed', cause: 'timeout' })
    reply.resolve({ outcome: 'accepted', brokerOrderIds: ['B1' as BrokerOrderId] })
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
    expect([...account.view.orders.values()]).toMatchObject([{ lifecycle: 'working', certainty: 'confirmed' }])
  })

  it('lets nothing pass a rule that failed while it watched, and books the order all the same', async () => {
    const { broker, sent } = scriptedBroker()
    const blind: RiskRule = {
      name: 'blind',
      check: () => undefined,
      observe({ type }) {
        if (type === 'order.accepted') throw new Error('lost count')
      },
    }
    const account = accountOf(broker, { rules: [blind] })
    await account.start()
    expect(await account.place(buy, {})).toMatchObject({ outcome: 'accepted' })
    expect(await account.place(buy, {})).toMatchObject({ outcome: 'denied', denial: { rule: 'blind' } })
    expect(sent).toHaveLength(1)
  })

  it('books nothing at a price of 0, which some feeds say before they know', async () => {
    const { broker, report } = scriptedBroker()
    const account = accountOf(broker)
    await account.start()
    await account.place(buy, {})
    report(rowOf('B1', 10, 'working', { averagePrice: zero }))
    expect(account.view.getQuantity('NSE:INFY').toString()).toBe('0')
    report(rowOf('B1', 10, 'filled'))
    expect(account.view.getQuantity('NSE:INFY').toString()).toBe('10')
  })

  it('counts the loss of the day from the journal when it starts again on that day', async () => {
    const storage = memory()
    const { broker, report, clock } = scriptedBroker()
    const account = accountOf(broker, { storage })
    await account.start()
    clock.advanceTo(1000)
    await account.place(buy, {})
    report(rowOf('B1', 10, 'filled'))
    await account.place({ ...buy, side: 'sell' }, {})
    report(rowOf('B2', 10, 'filled', { side: 'sell', averagePrice: new Decimal(1300) }))
    expect(account.view.getProfit().today).toBe(-2000)
    await account.stop()
    await account.start()
    expect(account.view.getProfit().today).toBe(-2000)
  })

  it('denies while the connection is lost, and opens again once the books are read', async () => {
    const { broker, report, sent } = scriptedBroker()
    const account = accountOf(broker)
    await account.start()
    report({ type: 'lost', cause: 'reset' })
    expect(await account.place(buy, {})).toMatchObject({ outcome: 'denied', denial: { rule: 'connection' } })
    report({ type: 'restored' })
    await account.idle()
    expect(await account.place(buy, {})).toMatchObject({ outcome: 'accepted' })
    expect(sent).toHaveLength(1)
  })

  it('denies orders and modifications while trading is halted, and cancels all the same', async () => {
    const { broker } = scriptedBroker()
    const account = accountOf(broker)
    await account.start()
    const working = (await account.place(buy, {})).order.terms.clientOrderId
    await account.commit({ type: 'trading.halted', time: 0, reason: 'drawdown' })
    expect(await account.place(buy, {})).toMatchObject({ outcome: 'denied', denial: { rule: 'trading-halted' } })
    expect(await account.modify(working, { limitPrice: '101' })).toMatchObject({
      outcome: 'denied',
      denial: { rule: 'trading-halted' },
    })
    expect(await account.cancel(working)).toEqual({ outcome: 'requested' })
    await account.commit({ type: 'trading.resumed', time: 0, reason: 'by hand' })
    expect(await account.place(buy, {})).toMatchObject({ outcome: 'accepted' })
  })
})

describe('canceling and modifying', () => {
  it('cancels once the order has an id, however early it is asked', async () => {
    const reply = Promise.withResolvers<PlaceReply>()
    const { broker, canceled } = scriptedBroker(() => reply.promise)
    const account = accountOf(broker)
    await account.start()
    const placed = account.place(buy, {})
    const id = [...account.view.orders.keys()][0]!
    const cancel = account.cancel(id)
    expect(canceled).toEqual([])
    reply.resolve({ outcome: 'accepted', brokerOrderIds: ['B1' as BrokerOrderId], note: { variety: 'regular' } })
    await placed
    expect(await cancel).toEqual({ outcome: 'requested' })
    expect(canceled).toMatchObject([{ brokerOrderId: 'B1', note: { variety: 'regular' } }])
    expect(account.view.orders.get(id)).toMatchObject({ lifecycle: 'working', pending: 'cancel' })
  })

  it('believes a cancellation when the broker reports it, and counts the exposure until then', async () => {
    const { broker, report } = scriptedBroker()
    const account = accountOf(broker)
    await account.start()
    const { order } = await account.place(buy, {})
    const id = order.terms.clientOrderId
    await account.cancel(id)
    expect(account.view.worstCase('NSE:INFY').long.toString()).toBe('10')
    report(rowOf('B1', 0, 'canceled'))
    expect(account.view.worstCase('NSE:INFY').long.toString()).toBe('0')
    expect(await account.cancel(id)).toMatchObject({
      outcome: 'rejected',
      evidence: { reason: 'The order is canceled already.' },
    })
  })

  it('counts the larger quantity while a modification is under way', async () => {
    const { broker, report } = scriptedBroker()
    const account = accountOf(broker)
    await account.start()
    const id = (await account.place(buy, {})).order.terms.clientOrderId
    await account.modify(id, { quantity: 30 })
    expect(account.view.worstCase('NSE:INFY').long.toString()).toBe('30')
    expect(account.view.orders.get(id)?.terms.quantity.toString()).toBe('10')
    report(rowOf('B1', 0, 'working', { quantity: new Decimal(30) }))
    expect(account.view.orders.get(id)?.terms.quantity.toString()).toBe('30')
    await account.modify(id, { quantity: 20 })
    expect(account.view.worstCase('NSE:INFY').long.toString()).toBe('30')
  })

  it('puts a modification through the rules', async () => {
    const { broker } = scriptedBroker()
    const account = accountOf(broker, {
      rules: [
        { name: 'small', check: ({ terms }) => (terms.quantity.gt(15) ? { rule: 'small', reason: 'no' } : undefined) },
      ],
    })
    await account.start()
    const id = (await account.place(buy, {})).order.terms.clientOrderId
    expect(await account.modify(id, { quantity: 20 })).toMatchObject({ outcome: 'denied', denial: { rule: 'small' } })
    expect(account.view.orders.get(id)?.pending).toBe('none')
  })
})

describe('the journal', () => {
  it('gives the same orders, positions and cash when it is replayed', async () => {
    const storage = memory({ chained: true })
    const { broker, report } = scriptedBroker()
    const account = accountOf(broker, { storage })
    await account.start()
    const first = (await account.place(buy, {})).order.terms.clientOrderId
    await account.place(buy, {})
    await account.modify(first, { limitPrice: '1499.95' })
    report(rowOf('B1', 4, 'working', { limitPrice: new Decimal('1499.95') }))
    report({
      type: 'fill',
      fill: {
        fillId: 'T1',
        brokerOrderId: 'B2' as BrokerOrderId,
        quantity: new Decimal(10),
        price: new Decimal(1501),
        fees: new Decimal('1.23'),
        time: 0,
      },
    })
    report(rowOf('B1', 4, 'canceled'))
    const shown = (): unknown => ({
      orders: [...account.view.orders.values()],
      positions: [...account.view.positions.values()],
      cash: [...account.view.cash],
      profit: account.view.getProfit().realized,
    })
    const before = shown()
    await account.stop()
    const again = accountOf(scriptedBroker().broker, { storage })
    // The fresh broker's books are empty, so what is compared is the memory before it is reconciled.
    const replayed: unknown[] = []
    again.listeners.on('position.reconciled', () => void replayed.push('reconciled'))
    await again.start()
    expect([...again.view.orders.values()]).toEqual((before as { orders: unknown }).orders)
    expect(replayed).toEqual(['reconciled'])
    expect(again.view.getProfit().realized).toBe((before as { profit: number }).profit)
  })

  it('halts the account when it cannot be written, sends nothing, and goes on from what is written after a start', async () => {
    const storage = slowStorage()
    const { broker, sent } = scriptedBroker()
    const account = accountOf(broker, { storage })
    const halted: string[] = []
    account.listeners.on('account.halted', ({ reason }) => void halted.push(reason))
    await account.start()
    await account.place(buy, {})
    storage.fail = true
    await expect(account.place(buy, {})).rejects.toSatisfy((error) => isShagunError(error, 'account-halted'))
    expect(sent).toHaveLength(1)
    expect(halted).toEqual(['disk full'])
    expect(() => account.cancel('x' as ClientOrderId)).toThrow(
      expect.toSatisfy((error) => isShagunError(error, 'account-halted')),
    )
    storage.fail = false
    await account.start()
    expect(account.view.orders.size).toBe(1)
    expect(await account.place(buy, {})).toMatchObject({ outcome: 'accepted' })
  })

  it('keeps no snapshot of what it does not hold yet', async () => {
    const day = 86_400_000
    const storage = slowStorage()
    const kept: { sequence: number; written: number }[] = []
    const watched: Storage = {
      ...storage,
      async openJournal(name) {
        const journal = await storage.openJournal(name)
        return {
          ...journal,
          chained: true,
          async saveSnapshot(sequence, body) {
            kept.push({ sequence, written: storage.written.length })
            await journal.saveSnapshot(sequence, body)
          },
        }
      },
    }
    const { broker, clock } = scriptedBroker()
    const account = accountOf(broker, { storage: watched, reconcileEveryMs: 60_000, snapshotEvery: 1 })
    await account.start()
    clock.advanceTo(day - 1)
    void account.place(buy, {})
    clock.advanceTo(day + 1)
    await account.idle()
    expect(kept.length).toBeGreaterThan(0)
    for (const { sequence, written } of kept) expect(sequence).toBeLessThan(written)
    await account.stop()
  })

  it('does not wait for ever for a broker that never answers, and asks for the order at the next start', async () => {
    const storage = memory()
    const { broker, clock } = scriptedBroker(() => new Promise(() => {}))
    const account = accountOf(broker, { storage })
    await account.start()
    void account.place(buy, {})
    const stopped = account.stop()
    clock.advanceTo(5_000)
    await stopped
    await account.start()
    expect([...account.view.orders.values()]).toMatchObject([{ lifecycle: 'submitted', certainty: 'unconfirmed' }])
  })
})
