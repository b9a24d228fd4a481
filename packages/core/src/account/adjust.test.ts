import { describe, expect, it } from 'vitest'
import { isShagunError } from '../errors.ts'
import type { CorporateAction } from '../model/corporate-action.ts'
import { Decimal, zero } from '../model/decimal.ts'
import type { BrokerOrderId } from '../model/ids.ts'
import { createInstrument } from '../model/instrument.ts'
import type { OrderChange, OrderRequest } from '../model/order.ts'
import type { ChangeableField, Supports } from '../model/supports.ts'
import { type Broker, type BrokerMethods, defineBroker } from '../ports/broker.ts'
import { seededRandom, simulatedClock } from '../ports/environment-simulated.ts'
import { createEnvironment } from '../ports/environment-system.ts'
import type { RiskRule } from '../ports/risk-rule.ts'
import { memory } from '../ports/storage-memory.ts'
import { createAccount } from './account.ts'

interface Broken {
  readonly modify?: readonly ChangeableField[]
  readonly rules?: readonly RiskRule[]
}

/** An account that holds 100 INFY bought at 1500, at a broker that does as it is told. */
async function openAccount({ modify = ['quantity', 'limitPrice', 'stopPrice'], rules = [] }: Broken = {}) {
  const supports: Supports = {
    orderTypes: ['market', 'limit', 'stop', 'stop-limit'],
    timeInForce: ['day'],
    products: ['delivery'],
    modify,
    groups: [],
    idempotency: 'by-tag',
    tagLength: 20,
  }
  const changes: [BrokerOrderId, OrderChange<Supports, Decimal>][] = []
  const canceled: BrokerOrderId[] = []
  let sent = 0
  const clock = simulatedClock(0)
  const log = { debug() {}, warn() {}, error() {} }
  const environment = createEnvironment({ clock, timers: clock, random: seededRandom(1), log })
  const position = {
    instrument: 'NSE:INFY',
    product: 'delivery',
    quantity: new Decimal(100),
    averagePrice: new Decimal(1500),
    realizedProfit: zero,
  } as const
  const positions = [position]
  const broker = defineBroker({
    id: 'scripted',
    supports,
    // Whether it has `modify` is decided at run time here.
    create: (): BrokerMethods<Supports> => ({
      connect: async () => async () => {},
      place: () => ({ outcome: 'accepted', brokerOrderIds: [`B${++sent}` as BrokerOrderId] }) as const,
      cancel({ brokerOrderId }) {
        canceled.push(brokerOrderId)
        return { outcome: 'requested' } as const
      },
      ...((modify.length > 0 && {
        modify({ brokerOrderId }: { readonly brokerOrderId: BrokerOrderId }, change: OrderChange<Supports, Decimal>) {
          changes.push([brokerOrderId, change])
          return { outcome: 'requested' } as const
        },
      }) as Pick<BrokerMethods<Supports>, 'modify' | 'placeGroup'>),
      findOrders: async () => [],
      fetchSnapshot: async () => ({
        asOf: 0,
        orders: [],
        fills: [],
        positions,
        holdings: [],
        cash: { INR: new Decimal(1000) },
      }),
    }),
  })({}, environment) as unknown as Broker
  const storage = memory()
  const open = () =>
    createAccount({
      account: 'main',
      broker,
      storage,
      rules,
      instruments: [
        createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05', freezeQuantity: 1000 }),
        createInstrument({ id: 'NSE:TCS', currency: 'INR', tickSize: '0.05', lotSize: 5 }),
        createInstrument({ id: 'NFO:INFYFUT', kind: 'future', currency: 'INR' }),
      ],
      calendar: undefined,
      absentAfterMs: 30_000,
      reconcileEveryMs: 0,
      snapshotEvery: 0,
    })
  const account = open()
  await account.start()
  const shown = () => changes.map(([id, change]) => [id, ...Object.entries(change).map(([k, v]) => `${k} ${v}`)])
  return { account, open, positions, canceled, shown }
}

function limit(limitPrice: number, more: Partial<OrderRequest> = {}): OrderRequest {
  return { instrument: 'NSE:INFY', side: 'sell', quantity: 10, type: 'limit', limitPrice, ...more } as OrderRequest
}

function stop(stopPrice: number, more: object = {}): OrderRequest {
  return { instrument: 'NSE:INFY', side: 'sell', quantity: 10, type: 'stop', stopPrice, ...more } as OrderRequest
}

const split = (ratio: number | string | Decimal): CorporateAction => ({
  instrument: 'NSE:INFY',
  action: 'split',
  ratio,
})

