import { exchangeOf, type Instrument, type InstrumentId, type Log, ShagunError } from '@shagun/core'
import { isRow, rowsOf, text, type Wire } from '../books/wire.ts'
import type { KiteClient } from '../client/kite-client.ts'
import { source } from '../source.ts'
import type { Contracts } from './contract-terms.ts'
import type { InstrumentBook } from './instrument-book.ts'

/**
 * The futures and options that the account holds, with what Kite says of them once it does: so that they are known for
 * what they are before their positions are read.
 *
 * @throws ShagunError `invalid-options` where another multiplier was declared than Kite counts with, and what the book of
 * positions and the download of instruments throw
 */
export async function fetchHeldContracts(
  client: KiteClient,
  contracts: Contracts,
  instruments: InstrumentBook,
  log: Log,
): Promise<readonly Instrument[]> {
  const positions = await client.read('positions', (kite) => kite.getPositions())
  const held: InstrumentId[] = []
  for (const row of (isRow(positions) ? rowsOf(positions['net']) : undefined) ?? []) {
    const id = contractIn(row)
    if (id === undefined) continue
    const lesson = contracts.learn(row)
    if (lesson?.believed !== undefined) throw wronglyDeclared(id, String(lesson.believed), String(lesson.told))
    held.push(id)
  }
  const found: Instrument[] = []
  for (const id of new Set(held)) {
    const instrument = await instruments.find(id)
    if (instrument !== undefined) found.push(instrument)
    else
      log.error(`${source} lists no ${id}, which is held: what is made of its position is a guess.`, { contract: id })
  }
  return found
}

/** Says where positions are counted with another multiplier than anybody has been told. */
export function noteMultipliers(rows: readonly Wire[], contracts: Contracts, log: Log): void {
  for (const row of rows) {
    if (contractIn(row) === undefined) continue
    const lesson = contracts.learn(row)
    if (lesson === undefined || lesson.told.eq(lesson.believed ?? 1)) continue
    const { contract, told, believed } = lesson
    log.error(
      `${source} counts ${contract} with a multiplier of ${told}, and ${believed ?? 'none'} was declared: until the next start with that one, its profit and exposure may be wrong by this factor.`,
      { contract, told: String(told) },
    )
  }
}

/** Shares have no terms that Kite does not list, and what is closed counts for nothing. */
function contractIn(row: Wire): InstrumentId | undefined {
  if (!isRow(row) || !text(row['exchange']) || !text(row['tradingsymbol']) || Number(row['quantity']) === 0)
    return undefined
  const id: InstrumentId = `${row['exchange']}:${row['tradingsymbol']}`
  return ['NSE', 'BSE'].includes(exchangeOf(id)) ? undefined : id
}

function wronglyDeclared(id: InstrumentId, value: string, expected: string): ShagunError {
  const message = `The multiplier that was declared for ${id} is ${value}; expected ${expected}, which ${source} counts its position with. Correct it in \`contracts\`.`
  return new ShagunError('invalid-options', message, { details: { option: 'contracts', value, expected } })
}
