import { type Instrument, type InstrumentId, ShagunError } from '@shagun/core'
import { source } from '../source.ts'
import { createBuilder } from './build-instrument.ts'
import type { Contracts } from './contract-terms.ts'
import { type Cell, columns, createRowReader, type Row } from './read-row.ts'
import { splitLine } from './split-line.ts'

/** What is listed at an exchange on a day. */
export interface Listing {
  readonly instruments: readonly Instrument[]
  /** Of all rows, also of those that make no instrument. */
  readonly tokens: ReadonlyMap<InstrumentId, number>
  /** Contracts that are no instruments as long as nobody says how much money they move. */
  readonly withheld: ReadonlyMap<InstrumentId, Row>
  /** Rows that cannot be, or come twice. */
  readonly skipped: number
  /** The instrument of that name; one that was withheld, too, once somebody has said what it moves. */
  find(id: InstrumentId): Instrument | undefined
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
export async function parseDump(
  text: string,
  exchange: string,
  contracts: Contracts,
  takeTurns: () => Promise<void>,
): Promise<Listing> {
  const [read, build] = [createRowReader(), createBuilder(contracts)]
  const instruments: Instrument[] = []
  const tokens = new Map<InstrumentId, number>()
  const withheld = new Map<InstrumentId, Row>()
  const taken = new Set<number>()
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
    const row = split === undefined ? undefined : read(cell)
    if (row === undefined || tokens.has(row.id) || taken.has(row.token)) {
      skipped++
      continue
    }
    tokens.set(row.id, row.token)
    taken.add(row.token)
    const instrument = build(row)
    if (instrument !== undefined) instruments.push(instrument)
    else if (row.terms === undefined) skipped++
    else withheld.set(row.id, row)
  }
  if (instruments.length + withheld.size === 0 && skipped > 0)
    throw noDump(exchange, `rows of which one can be read, and not ${skipped}`)
  return {
    instruments,
    tokens,
    withheld,
    skipped,
    find(id) {
      const row = withheld.get(id)
      return row === undefined ? instruments.find((instrument) => instrument.id === id) : build(row)
    },
  }
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
