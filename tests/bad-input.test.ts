import { mock } from '@shagun/broker-mock'
import {
  type AlgoOrder,
  createBars,
  createInstrument,
  createTrader,
  type DecimalInput,
  defineAlgo,
  type ErrorCode,
  type InstrumentId,
  isShagunError,
  type JournalEntry,
  type OrderChange,
  type OrderRequest,
  parseClientOrderId,
  parseInstrumentId,
  type RiskRule,
  type Supports,
  type Trader,
} from '@shagun/core'
import { defineDataProvider } from '@shagun/core/adapter'
import { describe, expect, it } from 'vitest'
import { createStage, journalled, stateOf } from './stage.ts'
import { hashOf, isChained, witnessedStorage } from './witnessed-storage.ts'

const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })
const nifty = createInstrument({
  id: 'NFO:NIFTY26DECFUT',
  kind: 'future',
  currency: 'INR',
  tickSize: '0.05',
  lotSize: 65,
  freezeQuantity: 1800,
})
const instruments = [infy, nifty]
const limit = { instrument: infy.id, side: 'buy', quantity: 10, type: 'limit', limitPrice: '1500' } as const
const bar = { instrument: infy.id, timeframe: '1m', volume: 1 } as const

interface Setting {
  readonly rules?: readonly RiskRule[]
  readonly supports?: Supports
}

/** A trader with a position, an order that works and one that is filled; general, so that wrong orders compile. */
async function inTheMiddle({ rules = [], supports }: Setting = {}) {
  const stage = createStage()
  const storage = witnessedStorage()
  const broker = mock<Supports>(
    { cash: '100000', currency: 'INR', instruments, ...(supports !== undefined && { supports }) },
    stage.environment,
  )
  const trader: Trader = createTrader({ broker, storage, rules, instruments })
  await trader.start()
  const filled = await trader.place({ ...limit, limitPrice: '1501' })
  const working = await trader.place({ ...limit, limitPrice: '1400' })
  await stage.pass(60_000)
  broker.openBar({ ...bar, time: stage.clock.now(), open: 1500, high: 1501, low: 1499, close: 1500 })
  expect(trader.view.getQuantity(infy.id).toFixed()).toBe('10')
  const sentSoFar = (await broker.fetchSnapshot()).orders.length
  return {
    stage,
    storage,
    broker,
    trader,
    working: working.order.terms.clientOrderId,
    filled: filled.order.terms.clientOrderId,
    sent: async () => (await broker.fetchSnapshot()).orders.length - sentSoFar,
  }
}

type Middle = Awaited<ReturnType<typeof inTheMiddle>>

/** What a call throws; what the account holds and has written is the same before and after. */
async function refusal(
  { trader, storage, sent }: Middle,
  call: () => unknown,
): Promise<{ readonly code: ErrorCode; readonly details: unknown; readonly message: string }> {
  const [before, journal] = [stateOf(trader.view), storage.entries.length]
  const thrown = await (async () => call())().then(
    (value) => expect.unreachable(`It gave ${JSON.stringify(value)}.`),
    (error: unknown) => error,
  )
  expect(stateOf(trader.view)).toEqual(before)
  expect(storage.entries).toHaveLength(journal)
  expect(await sent()).toBe(0)
  if (!isShagunError(thrown)) throw thrown
  const { code, details, message } = thrown
  return { code, details, message }
}

