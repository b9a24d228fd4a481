import { Decimal, ShagunError } from '@shagun/core'
import type { ChargeRate, ChargeTable } from './charge-rate.ts'
import { allExchanges } from './markets.ts'

/**
 * Reads a table of charges from the text of a JSON file, for `zerodhaCharges({ tables })` and its like.
 *
 * A rate replaces those that are known from its day on, where it is for the same: what it leaves out stays.
 *
 * @throws ShagunError `invalid-data`, naming field and element, where the text is no JSON or not such a table
 * @example
 * ```ts
 * import { parseChargeTable, zerodhaCharges } from '@shagun/broker-mock/charges'
 *
 * const newer = parseChargeTable(`{
 *   "knownUntil": "2027-04-30",
 *   "rates": [
 *     { "charge": "stt", "from": "2027-04-01", "on": ["NFO", "BFO"], "segments": ["futures"], "side": "sell", "percent": "0.06" }
 *   ]
 * }`)
 * const fees = zerodhaCharges({ tables: [newer] })
 * ```
 */
export function parseChargeTable(json: string): ChargeTable {
  const read = readJson(json)
  checkTable(read)
  return read
}

/** @throws ShagunError `invalid-data`, naming field and element, where it is no such table */
export function checkTable(read: unknown): asserts read is ChargeTable {
  if (!isRecord(read)) throw invalid('file', read, 'an object with knownUntil and rates')
  refuseOthers(read, ['knownUntil', 'rates'])
  if (!isDate(read['knownUntil'])) throw invalid('knownUntil', read['knownUntil'], 'a date, such as 2027-04-30')
  if (!Array.isArray(read['rates'])) throw invalid('rates', read['rates'], 'a list of rates')
  for (const [row, rate] of read['rates'].entries()) checkRate(rate, row)
}

function checkRate(rate: unknown, row: number): asserts rate is ChargeRate {
  if (!isRecord(rate)) throw invalid('rate', rate, 'an object', row)
  refuseOthers(rate, Object.keys(fields), row)
  for (const [field, { holds, expected }] of Object.entries(fields))
    if (!holds(rate[field], rate)) throw invalid(field, rate[field], expected, row)
}

interface Field {
  holds(value: unknown, rate: Fields): boolean
  readonly expected: string
}

type Fields = Readonly<Record<string, unknown>>

const names: readonly ChargeRate['charge'][] = [
  'brokerage',
  'clearing',
  'exchange',
  'investor-fund',
  'sebi',
  'stt',
  'ctt',
  'stamp',
  'gst',
  'depository',
]
const segments = ['delivery', 'intraday', 'futures', 'options', 'exercise']

const fields: Readonly<Record<keyof ChargeRate, Field>> = {
  charge: { holds: oneOf(names), expected: `one of ${names.join(', ')}` },
  from: { holds: isDate, expected: 'a date, such as 2027-04-01' },
  on: { holds: orMissing(listOf(oneOf(allExchanges))), expected: `a list out of ${allExchanges.join(', ')}` },
  segments: { holds: orMissing(listOf(oneOf(segments))), expected: `a list out of ${segments.join(', ')}` },
  side: { holds: orMissing(oneOf(['buy', 'sell'])), expected: 'buy or sell' },
  only: { holds: orMissing(listOf(isText)), expected: 'a list of underlyings or groups, such as ["SENSEX"]' },
  percent: {
    holds: (percent, { charge, rupees }) =>
      percent === undefined ? rupees !== undefined : charge !== 'depository' && isAmountBelow(percent, 100),
    expected: 'a percentage from 0 to below 100 as text, such as "0.05", or rupees where the charge is depository',
  },
  rupees: {
    holds: (rupees, { charge }) =>
      rupees === undefined || ((charge === 'brokerage' || charge === 'depository') && isAmountBelow(rupees)),
    expected: 'an amount of 0 or more as text, such as "20", and only for brokerage or depository',
  },
  untaxed: { holds: orMissing((value) => typeof value === 'boolean'), expected: 'true or false' },
  base: { holds: orMissing(oneOf(['settlement-value'])), expected: 'settlement-value, or nothing' },
}

function oneOf(choices: readonly string[]): (value: unknown) => boolean {
  return (value) => choices.includes(value as string)
}

function listOf(holds: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.length > 0 && value.every(holds)
}

function orMissing(holds: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => value === undefined || holds(value)
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

/** As text, because a number of JSON is a float. */
function isAmountBelow(value: unknown, limit = Number.POSITIVE_INFINITY): boolean {
  return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) && new Decimal(value).lt(limit)
}

function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false
  const time = Date.parse(value)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value)
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refuseOthers(read: Fields, known: readonly string[], row?: number): void {
  const other = Object.keys(read).find((field) => !known.includes(field))
  if (other !== undefined) throw invalid(other, read[other], `none but ${known.join(', ')}`, row)
}

function readJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw invalid('file', json.slice(0, 40), 'JSON', undefined, cause)
  }
}

function invalid(field: string, value: unknown, expected: string, row?: number, cause?: unknown): ShagunError {
  const where = row === undefined ? '' : ` in element ${row} of its rates`
  const shown = JSON.stringify(value) ?? 'missing'
  return new ShagunError('invalid-data', `The table of charges has ${field} ${shown}${where}; expected ${expected}.`, {
    details: { source: 'table of charges', field, value: shown, expected, ...(row !== undefined && { row }) },
    cause,
  })
}
