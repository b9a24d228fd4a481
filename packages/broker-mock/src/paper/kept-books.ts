import {
  type BrokerOrderId,
  createInstrument,
  type Decimal,
  type Instrument,
  type InstrumentId,
  type Timestamp,
} from '@shagun/core'
import type { BrokerFill } from '@shagun/core/adapter'
import type { KeptBooks, KeptOrder } from '../account.ts'
import type { Held } from '../ledger.ts'
import { restingOf } from '../venue-order.ts'
import type { Change, HeldRow, KeptRow } from './changes.ts'

/** What an earlier life has left behind. */
export interface Kept extends KeptBooks {
  /** When the day ends, or has ended, that it was in. */
  readonly dayEnds: Timestamp
}

/** The books as they are kept: changes put together, step by step, without what was over long ago. */
export interface BooksOnRecord {
  apply(change: Change): void
  /** How many orders and fills it holds. */
  readonly size: number
  /** All of it, to go on from; nothing where nothing was kept. */
  save(): SavedBooks | undefined
  restore(saved: SavedBooks): void
  /**
   * As a venue takes them up; `undefined` where nothing was kept.
   *
   * @param daily - whether what a day has closed is shown no more
   * @param instrumentOf - `undefined` for what is listed no longer
   */
  read(daily: boolean, instrumentOf: (id: InstrumentId) => Instrument | undefined): Kept | undefined
}

export interface SavedBooks {
  /** With how many days have ended since each was over. */
  readonly orders: readonly (readonly [row: KeptRow, ends: number])[]
  readonly fills: readonly BrokerFill[]
  readonly held: readonly HeldRow[]
  /** How many orders and fills were let go of. */
  readonly before: { readonly orders: number; readonly fills: number }
  /** How many of the fills are of days that are over. */
  readonly hiddenFills: number
  readonly cash: Decimal
  readonly dayEnds: Timestamp
}

/** So many days end before an order that is over is let go of: whoever starts once in them finds out what became of it. */
const keptDays = 7

export function createBooksOnRecord(): BooksOnRecord {
  const rows = new Map<BrokerOrderId, KeptRow>()
  /** How many days have ended since they were over. */
  const ends = new Map<BrokerOrderId, number>()
  const held = new Map<string, HeldRow>()
  let fills: BrokerFill[] = []
  let before = { orders: 0, fills: 0 }
  let hiddenFills = 0
  let last: Pick<Change, 'cash' | 'dayEnds'> | undefined

  function add(changed: readonly HeldRow[], filled: readonly BrokerFill[]): void {
    for (const one of changed) held.set(`${one.position.instrument} ${one.position.product}`, one)
    for (const fill of filled) fills.push(Object.freeze(fill))
  }

  function endDay(): void {
    const gone = new Set<BrokerOrderId>()
    for (const { brokerOrderId: id, lifecycle } of rows.values()) {
      if (lifecycle === 'working') continue
      const count = (ends.get(id) ?? 0) + 1
      if (count <= keptDays) ends.set(id, count)
      else gone.add(id)
    }
    for (const id of gone) {
      rows.delete(id)
      ends.delete(id)
    }
    const left = gone.size === 0 ? fills : fills.filter(({ brokerOrderId }) => !gone.has(brokerOrderId))
    before = { orders: before.orders + gone.size, fills: before.fills + fills.length - left.length }
    fills = left
    hiddenFills = fills.length
  }

  return {
    apply({ orders, cash, dayEnds, isDayOver, ...change }) {
      for (const row of orders) rows.set(row.brokerOrderId, row)
      add(change.held, change.fills)
      last = { cash, dayEnds }
      if (isDayOver) endDay()
    },
    get size() {
      return rows.size + fills.length
    },
    save() {
      if (last === undefined) return undefined
      const orders = Array.from(rows.values(), (row) => [row, ends.get(row.brokerOrderId) ?? 0] as const)
      return { orders, fills, held: [...held.values()], before, hiddenFills, ...last }
    },
    restore({ orders, cash, dayEnds, ...saved }) {
      for (const [row, count] of orders) {
        rows.set(row.brokerOrderId, row)
        if (count > 0) ends.set(row.brokerOrderId, count)
      }
      add(saved.held, saved.fills)
      before = saved.before
      hiddenFills = saved.hiddenFills
      last = { cash, dayEnds }
    },
    read(daily, instrumentOf) {
      if (last === undefined) return undefined
      // Nothing of it is asked any more where it is listed no longer; XXX is ISO 4217's code for no currency.
      const known = (id: InstrumentId): Instrument => instrumentOf(id) ?? createInstrument({ id, currency: 'XXX' })
      const fillsOf = Map.groupBy(fills, ({ brokerOrderId }) => brokerOrderId)
      return {
        orders: Array.from(rows.values(), (row) => orderOf(row, fillsOf.get(row.brokerOrderId) ?? [], known)),
        fills,
        held: Array.from(held.values(), (row): Held => ({ ...row, instrument: known(row.position.instrument) })),
        // Each of a pair names them all; they are joined once.
        pairs: [...rows.values()]
          .filter(({ brokerOrderId, pair }) => pair[0] === brokerOrderId)
          .map(({ pair }) => pair),
        isHidden: ({ brokerOrderId }) => daily && ends.has(brokerOrderId),
        hiddenFills: daily ? hiddenFills : 0,
        before,
        ...last,
      }
    },
  }
}

function orderOf(
  { triggered, pair: _pair, ...row }: KeptRow,
  fills: BrokerFill[],
  known: (id: InstrumentId) => Instrument,
): KeptOrder {
  const { terms } = row
  return {
    ...row,
    // Those that JSON leaves out where they are not there.
    clientOrderId: row.clientOrderId,
    day: row.day,
    reason: row.reason,
    active: row.active,
    expiresAt: row.expiresAt,
    // Books of earlier releases say nothing of it.
    rested: row.rested ?? false,
    instrument: known(terms.instrument),
    resting: restingOf(terms, triggered),
    fills,
  }
}
