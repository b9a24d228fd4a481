import { ShagunError } from '../errors.ts'
import { Decimal } from './decimal.ts'
import type { JournalEvent, JournalEventType } from './events.ts'
import type { Timestamp } from './time.ts'

/**
 * The version in which each event type is written. A change of shape raises it, and `upgrade` learns the step from the
 * one before.
 */
const versions: Readonly<Record<JournalEventType, number>> = {
  'instrument.registered': 1,
  'order.denied': 1,
  'order.submitted': 1,
  'order.accepted': 1,
  'order.rejected': 1,
  'order.unconfirmed': 1,
  'order.filled': 1,
  'order.modify-requested': 1,
  'order.modified': 1,
  'order.modify-refused': 1,
  'order.cancel-requested': 1,
  'order.cancel-refused': 1,
  'order.canceled': 1,
  'order.expired': 1,
  'order.absent': 1,
  'order.quarantined': 1,
  'fill.corrected': 1,
  'external.order-seen': 1,
  'external.fill-seen': 1,
  'position.reconciled': 1,
  'cash.adjusted': 1,
  'session.expired': 1,
  'trading.halted': 1,
  'trading.resumed': 1,
  'risk.breached': 1,
  'execution.started': 1,
  'execution.sliced': 1,
  'execution.paused': 1,
  'execution.resumed': 1,
  'execution.finished': 1,
}

/** Keys that hold a Decimal wherever they occur in an event; the type test beside this file proves the list complete. */
export const decimalKeys = [
  'amount',
  'averagePrice',
  'difference',
  'displayQuantity',
  'fees',
  'filledQuantity',
  'limitPrice',
  'multiplier',
  'price',
  'quantity',
  'realizedProfit',
  'residualQuantity',
  'stopPrice',
] as const

/** Free JSON of an algo and words of a vendor, in which nothing is ours to revive. */
const foreignKeys = new Set(['params', 'state', 'note'])
const decimals: ReadonlySet<string> = new Set(decimalKeys)

export function eventVersion(type: JournalEventType): number {
  return versions[type]
}

/** Canonical text: keys in order, Decimals as plain digits, no white space. Type and time stand in columns of their own. */
export function encodeEvent(event: JournalEvent): string {
  const { type: _type, time: _time, ...body } = event
  return canonicalJson(body)
}

/** JSON whose text depends on nothing but the value. */
export function canonicalJson(value: unknown): string {
  if (Decimal.isDecimal(value)) return `"${value.toFixed()}"`
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = value as Readonly<Record<string, unknown>>
  let text = ''
  for (const key of Object.keys(fields).sort()) {
    if (fields[key] === undefined) continue
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(fields[key])}`
  }
  return `{${text}}`
}

/**
 * Reads an event back from what a storage kept.
 *
 * @param account - whose journal it is, for the message
 * @throws ShagunError `journal-newer` for a type or version this release does not know: it is never skipped
 * @throws ShagunError `journal-broken` where the text is not what was written
 * @example
 * ```ts
 * import { decodeEntry, type Journal } from '@shagun/core/adapter'
 *
 * async function printFills(journal: Journal): Promise<void> {
 *   for await (const entry of journal.read()) {
 *     const event = decodeEntry(entry)
 *     if (event.type === 'order.filled') console.log(event.fill.quantity.toString(), event.fill.price.toString())
 *   }
 * }
 * ```
 */
export function decodeEntry(
  entry: {
    readonly sequence: number
    readonly time: Timestamp
    readonly type: string
    readonly version: number
    readonly body: string
  },
  account = '',
): JournalEvent {
  const { sequence, time, type, version, body } = entry
  const known: number | undefined = Object.hasOwn(versions, type) ? versions[type as JournalEventType] : undefined
  if (known === undefined || version > known) {
    const message = `The journal holds ${type} in version ${version}, which this release does not know; upgrade @shagun/core.`
    throw new ShagunError('journal-newer', message, { details: { type, version } })
  }
  try {
    if (!body.startsWith('{')) throw new SyntaxError('The text is not an object.')
    return { type, time, ...(revive(JSON.parse(body)) as object) } as JournalEvent
  } catch (cause) {
    const message = `Entry ${sequence} (${type}) of the journal of account ${account} cannot be read; restore the journal from a backup.`
    throw new ShagunError('journal-broken', message, { details: { account, sequence }, cause })
  }
}

function revive(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return decimals.has(key) ? new Decimal(value) : value
  if (typeof value !== 'object' || value === null || foreignKeys.has(key)) return value
  if (Array.isArray(value)) return value.map((element) => revive(element))
  const fields: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(value)) fields[name] = revive(field, name)
  return fields
}
