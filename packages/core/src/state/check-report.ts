import type { BrokerOrder } from '../model/broker-book.ts'
import { Decimal } from '../model/decimal.ts'

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
  return `its type is ${String(report['type'])}`
}

export function faultOfOrder(order: unknown): string | undefined {
  if (!isObject(order)) return 'its order is no object'
  return (
    faultIn(order, ['brokerOrderId', 'instrument'], isText, 'text') ??
    faultIn(order, ['quantity', 'filledQuantity'], isAmount, 'a Decimal of 0 or more') ??
    faultIn(order, ['time'], Number.isFinite, 'epoch milliseconds') ??
    faultIn(order, ['side'], (side) => side === 'buy' || side === 'sell', 'buy or sell') ??
    faultIn(order, ['lifecycle'], (word) => lifecycles.has(word as BrokerOrder['lifecycle']), 'a stage of its life') ??
    faultIn(order, ['clientOrderId', 'reason'], orMissing(isText), 'text') ??
    faultIn(order, ['averagePrice', 'limitPrice', 'stopPrice'], orMissing(isNumber), 'a Decimal')
  )
}

function faultOfFill(fill: unknown): string | undefined {
  if (!isObject(fill)) return 'its fill is no object'
  return (
    faultIn(fill, ['fillId', 'brokerOrderId'], isText, 'text') ??
    faultIn(fill, ['quantity'], isAmount, 'a Decimal of 0 or more') ??
    faultIn(fill, ['price'], isNumber, 'a Decimal') ??
    faultIn(fill, ['fees'], orMissing(isNumber), 'a Decimal') ??
    faultIn(fill, ['time'], Number.isFinite, 'epoch milliseconds')
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

type Fields = Readonly<Record<string, unknown>>

const lifecycles: ReadonlySet<BrokerOrder['lifecycle']> = new Set([
  'working',
  'filled',
  'canceled',
  'rejected',
  'expired',
])

function faultIn(
  fields: Fields,
  names: readonly string[],
  holds: (value: unknown) => boolean,
  expected: string,
): string | undefined {
  const name = names.find((each) => !holds(fields[each]))
  return name === undefined ? undefined : `its ${name} is ${String(fields[name])} and should be ${expected}`
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function isNumber(value: unknown): boolean {
  return Decimal.isDecimal(value) && value.isFinite()
}

function isAmount(value: unknown): boolean {
  return Decimal.isDecimal(value) && value.isFinite() && !value.isNegative()
}

function orMissing(holds: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => value === undefined || holds(value)
}