describe('a split', () => {
  it('changes quantity and average, and neither cost, profit nor equity', async () => {
    const { account } = await openAccount()
    account.view.observe({ instrument: 'NSE:INFY', time: 0, last: 1600, bid: 1599, ask: 1601 })
    const before = account.view.getPortfolio()
    await account.applyCorporateAction(split(5))
    const [position] = account.view.getPortfolio().positions
    expect(`${position?.quantity} at ${position?.averagePrice}`).toBe('500 at 300')
    expect(account.view.getPortfolio().totals).toEqual(before.totals)
    expect(account.view.getQuote('NSE:INFY')).toEqual({
      instrument: 'NSE:INFY',
      time: 0,
      last: 320,
      bid: 319.8,
      ask: 320.2,
    })
  })

  it('brings open orders along: stops away from the market, limits to the better price, and the rest of the quantity', async () => {
    const { account, shown } = await openAccount()
    await account.place(limit(1600), {}) // 533.33...: not below it
    await account.place(limit(1400, { side: 'buy' }), {}) // 466.66...: not above it
    await account.place(stop(1450), {}) // 483.33...: not earlier on the way down
    await account.place(stop(1700, { side: 'buy' }), {}) // 566.66...: nor on the way up
    await account.place(stop(1450, { type: 'stop-limit', limitPrice: 1450 }), {})
    const answers = await account.applyCorporateAction(split(3))
    expect(answers.map(({ command, outcome }) => `${command} ${outcome}`)).toEqual(Array(5).fill('modify requested'))
    expect(shown()).toEqual([
      ['B1', 'quantity 30', 'limitPrice 533.35'],
      ['B2', 'quantity 30', 'limitPrice 466.65'],
      ['B3', 'quantity 30', 'stopPrice 483.3'],
      ['B4', 'quantity 30', 'stopPrice 566.7'],
      // A limit above its stop would not protect.
      ['B5', 'quantity 30', 'limitPrice 483.3', 'stopPrice 483.3'],
    ])
  })

  it('knows three old ones for a new one to the last digit', async () => {
    const { account, shown } = await openAccount()
    await account.place(limit(1600, { quantity: 30 }), {})
    await account.applyCorporateAction(split(new Decimal(1).div(3)))
    expect(shown()).toEqual([['B1', 'quantity 10', 'limitPrice 4800']])
    expect(account.view.getQuantity('NSE:INFY').toFixed(3)).toBe('33.333')
  })

  it('leaves what is filled as it was, and orders in other instruments', async () => {
    const { account, shown } = await openAccount()
    const { order: placed } = await account.place(limit(1600), {})
    await account.place(limit(1600, { instrument: 'NSE:TCS' }), {})
    const fill = {
      fillId: 'T1',
      clientOrderId: placed.terms.clientOrderId,
      brokerOrderId: 'B1' as BrokerOrderId,
      instrument: 'NSE:INFY',
      side: 'sell',
      quantity: new Decimal(4),
      price: new Decimal(1600),
      fees: zero,
      time: 0,
      provisional: false,
    } as const
    await account.commit({ type: 'order.filled', time: 0, clientOrderId: placed.terms.clientOrderId, fill })
    await account.applyCorporateAction(split(2))
    expect(shown()).toEqual([['B1', 'quantity 16', 'limitPrice 800']]) // 4 old ones, and 6 that are 12 now
  })

  it('cancels what the broker cannot change, what would be left of no lot, and what the venue does not take at once', async () => {
    const rigid = await openAccount({ modify: ['limitPrice'] })
    await rigid.account.place(limit(1600), {})
    expect(await rigid.account.applyCorporateAction(split(2))).toMatchObject([
      { command: 'cancel', outcome: 'requested' },
    ])
    expect(rigid.canceled).toEqual(['B1'])

    const { account, canceled } = await openAccount()
    await account.place(limit(1600, { quantity: 1 }), {})
    await account.place(limit(1600, { quantity: 900 }), {})
    await account.applyCorporateAction(split('0.5'))
    expect(canceled).toEqual(['B1'])
    const frozen = await openAccount()
    await frozen.account.place(limit(1600, { quantity: 900 }), {})
    await frozen.account.applyCorporateAction(split(2))
    expect(frozen.canceled).toEqual(['B1'])
  })

  it('says nothing of an order that is the same in new units', async () => {
    const { account } = await openAccount()
    await account.place({ instrument: 'NSE:INFY', side: 'buy', quantity: 1, type: 'market' }, {})
    expect(await account.applyCorporateAction(split('1.5'))).toEqual([])
  })

  it('asks every rule, and leaves an order as it was whose change is denied', async () => {
    const seen: string[] = []
    const strict: RiskRule = {
      name: 'strict',
      check(intent) {
        if (intent.type === 'place') return undefined
        seen.push(intent.terms.quantity.toString())
        return { rule: 'strict', reason: 'No.' }
      },
    }
    const { account, shown } = await openAccount({ rules: [strict] })
    await account.place(limit(1600), {})
    expect(await account.applyCorporateAction(split(2))).toMatchObject([
      { command: 'modify', outcome: 'denied', denial: { rule: 'strict' } },
    ])
    expect(seen).toEqual(['20'])
    expect(shown()).toEqual([])
    expect([...account.view.orders.values()][0]?.terms.quantity.toString()).toBe('10')
  })
})

