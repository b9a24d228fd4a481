import type { StatementSync } from 'node:sqlite'
import { Decimal, type Fill, isShagunError } from '@shagun/core'
import { decodeEntry, exchangeOf, type JournalEntry, symbolOf } from '@shagun/core/adapter'
import type { Connection } from './connection.ts'
import { isAboutTheFile } from './explain.ts'
import {
  addFill,
  type Booked,
  bookedColumns,
  changesOf,
  createOrderRow,
  decidingColumns,
  iso,
  type KnownOrder,
  nothingBooked,
  type OrderChanges,
  type OrderRow,
} from './order-row.ts'

/**
 * The tables that people query, made from the journal: `trading_orders` and `trading_fills`.
 *
 * What changes them belongs into a transaction: for an entry the one that appends it.
 */
export interface QueryTables {
  /**
   * Takes in one entry. What cannot be shown is left out, so that no entry is refused for the sake of a table that is made
   * from it: the journal has it, and `rebuild` tries again.
   */
  project(account: string, entry: JournalEntry): void
  /** Makes them anew from the whole journal. */
  rebuild(): void
  /** Forgets what it remembers of orders: after a rollback, or where another process may have written. */
  forget(): void
}

/** Orders whose rows are remembered rather than read again; those that live for long come back with their next event. */
const mostRemembered = 10_000

export function createQueryTables({ database }: Connection): QueryTables {
  const getOrder = database.prepare(`SELECT ${decidingColumns} FROM trading_orders WHERE account = ? AND order_id = ?`)
  // Bound by position, which is four times as fast as by name: rows hold their columns in the order of the table.
  const columns = database.prepare('SELECT name FROM pragma_table_info(?)').all('trading_orders')
  const putOrder = database.prepare(`INSERT OR REPLACE INTO trading_orders VALUES (${columns.map(() => '?')})`)
  const putFill = database.prepare('INSERT OR REPLACE INTO trading_fills VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const dropFill = database.prepare(
    'DELETE FROM trading_fills WHERE account = ? AND order_id = ? AND broker_order_id = ? AND fill_id = ?',
  )
  const getFills = database.prepare(
    'SELECT quantity, price, fill_timestamp FROM trading_fills WHERE account = ? AND order_id = ?',
  )
  const updates = new Map<string, StatementSync>()
  const wholeJournal = database.prepare('SELECT * FROM journal ORDER BY account, sequence')

  const remembered = new Map<string, KnownOrder>()

  function remember(account: string, order: string, row: KnownOrder): void {
    if (remembered.size === mostRemembered) remembered.clear()
    remembered.set(`${order} ${account}`, row)
  }

  function find(account: string, order: string): KnownOrder | undefined {
    return remembered.get(`${order} ${account}`) ?? (getOrder.get(account, order) as KnownOrder | undefined)
  }

  function saveOrder(row: OrderRow): void {
    putOrder.run(...Object.values(row))
    remember(row.account, row.order_id, row)
  }

  function saveFill(account: string, fill: Fill): void {
    const { clientOrderId, fillId, brokerOrderId, instrument, side, quantity, price, fees, time, provisional } = fill
    putFill.run(
      account,
      clientOrderId,
      fillId,
      brokerOrderId,
      exchangeOf(instrument),
      symbolOf(instrument),
      side,
      quantity.toFixed(),
      price.toFixed(),
      fees.toFixed(),
      iso(time),
      Number(provisional),
    )
  }

  function bookedIn(account: string, order: string): Booked {
    let booked = nothingBooked
    for (const { quantity, price, fill_timestamp } of getFills.all(account, order))
      booked = addFill(booked, {
        quantity: new Decimal(String(quantity)),
        price: new Decimal(String(price)),
        time: Date.parse(String(fill_timestamp)),
      })
    return booked
  }

  /** One statement for each set of columns; there are as many as there are kinds of events. */
  function update(columns: readonly string[]): StatementSync {
    const key = columns.join()
    let statement = updates.get(key)
    if (statement === undefined) {
      const assignments = columns.map((column) => `${column} = ?`)
      statement = database.prepare(`UPDATE trading_orders SET ${assignments} WHERE account = ? AND order_id = ?`)
      updates.set(key, statement)
    }
    return statement
  }

  function change(account: string, order: string, changes: (row: KnownOrder) => OrderChanges): void {
    const row = find(account, order)
    if (row === undefined) return
    const changed = changes(row)
    update(Object.keys(changed)).run(...Object.values(changed), account, order)
    remember(account, order, Object.assign(row, changed))
  }

  function project(account: string, entry: JournalEntry): void {
    try {
      take(account, entry)
    } catch (cause) {
      // The file fails everything that is written with it, and a newer Shagun may show what this one cannot read.
      if (isAboutTheFile(cause) || isShagunError(cause, 'journal-newer')) throw cause
    }
  }

  function take(account: string, entry: JournalEntry): void {
    // What the tables do not show is not worth decoding.
    if (!/^(?:order|fill)\./.test(entry.type)) return
    const event = decodeEntry(entry)
    switch (event.type) {
      case 'order.submitted':
      case 'order.denied':
        return saveOrder(createOrderRow(account, event))
      case 'order.filled':
        saveFill(account, event.fill)
        return change(account, event.clientOrderId, (row) => changesOf(row, event))
      case 'fill.corrected':
        dropFill.run(account, event.clientOrderId, event.fill.brokerOrderId, event.replaces)
        saveFill(account, event.fill)
        return change(account, event.clientOrderId, (row) => bookedColumns(row, bookedIn(account, event.clientOrderId)))
      case 'order.accepted':
      case 'order.rejected':
      case 'order.unconfirmed':
      case 'order.modified':
      case 'order.canceled':
      case 'order.expired':
      case 'order.reopened':
      case 'order.absent':
      case 'order.quarantined':
        return change(account, event.clientOrderId, (row) => changesOf(row, event))
    }
  }

  return {
    project,
    rebuild() {
      remembered.clear()
      database.exec('DELETE FROM trading_orders; DELETE FROM trading_fills')
      for (const row of wholeJournal.iterate()) project(String(row['account']), row as unknown as JournalEntry)
    },
    forget: () => remembered.clear(),
  }
}
