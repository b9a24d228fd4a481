import { type BrokerOrder, Decimal } from '@shagun/core'
import type { BrokerFill } from '@shagun/core/adapter'

// Adapters may be written without a compiler, and vendors send what they like.

/** What of a row an account could not read, in a few words. */
export function faultOfRow(row: BrokerOrder): string | undefined {
  return (
    faultIn(row, ['brokerOrderId', 'instrument'], isText, 'text') ??
    faultIn(row, ['quantity', 'filledQuantity'], isAmount, 'a Decimal of 0 or more') ??
    faultIn(row, ['averagePrice', 'limitPrice', 'stopPrice'], orMissing(isPrice), 'a Decimal above 0, or nothing') ??
    faultIn(row, ['time'], Number.isFinite, 'epoch milliseconds') ??
    faultIn(row, ['side'], (side) => side === 'buy' || side === 'sell', 'buy or sell') ??
    faultIn(row, ['lifecycle'], (word) => lifecycles.includes(word as never), 'a stage of its life') ??
    faultIn(row, ['clientOrderId', 'reason'], orMissing(isText), 'text, or nothing') ??
    (row.filledQuantity.gt(row.quantity) ? `${row.filledQuantity} filled of ${row.quantity}` : undefined)
  )
}

/** What of a trade an account could not read. */
export function faultOfTrade(fill: BrokerFill): string | undefined {
  return (
    faultIn(fill, ['fillId', 'brokerOrderId'], isText, 'text') ??
    faultIn(fill, ['quantity', 'price'], isPrice, 'a Decimal above 0') ??
    faultIn(fill, ['fees'], orMissing(isFigure), 'a Decimal, or nothing') ??
    faultIn(fill, ['time'], Number.isFinite, 'epoch milliseconds')
  )
}

const lifecycles = ['working', 'filled', 'canceled', 'rejected', 'expired'] as const

function faultIn<T extends object>(
  fields: T,
  names: readonly (keyof T & string)[],
  holds: (value: unknown) => boolean,
  expected: string,
): string | undefined {
  const name = names.find((each) => !holds(fields[each]))
  return name === undefined
    ? undefined
    : `${name} ${String(fields[name])} (${typeof fields[name]}); expected ${expected}`
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function isFigure(value: unknown): boolean {
  return Decimal.isDecimal(value) && value.isFinite()
}

function isAmount(value: unknown): boolean {
  return Decimal.isDecimal(value) && value.isFinite() && value.gte(0)
}

function isPrice(value: unknown): boolean {
  return Decimal.isDecimal(value) && value.isFinite() && value.gt(0)
}

function orMissing(holds: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => value === undefined || holds(value)
}
