import { describe, expect, it } from 'vitest'
import { isShagunError } from '../errors.ts'
import type { BrokerReport } from '../model/broker-book.ts'
import { Decimal } from '../model/decimal.ts'
import type { JournalEvent } from '../model/events.ts'
import type { BrokerOrderId } from '../model/ids.ts'
import { createInstrument } from '../model/instrument.ts'
import type { OrderRequest } from '../model/order.ts'
import type { Placement, PlaceReply } from '../model/outcome.ts'
import { type Broker, defineBroker, type OrderGroup, type SoughtOrder } from '../ports/broker.ts'
import { seededRandom, simulatedClock } from '../ports/environment-simulated.ts'
import { createEnvironment } from '../ports/environment-system.ts'
import type { RiskRule } from '../ports/risk-rule.ts'
import { memory } from '../ports/storage-memory.ts'
import { createTrader } from '../trader/create-trader.ts'

const supports = {
  orderTypes: ['market', 'limit', 'stop-limit'],
  timeInForce: ['day', 'gtc'],
  products: ['delivery'],
  except: [['market', 'gtc']],
  modify: ['timeInForce'],
  groups: ['oco'],
  idempotency: 'by-tag',
  tagLength: 20,
} as const

const exit = { instrument: 'NSE:INFY', side: 'sell', quantity: 10, timeInForce: 'gtc' } as const
const stop: OrderRequest = { ...exit, type: 'stop-limit', stopPrice: '1450', limitPrice: '1448' }
const target: OrderRequest = { ...exit, type: 'limit', limitPrice: '1600' }
const oco = { kind: 'oco', legs: [stop, target] } as const

type Row = Extract<BrokerReport, { readonly type: 'order' }>['order']

async function started(placeGroup: (group: OrderGroup) => PlaceReply | Promise<PlaceReply>, rules: RiskRule[] = []) {
  const clock = simulatedClock(0)
  const quiet = { debug() {}, warn() {}, error() {} }
  const environment = createEnvironment({ clock, timers: clock, random: seededRandom(1), log: quiet })
  const sent: OrderGroup[] = []
  const sought: SoughtOrder[] = []
  const canceled: string[] = []
  let rows: readonly Row[] = []
  let report: (report: BrokerReport) => void = () => {}
  const broker = defineBroker({
    id: 'keeper',
    supports,
    create: () => ({
      async connect(listener: typeof report) {
        report = listener
        return async () => {}
      },
      place: () => accepted('1'),
      modify: () => ({ outcome: 'requested' }) as const,
      placeGroup(group: OrderGroup) {
        sent.push(group)
        return placeGroup(group)
      },
      cancel({ brokerOrderId }: { brokerOrderId: string }) {
        canceled.push(brokerOrderId)
        return { outcome: 'requested' } as const
      },
      async findOrders(_id: string, what?: SoughtOrder) {
        sought.push(what!)
        return rows.filter(({ brokerOrderId, limitPrice }) => {
          const { limitPrice: asked } = what!.terms as { readonly limitPrice?: Decimal }
          return limitPrice?.eq(asked ?? 0) && !what!.isTaken(brokerOrderId)
        })
      },
      fetchSnapshot: async () => ({ asOf: 0, orders: rows, fills: [], positions: [], holdings: [], cash: {} }),
    }),
  } as never)({}, environment) as unknown as Broker
  const storage = memory()
  const make = () =>
    createTrader({
      broker,
      storage,
      rules,
      instruments: [createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })],
      reconcileEveryMs: 0,
    })
  const trader = make()
  const events: JournalEvent[] = []
  trader.on('order.*', (event) => void events.push(event))
  await trader.start()
  return {
    trader,
    make,
    events,
    sent,
    sought,
    canceled,
    clock,
    report: (row: Row) => report({ type: 'order', order: row }),
    show: (shown: readonly Row[]) => {
      rows = shown
    },
    async pass(ms: number) {
      for (let at = 0; at < ms; at += 500) {
        clock.advanceTo(clock.now() + 500)
        for (let i = 0; i < 10; i++) await Promise.resolve()
      }
    },
  }
}