describe('an order that can never be right', () => {
  const cases: readonly (readonly [string, Partial<Record<keyof OrderRequest | 'limitPrice', unknown>>, object])[] = [
    [
      'a price off the tick',
      { limitPrice: 1500.02 },
      { field: 'limitPrice', value: '1500.02', expected: 'a multiple of the tick 0.05 of NSE:INFY', nearest: '1500' },
    ],
    [
      'a price halfway between two ticks',
      { limitPrice: '1500.025' },
      {
        field: 'limitPrice',
        value: '1500.025',
        expected: 'a multiple of the tick 0.05 of NSE:INFY',
        nearest: '1500.05',
      },
    ],
    [
      'a price below the smallest tick',
      { limitPrice: '0.01' },
      { field: 'limitPrice', value: '0.01', expected: 'a multiple of the tick 0.05 of NSE:INFY', nearest: '0.05' },
    ],
    [
      'a float that is not what it looks like',
      { limitPrice: 0.1 + 0.2 },
      {
        field: 'limitPrice',
        value: '0.30000000000000004',
        expected: 'a multiple of the tick 0.05 of NSE:INFY',
        nearest: '0.3',
      },
    ],
    ['a price of zero', { limitPrice: 0 }, { field: 'limitPrice', value: '0', expected: 'a price above 0' }],
    ['a negative price', { limitPrice: '-5' }, { field: 'limitPrice', value: '-5', expected: 'a price above 0' }],
    [
      'a price that is no number',
      { limitPrice: 'dear' },
      { field: 'limitPrice', value: 'dear', expected: 'a price above 0' },
    ],
    [
      'a limit order without a limit',
      { limitPrice: undefined },
      { field: 'limitPrice', value: 'missing', expected: 'a price, because a limit order needs one' },
    ],
    [
      'a market order with a limit',
      { type: 'market' },
      { field: 'limitPrice', value: '1500', expected: 'no limitPrice on a market order' },
    ],
    [
      'a stop-limit order without a stop',
      { type: 'stop-limit' },
      { field: 'stopPrice', value: 'missing', expected: 'a price, because a stop-limit order needs one' },
    ],
    ['a quantity of zero', { quantity: 0 }, { field: 'quantity', value: '0', expected: 'a quantity above 0' }],
    ['a negative quantity', { quantity: -10 }, { field: 'quantity', value: '-10', expected: 'a quantity above 0' }],
    [
      'a quantity of NaN',
      { quantity: Number.NaN },
      { field: 'quantity', value: 'NaN', expected: 'a quantity above 0' },
    ],
    [
      'a quantity without end',
      { quantity: Number.POSITIVE_INFINITY },
      { field: 'quantity', value: 'Infinity', expected: 'a quantity above 0' },
    ],
    [
      'a quantity that is no number',
      { quantity: 'ten' },
      { field: 'quantity', value: 'ten', expected: 'a quantity above 0' },
    ],
    [
      'a fraction of a share',
      { quantity: '2.5' },
      { field: 'quantity', value: '2.5', expected: 'a multiple of the lot 1 of NSE:INFY', nearest: '3' },
    ],
    [
      'a fraction of a lot',
      { instrument: nifty.id, quantity: 100 },
      { field: 'quantity', value: '100', expected: 'a multiple of the lot 65 of NFO:NIFTY26DECFUT', nearest: '130' },
    ],
    [
      'less than a lot',
      { instrument: nifty.id, quantity: 10 },
      { field: 'quantity', value: '10', expected: 'a multiple of the lot 65 of NFO:NIFTY26DECFUT', nearest: '65' },
    ],
    [
      'more than the venue takes at once',
      { instrument: nifty.id, quantity: 1820 },
      {
        field: 'quantity',
        value: '1820',
        expected: 'at most 1800, the freeze quantity of NFO:NIFTY26DECFUT',
        nearest: '1755',
      },
    ],
    [
      'a shown part that is no whole lot',
      { instrument: nifty.id, quantity: 130, displayQuantity: 5 },
      {
        field: 'displayQuantity',
        value: '5',
        expected: 'a multiple of the lot 65 of NFO:NIFTY26DECFUT',
        nearest: '65',
      },
    ],
    ['a side that is none', { side: 'BUY' }, { field: 'side', value: 'BUY', expected: 'buy or sell' }],
    [
      'a type that is none',
      { type: 'iceberg' },
      { field: 'type', value: 'iceberg', expected: 'one of market, limit, stop, stop-limit' },
    ],
    [
      'an instrument that nobody lists',
      { instrument: 'NSE:NOBODY' },
      {
        field: 'instrument',
        value: 'NSE:NOBODY',
        expected: 'an instrument that the broker, a data provider or the `instruments` option lists',
      },
    ],
    [
      'an instrument without an exchange',
      { instrument: 'INFY' },
      {
        field: 'instrument',
        value: 'INFY',
        expected: 'an instrument that the broker, a data provider or the `instruments` option lists',
      },
    ],
  ]

  it.each(cases)('is refused with what was expected: %s', async (_name, wrong, details) => {
    const middle = await inTheMiddle()
    const refused = await refusal(middle, () => middle.trader.place({ ...limit, ...wrong } as OrderRequest))
    expect(refused).toMatchObject({ code: 'invalid-order', details })
    for (const said of Object.values(details)) expect(refused.message).toContain(said)
    await middle.trader.stop()
  })

  it('leaves the trader as it was: the next right one is taken', async () => {
    const middle = await inTheMiddle()
    const { trader, sent } = middle
    await refusal(middle, () => trader.place({ ...limit, limitPrice: '1500.01' }))
    expect(await trader.place(limit)).toMatchObject({ outcome: 'accepted' })
    expect(await sent()).toBe(1)
    await trader.stop()
  })
})

