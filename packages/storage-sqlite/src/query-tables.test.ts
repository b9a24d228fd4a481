import type { BrokerOrderId } from '@shagun/core'
import { type ClientOrderId, Decimal, type Fill, type JournalEvent } from '@shagun/core'
import type { Journal } from '@shagun/core/adapter'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { createAccountLocks } from './account-locks.ts'
import { createCommit } from './commit.ts'
import { type Connection, connect } from './connection.ts'
import { entriesOf, limitOrder } from './entry.fixture.ts'
import { createJournals } from './journal.ts'
import { createQueryTables } from './query-tables.ts'
import { createDirectWriter } from './writer.ts'

const noon = Date.UTC(2024, 0, 31, 12)
const id = 'a' as ClientOrderId

let connection: Connection
let rebuild: () => void
let open: (account: string) => Promise<Journal>
beforeEach(() => {
  connection = connect(':memory:', 'crash-safe')
  const tables = createQueryTables(connection)
  rebuild = () => connection.transaction('be rebuilt', tables.rebuild)
  open = createJournals(connection, createDirectWriter(createCommit(connection)), createAccountLocks(undefined))
})

function rows(table: string): Record<string, unknown>[] {
  return connection.database.prepare(`SELECT * FROM ${table}`).all()
}

/** The one order after these events. */
async function orderAfter(...events: JournalEvent[]): Promise<Record<string, unknown>> {
  await (await open('main')).append(entriesOf(events))
  const [row, ...others] = rows('trading_orders')
  expect(others).toEqual([])
  return row!
}

function submitted(changes: Partial<JournalEvent & { type: 'order.submitted' }> = {}): JournalEvent {
  return {
    type: 'order.submitted',
    time: noon,
    broker: 'zerodha',
    terms: limitOrder('a'),
    arrivalPrice: 1520,
    ...changes,
  }
}

function accepted(...brokerOrderIds: string[]): JournalEvent {
  return {
    type: 'order.accepted',
    time: noon,
    clientOrderId: id,
    brokerOrderIds: brokerOrderIds as BrokerOrderId[],
    complete: true,
  }
}

function fillOf(fillId: string, quantity: string, price: string, changes: Partial<Fill> = {}): Fill {
  return {
    fillId,
    clientOrderId: id,
    brokerOrderId: 'b1' as BrokerOrderId,
    instrument: 'NSE:INFY',
    side: 'buy',
    quantity: new Decimal(quantity),
    price: new Decimal(price),
    fees: new Decimal('1.25'),
    time: noon + 250,
    provisional: false,
    ...changes,
  }
}

function filled(fill: Fill): JournalEvent {
  return { type: 'order.filled', time: noon + 300, clientOrderId: id, fill }
}

const canceled: JournalEvent = { type: 'order.canceled', time: noon, clientOrderId: id }

