import { ShagunError } from '../errors.ts'
import { Decimal } from './decimal.ts'
import type { JournalEvent, JournalEventType } from './events.ts'
import type { Json } from './json.ts'
import type { Timestamp } from './time.ts'

/** What makes a body of one version into a body of the next. */
type Upgrade = (body: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>

/**
 * How each event type came to its present shape, step by step: a type is written in version 1 plus the number of its
 * steps, and what an earlier release wrote takes the steps that it has not had. A change of shape adds one.
 */
const upgrades: Readonly<Record<JournalEventType, readonly Upgrade[]>> = {
  'instrument.registered': [],
  'order.denied': [],
  'order.submitted': [],
  // Version 1 knew no order that may have more parts than were told.
  'order.accepted': [(body) => ({ ...body, complete: true })],
  'order.rejected': [],
  'order.unconfirmed': [],
  'order.filled': [],
  'order.modify-requested': [],
  'order.modified': [],
  'order.modify-refused': [],
  'order.cancel-requested': [],
  'order.cancel-refused': [],
  'order.canceled': [],
  'order.expired': [],
  'order.part-closed': [],
  'order.reopened': [],
  'order.absent': [],
  'order.quarantined': [],
  'fill.corrected': [],
  'external.order-seen': [],
  'external.fill-seen': [],
  'position.reconciled': [],
  'position.adjusted': [],
  'cash.adjusted': [],
  'day.turned': [],
  'session.expired': [],
  'trading.halted': [],
  'trading.resumed': [],
  'risk.breached': [],
  'execution.started': [],
  'execution.amended': [],
  'execution.sliced': [],
  'execution.paused': [],
  'execution.resumed': [],
  'execution.finished': [],
}

/** Keys that hold a Decimal wherever they occur in an event; the type test beside this file proves the list complete. */
export const decimalKeys = [
  'amount',
  'averagePrice',
  'difference',
  'displayQuantity',
  'fees',
  'filledQuantity',
  'leavesQuantity',
  'limitPrice',
  'multiplier',
  'price',
  'quantity',
  'ratio',
  'realizedProfit',
  'residualQuantity',
  'stopPrice',
] as const

/** Free JSON of an algo and words of a vendor, in which nothing is ours to revive. */
const foreignKeys = new Set(['params', 'state', 'note'])
const decimals: ReadonlySet<string> = new Set(decimalKeys)

export function eventVersion(type: JournalEventType): number {
  return upgrades[type].length + 1
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

/** What {@link canonicalJson} writes, as values of their own: Decimals are text, and what is undefined is not there. */
export function jsonOf(value: unknown): Json {
  if (Decimal.isDecimal(value)) return value.toFixed()
  if (Array.isArray(value)) return value.map(jsonOf)
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'object' || value === null) return (value ?? null) as Json
  const fields: Record<string, Json> = {}
  for (const [key, field] of Object.entries(value)) if (field !== undefined) fields[key] = jsonOf(field)
  return fields
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
  const known = Object.hasOwn(upgrades, type) ? (type as JournalEventType) : undefined
  if (known === undefined || version > eventVersion(known)) {
    const message = `The journal holds ${type} in version ${version}, which this release does not know; upgrade @shagun/core.`
    throw new ShagunError('journal-newer', message, { details: { type, version } })
  }
  try {
    if (!body.startsWith('{')) throw new SyntaxError('The text is not an object.')
    const read = revive(JSON.parse(body)) as Readonly<Record<string, unknown>>
    const current = upgrades[known].slice(version - 1).reduce((older, upgrade) => upgrade(older), read)
    return { type, time, ...current } as unknown as JournalEvent
  } catch (cause) {
    const message = `Entry ${sequence} (${type}) of the journal of account ${account} cannot be read; restore the journal from a backup.`
    throw new ShagunError('journal-broken', message, { details: { account, sequence }, cause })
  }
}

/** Text under the keys of Decimals becomes Decimals again. */
export function revive(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return decimals.has(key) ? new Decimal(value) : value
  if (typeof value !== 'object' || value === null || foreignKeys.has(key)) return value
  if (Array.isArray(value)) return value.map((element) => revive(element))
  const fields: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(value)) fields[name] = revive(field, name)
  return fields
}