describe('a change that can never be right', () => {
  const wrong = (field: string, value: DecimalInput) => ({ [field]: value }) as OrderChange
  const cases: readonly (readonly [string, OrderChange, object])[] = [
    [
      'a price off the tick',
      wrong('limitPrice', '1400.07'),
      { field: 'limitPrice', value: '1400.07', nearest: '1400.05' },
    ],
    ['a quantity of zero', wrong('quantity', 0), { field: 'quantity', value: '0', expected: 'a quantity above 0' }],
    ['a stop on a limit order', wrong('stopPrice', 1), { field: 'stopPrice', value: '1' }],
    ['no change at all', {}, { field: 'change', value: 'empty', expected: 'at least one field to change' }],
  ]
  it.each(cases)('is refused: %s', async (_name, change, details) => {
    const middle = await inTheMiddle()
    const refused = await refusal(middle, () => middle.trader.modify(middle.working, change))
    expect(refused).toMatchObject({ code: 'invalid-order', details })
    await middle.trader.stop()
  })

  it('names an order that is not there', async () => {
    const middle = await inTheMiddle()
    const { trader } = middle
    const unknown = parseClientOrderId('nosuchorder')
    const details = { field: 'clientOrderId', value: 'nosuchorder', expected: 'an order of account main' }
    for (const call of [
      () => trader.modify(unknown, { quantity: 20 }),
      () => trader.cancel(unknown),
      () => trader.confirmed(unknown),
    ])
      expect(await refusal(middle, call)).toMatchObject({ code: 'invalid-order', details })
    await trader.stop()
  })

  it('comes too late: an order that is filled says so, and nothing is thrown', async () => {
    const { trader, storage, filled } = await inTheMiddle()
    const [before, journal] = [stateOf(trader.view), storage.entries.length]
    const tooLate = { outcome: 'rejected', evidence: { reason: 'The order is filled already.' } }
    expect(await trader.cancel(filled)).toEqual(tooLate)
    expect(await trader.modify(filled, { limitPrice: '1490' })).toEqual(tooLate)
    expect(stateOf(trader.view)).toEqual(before)
    expect(storage.entries).toHaveLength(journal)
    await trader.stop()
  })
})

describe('a trader that is not running', () => {
  const calls: readonly (readonly [string, (trader: Trader, middle: Middle) => unknown])[] = [
    ['place', (trader) => trader.place(limit)],
    ['modify', (trader, { working }) => trader.modify(working, { quantity: 20 })],
    ['cancel', (trader, { working }) => trader.cancel(working)],
  ]

  it.each(calls)('refuses to %s before start', async (_name, call) => {
    const middle = await inTheMiddle()
    await middle.trader.stop()
    const fresh: Trader = createTrader({
      broker: middle.broker,
      storage: middle.storage,
      account: 'fresh',
      instruments,
    })
    const refused = await refusal({ ...middle, trader: fresh }, () => call(fresh, middle))
    expect(refused).toMatchObject({ code: 'not-started', details: { account: 'fresh' } })
  })

  it.each(calls)('refuses to %s after stop', async (_name, call) => {
    const middle = await inTheMiddle()
    const { trader } = middle
    await trader.stop()
    const refused = await refusal(middle, () => call(trader, middle))
    expect(refused).toMatchObject({ code: 'not-started', details: { account: 'main' } })
    expect(refused.message).toContain('start()')
  })
})