describe('a corporate action', () => {
  it('is one event, and a restart comes to the same books', async () => {
    const { account, open, positions } = await openAccount()
    const heard: object[] = []
    account.listeners.on('position.adjusted', (event) => void heard.push(event))
    await account.applyCorporateAction({ instrument: 'NSE:INFY', action: 'dividend', amount: '12.5' })
    await account.applyCorporateAction({ instrument: 'NSE:INFY', action: 'bonus', ratio: 2 })
    expect(heard).toMatchObject([
      { action: 'dividend', amount: new Decimal('12.5') },
      { action: 'bonus', ratio: new Decimal(2) },
    ])
    expect(account.view.cash.get('INR')?.toString()).toBe('2250')
    expect(account.view.getProfit()).toMatchObject({ realized: 1250, today: 1250 })
    const saved = account.getState().books.save()
    await account.stop()

    positions[0] = { ...positions[0]!, quantity: new Decimal(200) } as never
    const again = open()
    const corrections: string[] = []
    again.listeners.on('position.reconciled', ({ type }) => void corrections.push(type))
    await again.start()
    expect(corrections).toEqual([])
    expect(again.view.getQuantity('NSE:INFY').toString()).toBe('200')
    const { used } = saved as { readonly used: unknown }
    expect((again.getState().books.save() as { readonly used: unknown }).used).toEqual(used)
  })

  it('may concern what nobody holds', async () => {
    const { account } = await openAccount()
    expect(await account.applyCorporateAction({ instrument: 'NSE:TCS', action: 'split', ratio: 2 })).toEqual([])
    expect(account.view.positions.has('NSE:TCS')).toBe(false)
  })

  const infy = { instrument: 'NSE:INFY' } as const
  it.each([
    [{ ...infy, action: 'split' }, 'ratio', 'missing'],
    [{ ...infy, action: 'split', ratio: 1 }, 'ratio', '1'],
    [{ ...infy, action: 'split', ratio: 0 }, 'ratio', '0'],
    [{ ...infy, action: 'bonus', ratio: -2 }, 'ratio', '-2'],
    [{ ...infy, action: 'bonus', ratio: 'two' }, 'ratio', 'two'],
    [{ ...infy, action: 'split', ratio: Number.NaN }, 'ratio', 'NaN'],
    [{ ...infy, action: 'split', ratio: 1 / 3 }, 'ratio', String(1 / 3)],
    [{ ...infy, action: 'split', ratio: 2, amount: 1 }, 'amount', '1'],
    [{ ...infy, action: 'dividend' }, 'amount', 'missing'],
    [{ ...infy, action: 'dividend', amount: -1 }, 'amount', '-1'],
    [{ ...infy, action: 'dividend', amount: 1, ratio: 2 }, 'ratio', '2'],
    [{ ...infy, action: 'rights' }, 'ratio', 'missing'],
    [{ ...infy, action: 'merger', amount: 0 }, 'amount', '0'],
    [{ ...infy, action: 'spin' }, 'action', 'spin'],
    [{ instrument: 'NFO:INFYFUT', action: 'dividend', amount: 1 }, 'amount', '1'],
  ])('%o is refused, and nothing changes', async (asked, option, value) => {
    const { account } = await openAccount()
    const events: unknown[] = []
    account.listeners.on('position.*', (event) => void events.push(event))
    await expect(account.applyCorporateAction(asked as CorporateAction)).rejects.toSatisfy(
      (error) =>
        isShagunError(error, 'invalid-options') && error.details.option === option && error.details.value === value,
    )
    expect(events).toEqual([])
  })

  it('needs an instrument that is known, and an account that runs', async () => {
    const { account } = await openAccount()
    await expect(
      account.applyCorporateAction({ instrument: 'NSE:NONE', action: 'split', ratio: 2 }),
    ).rejects.toMatchObject({ code: 'invalid-order' })
    await account.stop()
    await expect(account.applyCorporateAction(split(2))).rejects.toMatchObject({ code: 'not-started' })
  })
})
