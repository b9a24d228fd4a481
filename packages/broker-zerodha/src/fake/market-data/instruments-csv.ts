import type { KiteInstrument } from '../exchange/listing.ts'

const columns = [
  'instrument_token',
  'exchange_token',
  'tradingsymbol',
  'name',
  'last_price',
  'expiry',
  'strike',
  'tick_size',
  'lot_size',
  'instrument_type',
  'segment',
  'exchange',
] as const satisfies readonly (keyof KiteInstrument)[]

/** How many rows go into one part of the body. */
const rowsAPart = 1_000

/** The dump, in parts, so that nobody waits for the whole of it. */
export function* instrumentsCsv(rows: Iterable<KiteInstrument>): Iterable<string> {
  let part = `${columns.join(',')}\n`
  let count = 0
  for (const row of rows) {
    part += `${columns.map((column) => cell(row[column])).join(',')}\n`
    if (++count % rowsAPart !== 0) continue
    yield part
    part = ''
  }
  if (part !== '') yield part
}

function cell(value: string | number): string {
  return typeof value === 'string' && /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value)
}