describe('an algo', () => {
  const idle = (name: string) =>
    defineAlgo({ name, version: 1, needs: [], begin: () => 0, step: (state: number) => ({ state, commands: [] }) })
  const parent = { instrument: infy.id, side: 'buy', quantity: 10 } as const

  it('that was not registered is not run', async () => {
    const middle = await inTheMiddle()
    const refused = await refusal(middle, () => middle.trader.execute(idle('drip')(parent)))
    expect(refused).toMatchObject({ code: 'algo-not-registered', details: { algo: 'drip' } })
    await middle.trader.stop()
  })

  it('is registered by itself, not by its name', async () => {
    const { stage } = await inTheMiddle()
    const broker = mock({ instruments }, stage.environment)
    const trader = createTrader({ broker, instruments, algos: [idle('drip')] })
    await trader.start()
    expect(() => trader.execute(idle('drip')(parent))).toThrow(expect.objectContaining({ code: 'algo-not-registered' }))
    await trader.stop()
  })

  it.each<readonly [string, Partial<AlgoOrder['params']>, object]>([
    ['of no quantity', { quantity: 0 }, { field: 'quantity', value: '0' }],
    ['of a fraction of a lot', { quantity: '2.5' }, { field: 'quantity', value: '2.5' }],
    ['of an instrument that nobody lists', { instrument: 'NSE:NOBODY' }, { field: 'instrument', value: 'NSE:NOBODY' }],
  ])('is not begun for an order %s', async (_name, wrong, details) => {
    const middle = await inTheMiddle()
    const algo = idle('drip')
    const trader: Trader = createTrader({ broker: middle.broker, instruments, account: 'algos', algos: [algo] })
    await trader.start()
    const refused = await refusal({ ...middle, trader }, () => trader.execute(algo({ ...parent, ...wrong })))
    expect(refused).toMatchObject({ code: 'invalid-order', details })
    await trader.stop()
  })
})

describe('text that names an instrument or an order', () => {
  it.each(['INFY', 'nse:INFY', 'NSE:', ':INFY', 'NSE:INFY:EQ', 'NSE: INFY', 'NSE:INFY ', ''])(
    'is refused where it is %j',
    (text) => {
      expect(() => parseInstrumentId(text)).toThrow(
        expect.objectContaining({
          code: 'invalid-order',
          details: {
            field: 'instrument',
            value: text,
            expected: 'EXCHANGE:SYMBOL, the exchange in capitals, such as NSE:INFY',
          },
        }),
      )
    },
  )

  it.each(['', 'ABC', 'a-b', 'a b', 'ä'])('is no id of ours where it is %j', (text) => {
    expect(() => parseClientOrderId(text)).toThrow(
      expect.objectContaining({
        code: 'invalid-order',
        details: { field: 'clientOrderId', value: text, expected: 'one or more characters of [a-z0-9]' },
      }),
    )
  })
})

describe('parts that do not belong together', () => {
  it('are not put together: a provider that lives in another environment', () => {
    const provider = defineDataProvider({
      id: 'elsewhere',
      supports: { timeframes: ['1d'], exchanges: ['*'], delayedBySec: 0, adjusted: [] },
      create: () => ({ fetchBars: async ({ instrument, timeframe }) => createBars(instrument, timeframe, []) }),
    })
    const [here, there] = [createStage().environment, createStage().environment]
    expect(() => createTrader({ broker: mock({}, here), data: [provider({}, there)] })).toThrow(
      expect.objectContaining({ code: 'environment-mismatch', details: { adapter: 'elsewhere' } }),
    )
    expect(() => createTrader({ broker: mock({}, here), data: [provider({}, here)] })).not.toThrow()
  })
})