describe('trading_orders', () => {
  it('shows an order from the moment it is submitted', async () => {
    const terms = limitOrder('a', { tag: 'morning' })
    expect(await orderAfter(submitted({ terms, strategy: 'crossing' }))).toEqual({
      account: 'main',
      order_id: 'a',
      broker_name: 'zerodha',
      broker_order_ids: '[]',
      exchange: 'NSE',
      symbol: 'INFY',
      transaction_type: 'buy',
      order_type: 'limit',
      product: 'delivery',
      time_in_force: 'day',
      quantity: '10',
      price: '1520.05',
      stop_price: null,
      status: 'submitted',
      certainty: 'confirmed',
      reason: null,
      filled_quantity: '0',
      turnover: '0',
      average_price: null,
      arrival_price: 1520,
      order_timestamp: '2024-01-31T12:00:00.000Z',
      last_fill_timestamp: null,
      execution_time_ms: null,
      slippage: null,
      strategy: 'crossing',
      execution: null,
      tag: 'morning',
    })
  })

  it('shows a denied order and why', async () => {
    const denial = { rule: 'max-order-value', reason: 'It is worth 15200.50, the limit is 10000.' }
    expect(await orderAfter({ type: 'order.denied', time: noon, terms: limitOrder('a'), denial })).toMatchObject({
      broker_name: null,
      status: 'denied',
      reason: denial.reason,
    })
  })

  it.each<[string, JournalEvent[], object]>([
    ['accepted', [accepted('b1', 'b2')], { status: 'working', broker_order_ids: '["b1","b2"]' }],
    ['accepted twice', [accepted('b1'), accepted('b1', 'b2')], { broker_order_ids: '["b1","b2"]' }],
    ['canceled', [accepted('b1'), canceled], { status: 'canceled' }],
    ['expired', [accepted('b1'), { type: 'order.expired', time: noon, clientOrderId: id }], { status: 'expired' }],
    [
      'rejected',
      [{ type: 'order.rejected', time: noon, clientOrderId: id, evidence: { reason: 'No margin.' } }],
      { status: 'rejected', reason: 'No margin.' },
    ],
    [
      'unconfirmed',
      [{ type: 'order.unconfirmed', time: noon, clientOrderId: id, cause: 'timeout' }],
      { status: 'submitted', certainty: 'unconfirmed', reason: 'timeout' },
    ],
    [
      'unconfirmed, then found',
      [{ type: 'order.unconfirmed', time: noon, clientOrderId: id, cause: 'timeout' }, accepted('b1')],
      { status: 'working', certainty: 'confirmed' },
    ],
    [
      'unconfirmed, then absent',
      [
        { type: 'order.unconfirmed', time: noon, clientOrderId: id, cause: 'timeout' },
        { type: 'order.absent', time: noon, clientOrderId: id, reads: 3 },
      ],
      { status: 'rejected', certainty: 'confirmed' },
    ],
    [
      'quarantined',
      [{ type: 'order.quarantined', time: noon, clientOrderId: id, reason: 'It was overfilled.' }, accepted('b1')],
      { certainty: 'quarantined', reason: 'It was overfilled.' },
    ],
    [
      'modified',
      [
        accepted('b1'),
        {
          type: 'order.modified',
          time: noon,
          clientOrderId: id,
          change: { quantity: new Decimal(20), limitPrice: new Decimal('1519.90') },
        },
      ],
      { status: 'working', quantity: '20', price: '1519.9', time_in_force: 'day' },
    ],
    [
      'asked to be modified and canceled, which changes nothing yet',
      [
        accepted('b1'),
        { type: 'order.modify-requested', time: noon, clientOrderId: id, change: { quantity: new Decimal(20) } },
        { type: 'order.cancel-requested', time: noon, clientOrderId: id },
      ],
      { status: 'working', quantity: '10' },
    ],
    ['filled before it was accepted', [filled(fillOf('1', '4', '1520'))], { status: 'working', filled_quantity: '4' }],
    ['accepted after it was filled', [filled(fillOf('1', '10', '1520')), accepted('b1')], { status: 'filled' }],
    ['filled after it was canceled', [canceled, filled(fillOf('1', '4', '1520'))], { status: 'canceled' }],
    ['filled whole after it was canceled', [canceled, filled(fillOf('1', '10', '1520'))], { status: 'filled' }],
  ])('follows an order that is %s', async (_, events, expected) => {
    expect(await orderAfter(submitted(), ...events)).toMatchObject(expected)
  })

  it('adds up fills exactly', async () => {
    const order = await orderAfter(
      submitted(),
      filled(fillOf('1', '3', '0.1', { time: noon + 400 })),
      filled(fillOf('2', '7', '0.2', { time: noon + 250 })),
    )
    // 3 x 0.1 + 7 x 0.2 = 1.7; the last fill was 400 ms after submission, though not the last to be heard of.
    expect(order).toMatchObject({
      status: 'filled',
      filled_quantity: '10',
      turnover: '1.7',
      average_price: '0.17',
      last_fill_timestamp: '2024-01-31T12:00:00.400Z',
      execution_time_ms: 400,
    })
  })

  it('counts what was paid above the arrival price as a cost, in basis points', async () => {
    // Bought at 1521.52, 1.52 above 1520: 10 basis points.
    const bought = await orderAfter(submitted(), filled(fillOf('1', '10', '1521.52')))
    expect(bought['slippage']).toBeCloseTo(10, 9)
  })

  it('counts what was sold below the arrival price as a cost, in basis points', async () => {
    const terms = limitOrder('a', { side: 'sell' })
    const sold = await orderAfter(submitted({ terms }), filled(fillOf('1', '10', '1518.48', { side: 'sell' })))
    expect(sold).toMatchObject({ transaction_type: 'sell' })
    expect(sold['slippage']).toBeCloseTo(10, 9)
  })

  it('knows no slippage without an arrival price', async () => {
    const { arrivalPrice: _, ...unseen } = submitted() as JournalEvent & { type: 'order.submitted' }
    expect(await orderAfter(unseen, filled(fillOf('1', '10', '1521')))).toMatchObject({
      slippage: null,
      average_price: '1521',
    })
  })

  it('puts the trade book in place of a provisional fill', async () => {
    const order = await orderAfter(
      submitted(),
      filled(fillOf('1', '4', '1520', { provisional: true })),
      filled(fillOf('2', '6', '1530', { time: noon + 900, provisional: true })),
      {
        type: 'fill.corrected',
        time: noon,
        clientOrderId: id,
        replaces: '2',
        fill: fillOf('t2', '6', '1525', { time: noon + 800 }),
      },
    )
    // 4 x 1520 + 6 x 1525 = 15230.
    expect(order).toMatchObject({ turnover: '15230', average_price: '1523', execution_time_ms: 800, status: 'filled' })
    expect(rows('trading_fills').map(({ fill_id, provisional }) => [fill_id, provisional])).toEqual([
      ['1', 1],
      ['t2', 0],
    ])
  })

  it('keeps orders of two accounts apart that have the same id', async () => {
    await (await open('main')).append(entriesOf([submitted(), filled(fillOf('1', '10', '1520'))]))
    await (await open('second')).append(
      entriesOf([submitted({ broker: 'mock', terms: limitOrder('a', { quantity: new Decimal(3) }) }), canceled]),
    )
    expect(rows('trading_orders')).toMatchObject([
      { account: 'main', broker_name: 'zerodha', quantity: '10', status: 'filled' },
      { account: 'second', broker_name: 'mock', quantity: '3', status: 'canceled' },
    ])
    expect(rows('trading_fills')).toHaveLength(1)
  })

  it('shows the prices of every type of order', async () => {
    const { limitPrice: _, ...market } = limitOrder('m') as ReturnType<typeof limitOrder> & { type: 'limit' }
    const stopPrice = new Decimal('1500')
    await (await open('main')).append(
      entriesOf([
        submitted({ terms: { ...market, type: 'market' } }),
        submitted({ terms: { ...market, clientOrderId: 's' as ClientOrderId, type: 'stop', stopPrice } }),
        submitted({ terms: { ...limitOrder('t'), type: 'stop-limit', limitPrice: new Decimal('1499.5'), stopPrice } }),
      ]),
    )
    expect(rows('trading_orders').map((row) => [row['order_type'], row['price'], row['stop_price']])).toEqual([
      ['market', null, null],
      ['stop', null, '1500'],
      ['stop-limit', '1499.5', '1500'],
    ])
  })
})

