import type { BrokerOrder } from '../model/broker-book.ts'
import { Decimal } from '../model/decimal.ts'
import type { UnconfirmedCause } from '../model/outcome.ts'

/**
 * Why a report cannot be read, in a few words; `undefined` where it can.
 *
 * Adapters may be written without a compiler, and may pass on what a vendor made up: what is no report must not become a
 * half-applied one.
 */
export function faultOfReport(report: unknown): string | undefined {
  if (!isObject(report)) return 'it is no object'
  if (report['type'] === 'order') return faultOfOrder(report['order'])
  if (report['type'] === 'fill') return faultOfFill(report['fill'])
  return `its type is ${shown(report['type'])}`
}

export function faultOfOrder(order: unknown): string | undefined {
  if (!isObject(order)) return 'its order is no object'
  return (
    faultIn(order, ['brokerOrderId', 'instrument'], isText, 'text') ??
    faultIn(order, ['quantity', 'filledQuantity'], isAmount, 'a Decimal of 0 or more') ??
    faultIn(order, ['time'], isTime, 'epoch milliseconds') ??
    faultIn(order, ['side'], (side) => side === 'buy' || side === 'sell', 'buy or sell') ??
    faultIn(order, ['lifecycle'], (word) => lifecycles.has(word as BrokerOrder['lifecycle']), 'a stage of its life') ??
    faultIn(order, ['clientOrderId', 'reason'], orMissing(isText), 'text') ??
    faultIn(order, ['averagePrice', 'limitPrice', 'stopPrice'], orMissing(isNumber), 'a Decimal') ??
    faultIn(order, ['note'], orMissing(isTexts), 'texts by name')
  )
}

function faultOfFill(fill: unknown): string | undefined {
  if (!isObject(fill)) return 'its fill is no object'
  return (
    faultIn(fill, ['fillId', 'brokerOrderId'], isText, 'text') ??
    faultIn(fill, ['quantity'], isAmount, 'a Decimal of 0 or more') ??
    faultIn(fill, ['price'], isNumber, 'a Decimal') ??
    faultIn(fill, ['fees'], orMissing(isNumber), 'a Decimal') ??
    faultIn(fill, ['time'], isTime, 'epoch milliseconds')
  )
}

/** Why an answer to an order, or to a command, cannot be read: what is kept of it must survive the journal. */
export function faultOfReply(reply: unknown, taken: 'accepted' | 'requested'): string | undefined {
  if (!isObject(reply)) return 'it is no object'
  switch (reply['outcome']) {
    case taken:
      return taken === 'accepted' ? faultOfAcceptance(reply) : undefined
    case 'rejected':
      return faultOfEvidence(reply['evidence'])
    case 'unconfirmed':
      return faultIn(reply, ['cause'], (word) => causes.has(word as UnconfirmedCause), 'a cause')
    default:
      return `its outcome is ${shown(reply['outcome'])}`
  }
}

function faultOfAcceptance(reply: Fields): string | undefined {
  const { refused } = reply
  const isIds = (ids: unknown): boolean => Array.isArray(ids) && ids.length > 0 && ids.every(isText)
  return (
    faultIn(reply, ['brokerOrderIds'], isIds, 'a list of ids') ??
    faultIn(reply, ['note'], orMissing(isTexts), 'texts by name') ??
    faultIn(reply, ['refused'], orMissing(isObject), 'an object') ??
    (isObject(refused)
      ? (faultIn(refused, ['quantity'], isAmount, 'a Decimal of 0 or more') ?? faultOfEvidence(refused['evidence']))
      : undefined)
  )
}

function faultOfEvidence(evidence: unknown): string | undefined {
  if (!isObject(evidence)) return 'its evidence is no object'
  return (
    faultIn(evidence, ['reason'], (reason) => typeof reason === 'string', 'text') ??
    faultIn(evidence, ['vendorCode'], orMissing(isText), 'text') ??
    faultIn(evidence, ['httpStatus'], orMissing(Number.isFinite), 'a number')
  )
}

/** Why the broker's books, read as one, cannot be believed. */
export function faultOfSnapshot(snapshot: unknown): string | undefined {
  if (!isObject(snapshot)) return 'they are no object'
  const { orders, fills, positions, holdings, cash } = snapshot
  if (!isObject(cash) || !Object.values(cash).every(isNumber)) return 'their cash is not a Decimal for each currency'
  return (
    faultInList('orders', orders, faultOfOrder) ??
    faultInList('fills', fills, faultOfFill) ??
    faultInList('positions', positions, faultOfPosition) ??
    faultInList('holdings', holdings, faultOfPosition)
  )
}

function faultInList(name: string, list: unknown, faultOf: (row: unknown) => string | undefined): string | undefined {
  if (!Array.isArray(list)) return `their ${name} are no list`
  const at = list.findIndex((row) => faultOf(row) !== undefined)
  return at === -1 ? undefined : `in row ${at} of their ${name}, ${faultOf(list[at])}`
}

function faultOfPosition(position: unknown): string | undefined {
  if (!isObject(position)) return 'the position is no object'
  return (
    faultIn(position, ['instrument', 'product'], isText, 'text') ??
    faultIn(position, ['quantity', 'averagePrice', 'realizedProfit'], isNumber, 'a Decimal')
  )
}

/** What in a report cannot be: it must not reach the books. */
export function faultOfFigures(quantity: Decimal, price: Decimal | undefined): string | undefined {
  if (!isAmount(quantity)) return `a quantity of ${quantity}`
  return price === undefined || price.isFinite() ? undefined : `a price of ${price}`
}

type Fields = Readonly<Record<string, unknown>>

const lifecycles: ReadonlySet<BrokerOrder['lifecycle']> = new Set([
  'working',
  'filled',
  'canceled',
  'rejected',
  'expired',
])

const causes: ReadonlySet<UnconfirmedCause> = new Set([
  'timeout',
  'connection-lost',
  'server-error',
  'unreadable-reply',
  'adapter-threw',
])

function faultIn(
  fields: Fields,
  names: readonly string[],
  holds: (value: unknown) => boolean,
  expected: string,
): string | undefined {
  const name = names.find((each) => !holds(fields[each]))
  return name === undefined ? undefined : `its ${name} is ${shown(fields[name])} and should be ${expected}`
}

/** Not everything that a vendor sends can be made text. */
function shown(value: unknown): string {
  return isObject(value) && !Decimal.isDecimal(value) ? 'an object' : String(value)
}

function isTexts(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((text) => typeof text === 'string')
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}

/** A Date holds no other, https://tc39.es/ecma262/#sec-time-values-and-time-range */
function isTime(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) <= 8.64e15
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function isNumber(value: unknown): boolean {
  return Decimal.isDecimal(value) && value.isFinite()
}

/** -0 is 0. */
function isAmount(value: unknown): boolean {
  return Decimal.isDecimal(value) && value.isFinite() && value.gte(0)
}

function orMissing(holds: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => value === undefined || holds(value)
}