describe('bars', () => {
  const row = { time: 60_000, open: 10, high: 12, low: 9, close: 11, volume: 5 }
  const cases: readonly (readonly [string, readonly Partial<typeof row>[], object])[] = [
    ['times that go back', [{}, { time: 0 }], { field: 'time', row: 1, value: '1970-01-01T00:00:00.000Z' }],
    ['times that repeat', [{}, {}], { field: 'time', row: 1, value: '1970-01-01T00:01:00.000Z' }],
    ['a time of NaN', [{ time: Number.NaN }], { field: 'time', row: 0, value: 'NaN', expected: 'epoch milliseconds' }],
    [
      'a price of NaN',
      [{ close: Number.NaN }],
      { field: 'close', row: 0, value: 'NaN', expected: 'a finite price above 0' },
    ],
    ['a negative price', [{ low: -1 }], { field: 'low', row: 0, value: '-1', expected: 'a finite price above 0' }],
    ['a price of zero', [{ open: 0 }], { field: 'open', row: 0, value: '0', expected: 'a finite price above 0' }],
    ['a price without end', [{ high: Number.POSITIVE_INFINITY }], { field: 'high', row: 0, value: 'Infinity' }],
    [
      'a high below the low',
      [{ high: 8 }],
      { field: 'high', row: 0, value: '8', expected: 'no less than the low of 9' },
    ],
    ['an open above the high', [{ open: 13 }], { field: 'open', row: 0, value: '13' }],
    [
      'a close below the low',
      [{ close: 8 }],
      { field: 'close', row: 0, value: '8', expected: 'between the low of 9 and the high of 12' },
    ],
    ['a negative volume', [{ volume: -1 }], { field: 'volume', row: 0, value: '-1' }],
    ['a volume of NaN', [{ volume: Number.NaN }], { field: 'volume', row: 0, value: 'NaN' }],
  ]

  it.each(cases)('are refused with field, value and row: %s', (_name, changes, details) => {
    const rows = changes.map((change) => ({ ...row, ...change }))
    const column = (name: keyof typeof row) => Float64Array.from(rows, (each) => each[name])
    const columns = {
      time: column('time'),
      open: column('open'),
      high: column('high'),
      low: column('low'),
      close: column('close'),
      volume: column('volume'),
    }
    const expected = expect.objectContaining({
      code: 'invalid-data',
      details: expect.objectContaining({ source: 'NSE:INFY', ...details }),
    })
    expect(() => createBars(infy.id, '1m', rows)).toThrow(expected)
    expect(() => createBars(infy.id, '1m', columns)).toThrow(expected)
  })

  it('are refused where columns differ in length', () => {
    const two = [1, 2]
    expect(() => createBars(infy.id, '1m', { time: two, open: two, high: two, low: two, close: [1] })).toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        details: { source: 'NSE:INFY', field: 'close', value: '1 rows', expected: '2, as many as time has' },
      }),
    )
  })
})

describe('an order that is right in itself and that the broker never declared', () => {
  const supports = {
    orderTypes: ['market', 'limit'],
    timeInForce: ['day'],
    products: ['delivery'],
    modify: ['limitPrice'],
    groups: [],
    idempotency: 'by-tag',
    tagLength: 20,
  } as const

  it.each<readonly [string, object, string]>([
    [
      'order type',
      { type: 'stop', limitPrice: undefined, stopPrice: '1400' },
      'mock does not take the order type stop; it takes market, limit.',
    ],
    ['time in force', { timeInForce: 'ioc' }, 'mock does not take the time in force ioc; it takes day.'],
    ['product', { product: 'intraday' }, 'mock does not take the product intraday; it takes delivery.'],
  ])('is denied for its %s, and nothing is sent', async (_name, undeclared, reason) => {
    const { trader, storage, sent } = await inTheMiddle({ supports })
    const before = { positions: [...trader.view.positions], cash: [...trader.view.cash] }
    const placed = await trader.place({ ...limit, ...undeclared } as OrderRequest)
    expect(placed).toMatchObject({
      outcome: 'denied',
      denial: { rule: 'supports', reason },
      order: { lifecycle: 'denied', brokerOrderIds: [] },
    })
    expect(await sent()).toBe(0)
    expect(placed.order.leavesQuantity.toFixed()).toBe('0')
    expect({ positions: [...trader.view.positions], cash: [...trader.view.cash] }).toEqual(before)
    expect(journalled(storage, 'order.denied')).toHaveLength(1)
    await trader.stop()
  })

  it('is not changed in what cannot change, and nothing is sent', async () => {
    const { trader, working, broker } = await inTheMiddle({ supports })
    const book = await broker.findOrders(working)
    expect(await trader.modify(working, { quantity: 20 })).toMatchObject({
      outcome: 'denied',
      denial: { rule: 'supports' },
    })
    expect(await broker.findOrders(working)).toEqual(book)
    expect(trader.view.orders.get(working)).toMatchObject({ pending: 'none' })
    await trader.stop()
  })

  it('is not changed at all where nothing can', async () => {
    const { trader, working } = await inTheMiddle({ supports: { ...supports, modify: [] } })
    expect(await trader.modify(working, { limitPrice: '1399' })).toMatchObject({ outcome: 'denied' })
    await trader.stop()
  })
})