describe('trading_fills', () => {
  it('shows each fill, exact', async () => {
    await orderAfter(submitted(), filled(fillOf('1', '0.00000001', '123456789.123456789')))
    expect(rows('trading_fills')).toEqual([
      {
        account: 'main',
        order_id: 'a',
        fill_id: '1',
        broker_order_id: 'b1',
        exchange: 'NSE',
        symbol: 'INFY',
        transaction_type: 'buy',
        quantity: '0.00000001',
        price: '123456789.123456789',
        fees: '1.25',
        fill_timestamp: '2024-01-31T12:00:00.250Z',
        provisional: 0,
      },
    ])
  })
})

describe('the journal leads', () => {
  it('keeps a fill whose order it never saw, and goes on', async () => {
    await (await open('main')).append(entriesOf([filled(fillOf('1', '4', '1520')), accepted('b1')]))
    expect(rows('trading_orders')).toEqual([])
    expect(rows('trading_fills')).toHaveLength(1)
  })

  it('makes the tables anew after they were lost', async () => {
    await orderAfter(submitted(), accepted('b1'), filled(fillOf('1', '4', '1520')))
    const before = [rows('trading_orders'), rows('trading_fills')]
    connection.database.exec("DELETE FROM trading_fills; UPDATE trading_orders SET status = 'lost'")
    rebuild()
    expect([rows('trading_orders'), rows('trading_fills')]).toEqual(before)
  })

  it('leaves the tables as they were where it cannot make them anew', async () => {
    await orderAfter(submitted())
    connection.database.exec("INSERT INTO journal VALUES ('main', 1, 0, 'order.canceled', 99, '{}', '')")
    expect(() => rebuild()).toThrowError(expect.objectContaining({ code: 'journal-newer' }))
    expect(rows('trading_orders')).toHaveLength(1)
  })

  it('shows fills of one id where each is of its own order at the broker', async () => {
    const other = fillOf('f1', '6', '100', { brokerOrderId: 'b2' as BrokerOrderId })
    const order = await orderAfter(submitted(), filled(fillOf('f1', '4', '100')), filled(other))
    expect(order).toMatchObject({ filled_quantity: '10' })
    expect(rows('trading_fills')).toMatchObject([{ quantity: '4' }, { quantity: '6' }])
  })

  it('leaves out what it cannot show, and the journal takes it and what comes after it', async () => {
    const journal = await open('main')
    await journal.append(entriesOf([submitted(), filled(fillOf('f1', '4', '100', { time: 1e300 }))]))
    await journal.append(entriesOf([filled(fillOf('f2', '6', '100'))], 2))
    expect(rows('journal')).toHaveLength(3)
    expect(rows('trading_fills')).toMatchObject([{ fill_id: 'f2' }])
    rebuild()
    expect(rows('trading_fills')).toMatchObject([{ fill_id: 'f2' }])
  })

  it('shows the same whether entries came one by one, in batches, or were read again', () => {
    const event = fc.oneof(
      fc.constantFrom(accepted('b1'), canceled),
      fc
        .tuple(fc.nat(5), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 100, max: 200 }), fc.nat(1000))
        .map(([fill, quantity, price, ms]) =>
          filled(fillOf(String(fill), String(quantity), String(price), { time: noon + ms })),
        ),
    )
    const history = fc.uniqueArray(event, {
      maxLength: 12,
      selector: (e) => (e.type === 'order.filled' ? e.fill.fillId : e),
    })
    return fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 1, max: 6 }), async (events, batch) => {
        connection.database.exec('DELETE FROM journal; DELETE FROM trading_orders; DELETE FROM trading_fills')
        const entries = entriesOf([submitted({ terms: limitOrder('a', { quantity: new Decimal(100) }) }), ...events])
        const journal = await open('main')
        for (let i = 0; i < entries.length; i += batch) await journal.append(entries.slice(i, i + batch))
        await journal.close()
        const shown = [rows('trading_orders'), rows('trading_fills')]

        const fills = events.flatMap((e) => (e.type === 'order.filled' ? [e.fill] : []))
        const quantity = fills.reduce((sum, fill) => sum + fill.quantity.toNumber(), 0)
        const turnover = fills.reduce((sum, fill) => sum + fill.quantity.toNumber() * fill.price.toNumber(), 0)
        expect(shown[0]).toMatchObject([{ filled_quantity: String(quantity), turnover: String(turnover) }])
        expect(shown[1]).toHaveLength(fills.length)
        rebuild()
        expect([rows('trading_orders'), rows('trading_fills')]).toEqual(shown)
      }),
      { seed: 5, numRuns: 100 },
    )
  })
})
