import { type Instrument, type InstrumentId, ShagunError } from '@shagun/core'
import { source } from '../source.ts'
import { type Cell, columns, createShared, readInstrument } from './read-instrument.ts'
import { splitLine } from './split-line.ts'

/** What is listed at an exchange on a day. */
export interface Listing {
  readonly instruments: readonly Instrument[]
  readonly tokens: ReadonlyMap<InstrumentId, number>
  readonly ids: ReadonlyMap<number, InstrumentId>
  /** Rows that cannot be, or come twice. */
  readonly skipped: number
}

/** After so many rows others get their turn. */
const rowsATurn = 250

/**
 * Reads Kite's dump of instruments, a piece at a time.
 *
 * A line break always ends a row, so that a quote which is left open costs one row and not the rest of the file.
 *
 * @param takeTurns - resolves when it may go on
 * @throws ShagunError `invalid-data` for what is no dump, or one of which no row can be read
 */
export async function parseDump(text: string, exchange: string, takeTurns: () => Promise<void>): Promise<Listing> {
  const shared = createShared()
  const instruments: Instrument[] = []
  const tokens = new Map<InstrumentId, number>()
  const ids = new Map<number, InstrumentId>()
  let skipped = 0
  let count = 0
  let cells: readonly string[] = []
  const lines = linesOf(text)
  const at = positionsOf(lines.next().value ?? '', exchange)
  const cell: Cell = (column) => cells[at[column]] ?? ''

  for (const line of lines) {
    if (++count % rowsATurn === 0) await takeTurns()
    if (line === '') continue
    const split = splitLine(line)
    cells = split ?? []
    if (split !== undefined && cell('exchange') !== exchange && cell('exchange') !== '') continue
    const listed = split === undefined ? undefined : readInstrument(cell, shared)
    if (listed === undefined || tokens.has(listed.instrument.id) || ids.has(listed.token)) {
      skipped++
      continue
    }
    const { instrument, token } = listed
    instruments.push(instrument)
    tokens.set(instrument.id, token)
    ids.set(token, instrument.id)
  }
  if (instruments.length === 0 && skipped > 0)
    throw noDump(exchange, `rows of which one can be read, and not ${skipped}`)
  return { instruments, tokens, ids, skipped }
}

function* linesOf(text: string): Generator<string, undefined> {
  for (let from = 0; from < text.length; ) {
    const found = text.indexOf('\n', from)
    const end = found === -1 ? text.length : found
    yield text.slice(from, text[end - 1] === '\r' ? end - 1 : end)
    from = end + 1
  }
  return undefined
}

function positionsOf(header: string, exchange: string): Readonly<Record<(typeof columns)[number], number>> {
  const names = splitLine(header.replace(/^\uFEFF/, '')) ?? []
  const missing = columns.filter((column) => !names.includes(column))
  if (missing.length > 0) throw noDump(exchange, `a first line with the columns ${columns.join(', ')}`)
  return Object.fromEntries(columns.map((column) => [column, names.indexOf(column)])) as ReturnType<typeof positionsOf>
}

function noDump(exchange: string, expected: string): ShagunError {
  const message = `${source} gave something else in place of the instruments of ${exchange}; expected ${expected}. Ask again later.`
  return new ShagunError('invalid-data', message, {
    details: { source, field: `instruments of ${exchange}`, expected },
    retryable: true,
  })
}