describe('a rule that throws', () => {
  it('denies, says why, and nothing is sent', async () => {
    let broken = false
    const rule: RiskRule = {
      name: 'moody',
      check() {
        if (broken) throw new Error('division by zero')
        return undefined
      },
    }
    const { trader, sent, working } = await inTheMiddle({ rules: [rule] })
    broken = true
    const denial = { rule: 'moody', reason: 'The rule moody failed, so nothing passes it: division by zero' }
    expect(await trader.place(limit)).toMatchObject({ outcome: 'denied', denial })
    expect(await trader.modify(working, { limitPrice: '1399' })).toEqual({ outcome: 'denied', denial })
    // What takes risk away is not asked.
    expect(await trader.cancel(working)).toEqual({ outcome: 'requested' })
    expect(await sent()).toBe(0)
    broken = false
    expect(await trader.place(limit)).toMatchObject({ outcome: 'accepted' })
    await trader.stop()
  })
})

describe('a listener that throws', () => {
  it('harms nobody: others hear, the order goes through, and the log tells', async () => {
    const { trader, stage, sent } = await inTheMiddle()
    const heard: string[] = []
    trader.on('order.submitted', () => {
      throw new Error('at once')
    })
    trader.on('order.*', async () => {
      throw new Error('later')
    })
    trader.on('order.*', ({ type }) => {
      heard.push(type)
    })
    expect(await trader.place(limit)).toMatchObject({ outcome: 'accepted', order: { lifecycle: 'working' } })
    await trader.idle()
    expect(heard).toEqual(['order.submitted', 'order.accepted'])
    expect(await sent()).toBe(1)
    expect(stage.logged).toEqual([
      'A listener to order.submitted threw.',
      'A listener to order.* threw.',
      'A listener to order.* threw.',
    ])
    await trader.stop()
  })
})

describe('a journal that cannot be written', () => {
  it.each(['at once', 'later'] as const)(
    'halts the account, failing %s; starting again is the way on',
    async (fails) => {
      const { trader, storage, sent, working } = await inTheMiddle()
      const before = stateOf(trader.view)
      const halted: string[] = []
      trader.on('account.halted', ({ reason }) => {
        halted.push(reason)
      })
      storage.fails = fails
      const expected = { code: 'account-halted', details: { account: 'main', reason: 'the disk is full' } }
      await expect(trader.place(limit)).rejects.toMatchObject(expected)
      expect(halted).toEqual(['the disk is full'])
      expect(await sent()).toBe(0)

      // Also where the disk has recovered, memory has not.
      storage.fails = 'never'
      await expect(trader.place(limit)).rejects.toMatchObject({ code: 'account-halted' })
      await expect(trader.modify(working, { quantity: 20 })).rejects.toMatchObject({ code: 'account-halted' })
      await expect(trader.cancel(working)).rejects.toMatchObject({ code: 'account-halted' })

      await trader.start()
      expect(stateOf(trader.view)).toEqual(before)
      expect(await trader.place(limit)).toMatchObject({ outcome: 'accepted' })
      expect(await sent()).toBe(1)
      expect(isChained(storage.entries)).toBe(true)
      await trader.stop()
    },
  )

  it('fails after an order went out: the next start finds it at the broker, and it is sent once', async () => {
    const { trader, storage, sent } = await inTheMiddle()
    const off = trader.on('order.submitted', () => {
      storage.fails = 'at once'
    })
    await expect(trader.place(limit)).rejects.toMatchObject({ code: 'account-halted' })
    off()
    expect(await sent()).toBe(1)
    storage.fails = 'never'
    await trader.start()
    const [, , found] = [...trader.view.orders.values()]
    expect(found).toMatchObject({ lifecycle: 'working', certainty: 'confirmed' })
    expect(found?.brokerOrderIds).toHaveLength(1)
    expect(await sent()).toBe(1)
    await trader.stop()
  })

  it('is not started on while it still fails, and is once it does not', async () => {
    const { trader, storage, broker } = await inTheMiddle()
    storage.fails = 'at once'
    await expect(trader.place(limit)).rejects.toMatchObject({ code: 'account-halted' })
    const fresh = createTrader({ broker, storage, account: 'fresh', instruments })
    await expect(fresh.start()).rejects.toMatchObject({ code: 'account-halted' })
    storage.fails = 'never'
    await fresh.start()
    await fresh.stop()
    await trader.stop()
  })
})

