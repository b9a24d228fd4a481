import { isShagunError, ShagunError } from '../errors.ts'
import { createInstrument, type Instrument, type InstrumentOptions } from '../model/instrument.ts'

/**
 * Reads instruments from the text of a JSON file: a list of what {@link createInstrument} takes.
 *
 * @throws ShagunError `invalid-data`, naming field and element, where the text is no JSON or an instrument cannot be
 * @example
 * ```ts
 * import { createInstrumentMaster, parseInstruments } from '@shagun/core/instruments'
 *
 * const file = `[{ "id": "NFO:NIFTY26DECFUT", "kind": "future", "currency": "INR", "tickSize": "0.1", "lotSize": 65,
 *   "freezeQuantity": 1800, "underlying": "NIFTY", "expiry": 1798538400000 }]`
 * const master = createInstrumentMaster(parseInstruments(file))
 * ```
 */
export function parseInstruments(json: string): readonly Instrument[] {
  const rows = readJson(json)
  if (!Array.isArray(rows)) throw invalid('file', typeof rows, 'a list of instruments')
  return rows.map((row: unknown, i) => {
    if (typeof row !== 'object' || row === null) throw invalid('instrument', JSON.stringify(row), 'an object', i)
    const { id, currency, kind = 'equity' } = row as Partial<InstrumentOptions>
    if (typeof id !== 'string') throw invalid('id', JSON.stringify(id) ?? 'missing', 'text such as NSE:INFY', i)
    if (typeof currency !== 'string')
      throw invalid('currency', JSON.stringify(currency) ?? 'missing', 'an ISO 4217 code such as INR', i)
    if (!kinds.includes(kind)) throw invalid('kind', JSON.stringify(kind), `one of ${kinds.join(', ')}`, i)
    return make(row as InstrumentOptions, i)
  })
}

const kinds: readonly string[] = ['equity', 'etf', 'index', 'future', 'option', 'currency', 'crypto']

function readJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw invalid('file', JSON.stringify(json.slice(0, 40)), 'JSON', undefined, cause)
  }
}

function make(options: InstrumentOptions, row: number): Instrument {
  try {
    return createInstrument(options)
  } catch (error) {
    if (isShagunError(error, 'invalid-options'))
      throw invalid(error.details.option, error.details.value, error.details.expected, row, error)
    if (isShagunError(error, 'invalid-order'))
      throw invalid('id', error.details.value, error.details.expected, row, error)
    throw error
  }
}

function invalid(field: string, value: string, expected: string, row?: number, cause?: unknown): ShagunError {
  const where = row === undefined ? '' : ` in element ${row}`
  return new ShagunError('invalid-data', `The instruments have ${field} ${value}${where}; expected ${expected}.`, {
    details: { source: 'instruments', field, value, expected, ...(row !== undefined && { row }) },
    cause,
  })
}
