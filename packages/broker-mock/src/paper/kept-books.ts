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

/**
 * Puts together what was kept step by step.
 *
 * @param daily - whether what a day has closed is shown no more
 * @param instrumentOf - `undefined` for what is listed no longer
 * @returns `undefined` where nothing was kept
 */
export async function readKept(
  changes: AsyncIterable<Change>,
  daily: boolean,
  instrumentOf: (id: InstrumentId) => Instrument | undefined,
): Promise<Kept | undefined> {
  const rows = new Map<BrokerOrderId, KeptRow>()
  const held = new Map<string, HeldRow>()
  const fills: BrokerFill[] = []
  const hidden = new Set<BrokerOrderId>()
  let hiddenFills = 0
  let last: { readonly cash: Decimal; readonly dayEnds: Timestamp } | undefined

  for await (const change of changes) {
    for (const row of change.orders) rows.set(row.brokerOrderId, row)
    for (const one of change.held) held.set(`${one.position.instrument} ${one.position.product}`, one)
    for (const fill of change.fills) fills.push(Object.freeze(fill))
    last = change
    if (!change.isDayOver || !daily) continue
    hiddenFills = fills.length
    for (const { brokerOrderId, lifecycle } of rows.values()) if (lifecycle !== 'working') hidden.add(brokerOrderId)
  }
  if (last === undefined) return undefined

  // Nothing of it is asked any more where it is listed no longer; XXX is ISO 4217's code for no currency.
  const known = (id: InstrumentId): Instrument => instrumentOf(id) ?? createInstrument({ id, currency: 'XXX' })
  const fillsOf = Map.groupBy(fills, ({ brokerOrderId }) => brokerOrderId)
  const orders = new Map<BrokerOrderId, KeptOrder>()
  for (const row of rows.values())
    orders.set(row.brokerOrderId, orderOf(row, fillsOf.get(row.brokerOrderId) ?? [], known))
  // Each of a pair names them all; they are joined once.
  const pairs = [...rows.values()]
    .filter(({ brokerOrderId, pair }) => pair[0] === brokerOrderId)
    .map(({ pair }) => pair)
  return {
    orders: [...orders.values()],
    fills,
    held: Array.from(held.values(), (row): Held => ({ ...row, instrument: known(row.position.instrument) })),
    pairs,
    isHidden: ({ brokerOrderId }) => hidden.has(brokerOrderId),
    hiddenFills,
    cash: last.cash,
    dayEnds: last.dayEnds,
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
    instrument: known(terms.instrument),
    resting: restingOf(terms, triggered),
    fills,
  }
}