describe('a journal that cannot be read', () => {
  interface Broken {
    readonly name: string
    readonly tamper: (entry: JournalEntry, before: JournalEntry | undefined) => JournalEntry
    readonly error: object
  }
  const chained = (entry: JournalEntry, before: JournalEntry | undefined): JournalEntry => ({
    ...entry,
    hash: hashOf(before, entry),
  })
  const cases: readonly Broken[] = [
    {
      name: 'one that was changed',
      tamper: (entry) => ({ ...entry, body: entry.body.replace('1501', '1051') }),
      error: { code: 'journal-broken', details: { account: 'main', sequence: 2 } },
    },
    {
      name: 'one whose hash was changed',
      tamper: (entry) => (entry.sequence === 3 ? { ...entry, hash: '0'.repeat(64) } : entry),
      error: { code: 'journal-broken', details: { account: 'main', sequence: 3 } },
    },
    {
      name: 'one with a gap',
      tamper: (entry) => (entry.sequence < 3 ? entry : { ...entry, sequence: entry.sequence + 1 }),
      error: { code: 'journal-broken', details: { account: 'main', sequence: 3 } },
    },
    {
      name: 'one that is chained right and is no JSON',
      tamper: (entry, before) => (entry.sequence === 3 ? chained({ ...entry, body: '{' }, before) : entry),
      error: { code: 'journal-broken', details: { sequence: 3 } },
    },
    {
      name: 'an event that nobody knows',
      tamper: (entry, before) =>
        entry.sequence === 3 ? chained({ ...entry, type: 'order.split' as JournalEntry['type'] }, before) : entry,
      error: { code: 'journal-newer', details: { type: 'order.split' } },
    },
    {
      name: 'an event of a version to come',
      tamper: (entry, before) => (entry.sequence === 3 ? chained({ ...entry, version: 9 }, before) : entry),
      error: { code: 'journal-newer', details: { version: 9 } },
    },
  ]

  it.each(cases)('is refused at the start: $name', async ({ tamper, error }) => {
    const { trader, storage, sent } = await inTheMiddle()
    await trader.stop()
    const journal = storage.entries.length
    storage.tamper = (entry) => tamper(entry, storage.entries[entry.sequence - 1])
    await expect(trader.start()).rejects.toMatchObject(error)
    await expect(trader.place(limit)).rejects.toMatchObject({ code: 'not-started' })
    expect(storage.entries).toHaveLength(journal)
    expect(await sent()).toBe(0)

    // Restored from a backup, it is what it was.
    storage.tamper = (entry) => entry
    await trader.start()
    expect(trader.view.getQuantity(infy.id).toFixed()).toBe('10')
    await trader.stop()
  })
})

describe('an instrument', () => {
  it.each<readonly [string, object]>([
    ['lotSize', { lotSize: 0 }],
    ['lotSize', { lotSize: -1 }],
    ['multiplier', { multiplier: 'much' }],
    ['tickSize', { tickSize: 0 }],
    ['tickSize', { tickSize: [] }],
    ['tickSize', { tickSize: [{ from: 10, tick: '0.05' }] }],
    ['freezeQuantity', { freezeQuantity: 0 }],
  ])('is not made with a %s that has no meaning: %j', (option, wrong) => {
    expect(() => createInstrument({ id: 'NSE:INFY' as InstrumentId, currency: 'INR', ...wrong })).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })
})