function rowOf(id: string, price: string, lifecycle: Row['lifecycle'] = 'working', filled = 0): Row {
  return {
    brokerOrderId: id as BrokerOrderId,
    instrument: 'NSE:INFY',
    side: 'sell',
    lifecycle,
    quantity: new Decimal(10),
    filledQuantity: new Decimal(filled),
    ...(filled > 0 && { averagePrice: new Decimal(price) }),
    limitPrice: new Decimal(price),
    time: 0,
  }
}

const accepted = (...ids: string[]) =>
  ({ outcome: 'accepted', brokerOrderIds: ids as [BrokerOrderId, ...BrokerOrderId[]] }) as const
const outcomes = (placements: readonly Placement[]) => placements.map(({ outcome }) => outcome)

describe('a group of orders', () => {
  it('shows each rule all that goes out together', async () => {
    const shown: unknown[] = []
    const watcher: RiskRule = {
      name: 'watcher',
      check(intent) {
        if (intent.type === 'place') shown.push(intent.legs?.map((leg) => leg === intent.terms))
        return undefined
      },
    }
    const { trader } = await started(() => accepted('G1:1', 'G1:2'), [watcher])
    await trader.placeGroup(oco)
    await trader.place(target)
    expect(shown).toEqual([[true, false], [false, true], [true]])
  })

  it('goes out as one, is journalled before, and each leg has the id that the broker gave it', async () => {
    const stage = await started(() => accepted('G1:1', 'G1:2'))
    const placed = await stage.trader.placeGroup(oco)
    expect(outcomes(placed)).toEqual(['accepted', 'accepted'])
    expect(stage.sent).toHaveLength(1)
    expect(stage.sent[0]).toMatchObject({ kind: 'oco', legs: [{ type: 'stop-limit' }, { type: 'limit' }] })
    expect(placed.map(({ order }) => order.brokerOrderIds)).toEqual([['G1:1'], ['G1:2']])
    const [first] = placed
    for (const { order } of placed) expect(order.terms.group).toBe(first!.order.terms.clientOrderId)
    expect(stage.events.map(({ type }) => type)).toEqual([
      'order.submitted',
      'order.submitted',
      'order.accepted',
      'order.accepted',
    ])
    stage.report(rowOf('G1:2', '1600', 'filled', 10))
    stage.report(rowOf('G1:1', '1448', 'canceled'))
    const orders = [...stage.trader.view.orders.values()]
    expect(orders.map(({ lifecycle }) => lifecycle)).toEqual(['canceled', 'filled'])
    expect(stage.trader.view.getQuantity('NSE:INFY').toNumber()).toBe(-10)
    await stage.trader.cancel(placed[0]!.order.terms.clientOrderId)
    expect(stage.canceled).toEqual([])
    await stage.trader.stop()
  })

  it('is denied whole where a rule denies one of its legs, and nothing is sent', async () => {
    const cheap: RiskRule = {
      name: 'cheap',
      check: ({ terms }) =>
        terms.type === 'limit' && terms.limitPrice.gt(1500) ? { rule: 'cheap', reason: 'Too dear.' } : undefined,
    }
    const stage = await started(() => accepted('G1:1', 'G1:2'), [cheap])
    const placed = await stage.trader.placeGroup(oco)
    expect(placed).toMatchObject([
      { outcome: 'denied', denial: { rule: 'cheap' }, order: { lifecycle: 'denied' } },
      { outcome: 'denied', denial: { rule: 'cheap' }, order: { lifecycle: 'denied' } },
    ])
    expect(stage.sent).toEqual([])
    await stage.trader.stop()
  })

  it('of a kind that the broker never declared is denied, and so is a pair that it excepts', async () => {
    const stage = await started(() => accepted('G1:1', 'G1:2'))
    const bracket = await stage.trader.placeGroup({ ...oco, kind: 'bracket' as 'oco' })
    expect(bracket).toMatchObject([
      { outcome: 'denied', denial: { reason: expect.stringContaining('it takes oco') } },
      {},
    ])
    const market = { ...exit, type: 'market' } as const
    expect(await stage.trader.place(market)).toMatchObject({ outcome: 'denied', denial: { rule: 'supports' } })
    expect(outcomes(await stage.trader.placeGroup({ kind: 'oco', legs: [stop, market] }))).toEqual(['denied', 'denied'])
    expect(stage.sent).toEqual([])
    await stage.trader.stop()
  })

  it('keeps to the pairs that the broker excepts also where an order is changed into one', async () => {
    const { trader } = await started(() => accepted('G1:1', 'G1:2'))
    const { order } = await trader.place({ ...exit, type: 'market', timeInForce: 'day' })
    const change = trader.modify(order.terms.clientOrderId, { timeInForce: 'gtc' })
    expect(await change).toMatchObject({ outcome: 'denied', denial: { reason: expect.stringContaining('market') } })
    await trader.stop()
  })

  it('reaches as far as the largest of its legs, since one of them fills', async () => {
    const { trader } = await started(() => accepted('G1:1', 'G1:2'))
    await trader.placeGroup({ ...oco, legs: [{ ...stop, quantity: 8 }, target] })
    expect(trader.view.worstCase('NSE:INFY').short.toNumber()).toBe(-10)
    await trader.place({ ...exit, type: 'market', timeInForce: 'day' })
    expect(trader.view.worstCase('NSE:INFY').short.toNumber()).toBe(-20)
    await trader.stop()
  })

  it('that can never be right throws, and leaves nothing behind', async () => {
    const stage = await started(() => accepted('G1:1', 'G1:2'))
    for (const legs of [[], [stop], [stop, { ...target, limitPrice: '1600.01' } as OrderRequest]]) {
      const error = await stage.trader.placeGroup({ kind: 'oco', legs }).catch((thrown: unknown) => thrown)
      expect(isShagunError(error, 'invalid-order')).toBe(true)
    }
    expect(stage.events).toEqual([])
    await stage.trader.stop()
  })

  it('that is rejected is rejected whole', async () => {
    const stage = await started(() => ({ outcome: 'rejected', evidence: { reason: 'Reached already.' } }))
    expect(outcomes(await stage.trader.placeGroup(oco))).toEqual(['rejected', 'rejected'])
    await stage.trader.stop()
  })

  it.each([
    ['one id for two legs', () => accepted('G1')],
    ['the same id twice', () => accepted('G1', 'G1')],
    ['three ids', () => accepted('G1', 'G2', 'G3')],
    ['no answer to read', () => ({}) as never],
    [
      'an error',
      () => {
        throw new Error('boom')
      },
    ],
  ])('answered with %s is unconfirmed whole', async (_, answer) => {
    const stage = await started(answer)
    expect(outcomes(await stage.trader.placeGroup(oco))).toEqual(['unconfirmed', 'unconfirmed'])
    await stage.trader.stop()
  })

  it('that is unconfirmed is found by its terms, no row of one leg is taken for another, also after a restart', async () => {
    const stage = await started(() => ({ outcome: 'unconfirmed', cause: 'timeout' }))
    const placed = await stage.trader.placeGroup(oco)
    expect(outcomes(placed)).toEqual(['unconfirmed', 'unconfirmed'])
    await stage.trader.stop()
    stage.show([rowOf('G1:1', '1448'), rowOf('G1:2', '1600')])
    const again = stage.make()
    await again.start()
    await stage.pass(3_000)
    const ids = placed.map(({ order }) => again.view.orders.get(order.terms.clientOrderId)!)
    expect(ids.map(({ lifecycle }) => lifecycle)).toEqual(['working', 'working'])
    expect(ids.map(({ brokerOrderIds }) => brokerOrderIds)).toEqual([['G1:1'], ['G1:2']])
    expect(stage.sought[0]).toMatchObject({ submittedAt: 0, terms: { group: placed[0]!.order.terms.clientOrderId } })
    for (const { terms, isTaken } of stage.sought) expect(isTaken('G1:1' as BrokerOrderId)).toBe(terms.type === 'limit')
    await again.stop()
  })
})
